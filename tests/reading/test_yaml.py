"""YAML 1.2 words without its dangers: each slip with its words, each limit at its border."""

import sys
from collections import Counter

import pytest
import yaml

from papule.reading import yaml as reader
from papule.reading.document import MAX_DEPTH, MAX_NODES, MAX_PATH, Unusable
from papule.reading.problem import MOST, Problem, Unreadable
from papule.reading.yaml import read_yaml


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def _each_parser(request, monkeypatch):
    """libyaml, and PyYAML's own parser where libyaml is not at hand: the words are the same."""
    monkeypatch.setattr(reader, "_LOADER", getattr(yaml, request.param))


libyaml_only = pytest.mark.parametrize("_each_parser", ["CSafeLoader"], indirect=True)


def refused(text: str) -> list[Problem]:
    with pytest.raises(Unreadable) as caught:
        read_yaml(text)
    return caught.value.problems


def said(text: str) -> str:
    (problem,) = refused(text)
    return str(problem)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("1", 1),
        ("-12", -12),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("012", 12),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-11-21", "2026-11-21"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!str 1", "1"),
        ("1,5", "1,5"),
        ("<<", "<<"),
    ],
)
def test_a_word_is_what_yaml_1_2_says(written, value):
    read = read_yaml(f"a: {written}\n").value["a"]
    assert (read, type(read)) == (value, type(value))


def test_every_place_has_its_line():
    document = read_yaml("a: 1\nb:\n  - c: 2\n    d: [3,\n      4]\n")
    assert document.value == {"a": 1, "b": [{"c": 2, "d": [3, 4]}]}
    assert document.lines == {
        "a": 1,
        "b": 3,
        "b[0]": 3,
        "b[0].c": 3,
        "b[0].d": 4,
        "b[0].d[0]": 4,
        "b[0].d[1]": 5,
    }


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("a:\n\tb: 1\n", 2, "a tab stands where spaces are needed (column 1)"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "a tab stands where spaces are needed (column 1)"),
        ("a: b: c\n", 1, "there is a second colon in this line, or the line is indented too far (column 5)"),
        ("a: 1\n  b: 2\n", 2, "there is a second colon in this line, or the line is indented too far (column 4)"),
        ("a:\n    b: 1\n  c: 2\n", 3, "this line does not go with those above it (column 3)"),
        ("a: 'x' y\n", 1, "this line does not go with those above it (column 8)"),
        ("- 1\nb: 2\n", 2, "this line does not go with those above it (column 1)"),
        ("a: 1\nb\nc: 2\n", 2, "a key stands here without a colon and a value (column 1)"),
        ("a: 1\nb: 'x\nc: 2\n", 2, "a quotation mark is opened here and never closed (column 4)"),
        ("a: [1, 2\nb: 3\n", 1, "a bracket that opens here is not closed, or a comma is missing (column 4)"),
        ("x: 1\na: {b: 1\nc: 3\n", 2, "a bracket that opens here is not closed, or a comma is missing (column 4)"),
        ("a: @x\n", 1, "a value cannot begin with '@' (column 4)"),
        ("a: %x\n", 1, "a value cannot begin with '%' (column 4)"),
        ("a: `x`\n", 1, "a value cannot begin with '`' (column 4)"),
        ("**bold**\n", 1, "a value cannot begin with '*' (column 2)"),
        ("a: ]\n", 1, "a value cannot begin with ']' (column 4)"),
        ("a: !e!x 1\n", 1, "a value cannot begin with '!' (column 4)"),
        ("a: 1\n...\nb\n", 3, "there is more text after the end of the document (column 1)"),
        ("%PDF-1.4\n1 0 obj\n", 1, "a value cannot begin with '.' (column 7)"),
    ],
)
def test_a_slip_is_told_with_line_reason_and_column(text, where, reason):
    if text.startswith("%PDF") and reader._LOADER is yaml.CSafeLoader:
        reason = "from here on it cannot be read (column 7)"
    assert said(text).startswith(f"{where}: this is not YAML: {reason}. ")


def test_a_backslash_that_means_nothing_is_told():
    assert "a backslash stands before a sign" in said('a: "C:\\q"\n')


def test_what_was_found_before_a_slip_is_told_too():
    assert [each.line for each in refused("a: .nan\nb: [1\nc: 2\n")] == [1, 2]


@pytest.mark.parametrize("number", [".nan", ".NaN", ".inf", "-.inf", "+.INF"])
def test_what_is_no_number_is_told_and_not_taken(number):
    document = read_yaml(f"a: {number}\n")
    assert [str(each) for each in document.problems] == [f"1: {number} is no number. Write a plain number."]
    assert isinstance(document.value["a"], Unusable)
    assert read_yaml(f"a: '{number}'\n").value == {"a": number}


def test_a_number_beyond_all_reason_stays_a_text():
    assert read_yaml("a: 1e999\nb: " + "9" * 400).value == {"a": "1e999", "b": "9" * 400}


def test_an_alias_is_refused_where_it_stands():
    document = read_yaml("a: &x [1]\nb:\n  - *x\n")
    assert [str(each) for each in document.problems] == ["3: the alias '*x' is not allowed. Write the value out."]


def test_a_bomb_stays_small():
    text = "a: &a [x, x]\n" + "".join(f"{each}: &{each} [*a, *a, *a]\n" for each in "bcdefgh")
    assert len(read_yaml(text).problems) == 21
    assert len(refused("a: &a 1\nb: [" + "*a, " * 50_000 + "]")) == MOST + 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a: !!python/object:os.system x", "tag:yaml.org,2002:python/object:os.system"),
        ('a: !!python/object/apply:os.system ["id"]', "tag:yaml.org,2002:python/object/apply:os.system"),
        ("a: !x {b: 1}", "!x"),
        ("a: !!int 1", "tag:yaml.org,2002:int"),
        ("a: !<%1B[31m> x", "\x1b[31m"),
    ],
)
def test_a_tag_is_refused_on_a_word_a_list_and_a_mapping(text, name):
    (problem,) = read_yaml(text).problems
    assert problem.problem == f"the tag {name!r} is not allowed"


def test_a_key_that_stands_twice_is_told_with_its_second_line():
    (problem,) = read_yaml("a:\n  b: 1\n  c: 2\n  b: 3\n").problems
    assert (problem.at, problem.line, problem.problem) == ("a.b", 4, "the key 'b' stands twice")


@pytest.mark.parametrize("text", ["? [a]\n: 1\n", "? {a: 1}\n: 1\n", "{[a]: 1}"])
def test_a_key_that_is_no_word_is_refused(text):
    assert said(text).startswith("1: a key is a list or has keys itself")


def test_a_second_document_is_refused():
    assert said("a: 1\n---\nb: 2\n").startswith("2: there is more than one document")
    assert read_yaml("---\na: 1\n...\n").value == {"a": 1}


@pytest.mark.parametrize("inner", ["", "1", "{}"])
def test_the_deepest_nesting_is_read_and_one_more_is_not(inner):
    depth = MAX_DEPTH - (inner == "{}")
    assert read_yaml("[" * depth + inner + "]" * depth).problems == ()
    assert said("[" * (depth + 1) + inner + "]" * (depth + 1)).endswith(
        "the nesting is deeper than 40. Flatten the text."
    )


def test_nesting_without_end_is_refused_at_its_limit():
    assert said("[" * 100_000).startswith("1: the nesting is deeper than 40")
    assert said("".join("  " * depth + "a:\n" for depth in range(60))).startswith("41: the nesting is deeper than 40")


@libyaml_only
def test_the_most_values_are_read_and_one_more_is_not():
    assert len(read_yaml("- 1\n" * (MAX_NODES - 1)).value) == MAX_NODES - 1
    assert said("- 1\n" * MAX_NODES).startswith(f"{MAX_NODES}: there are more than 100 thousand keys and values")


def test_the_longest_path_is_read_and_a_longer_one_is_not():
    assert read_yaml("k" * MAX_PATH + ": 1").problems == ()
    assert said("k" * (MAX_PATH + 1) + ": 1").startswith("1: a key, or the keys down to it, are longer than 500")
    half = "k" * (MAX_PATH // 2)
    assert read_yaml(f"{half}: {{{half[1:]}: 1}}").problems == ()
    assert said(f"{half}: {{{half}: 1}}").startswith("1: a key, or the keys down to it, are longer than 500")


def test_long_keys_do_not_multiply():
    """Every place is kept under its path: without a limit this megabyte would take gigabytes."""
    assert said("? " + "k" * 400_000 + "\n: [" + "1, " * 90_000 + "]").startswith("2: a key, or the keys down")


def steps(rows: int) -> int:
    """Calls that reading a text of so many lines makes: what time it takes, without a clock."""
    text = "a:\n" + "".join(
        f"  - {{site: knee, points: {number}, volume_per_point_ml: 0.1}}\n" for number in range(rows)
    )
    counted = Counter[str]()
    sys.setprofile(lambda _frame, event, _given: counted.update((event,)))
    try:
        read_yaml(text)
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


@libyaml_only
def test_twice_as_long_a_case_takes_twice_as_long():
    short, long = steps(100), steps(200)
    assert long < 2.1 * short
    assert short < 100 * 300, "300 values"
