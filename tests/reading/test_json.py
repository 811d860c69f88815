"""JSON, strictly: each slip with its words, each limit at its border."""

import json
import subprocess
import sys

import pytest

from papule.reading.document import MAX_DEPTH, MAX_NODES, MAX_PATH, Unusable
from papule.reading.json import read_json
from papule.reading.problem import MOST, Problem, Unreadable


def refused(text: str) -> list[Problem]:
    with pytest.raises(Unreadable) as caught:
        read_json(text)
    return caught.value.problems


def said(text: str) -> str:
    (problem,) = refused(text)
    return str(problem)


def nested(depth: int, inner: str = "") -> str:
    return "[" * depth + inner + "]" * depth


def test_every_kind_of_value_is_read():
    text = '{"a": null, "b": true, "c": -1, "d": 0.5, "e": "é", "f": [], "g": {}}'
    document = read_json(text)
    assert document.value == {"a": None, "b": True, "c": -1, "d": 0.5, "e": "é", "f": [], "g": {}}
    assert (document.lines, document.problems) == ({}, ())


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ('{"a": 1', "1: ", "a comma or a closing bracket is missing (column 8)"),
        ('{"a": 1,\n "b" 2}', "2: ", "a colon is missing after the key (column 6)"),
        ('{"a": 1 "b": 2}', "1: ", "a comma or a closing bracket is missing (column 9)"),
        ("{'a': 1}", "1: ", "a key is missing here, or does not stand between double quotation marks (column 2)"),
        ("{a: 1}", "1: ", "a key is missing here, or does not stand between double quotation marks (column 2)"),
        ('{"a": yes}', "1: ", "a value is missing here, or is none that JSON knows (column 7)"),
        ('{"a": }', "1: ", "a value is missing here, or is none that JSON knows (column 7)"),
        ('{"a": 01}', "1: ", "a comma or a closing bracket is missing (column 8)"),
        ('{"a": "x', "1: ", "a quotation mark is opened here and never closed (column 7)"),
        ('{"a": "x\ny"}', "1: ", "a text goes over the end of the line or holds a tab (column 9)"),
        (r'{"a": "C:\q"}', "1: ", "a backslash stands before a sign that means nothing after it (column 10)"),
        (r'{"a": "\u12"}', "1: ", "a backslash stands before a sign that means nothing after it (column 9)"),
        ('{"a": 1}\n{"a": 2}', "2: ", "there is more text after the end of the document (column 1)"),
    ],
)
def test_a_slip_is_told_with_line_reason_and_column(text, where, reason):
    assert said(text).startswith(f"{where}this is not JSON: {reason}. ")


@pytest.mark.parametrize("text", ["{", '{"a"', '{"a": 1,', "[1 2]", "{,}"])
def test_a_slip_is_told_where_nothing_has_imported_json_yet(text):
    """The scanner takes its error from json, and gives none at all while that is not imported: as at a start."""
    program = f"""
from papule.reading.json import read_json
from papule.reading.problem import Unreadable
try:
    read_json({text!r})
except Unreadable as error:
    print(*error.problems)
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "this is not JSON" in told.stdout


@pytest.mark.parametrize("text", ['{"a": 1,}', "[1,]"])
def test_a_comma_before_a_closing_bracket_is_told(text):
    assert "comma" in said(text) or "a value is missing" in said(text)  # the words differ by version of Python


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_told_and_not_taken(number):
    document = read_json(f'{{"a": {number}}}')
    assert [str(each) for each in document.problems] == [f"{number} is no number. Write a plain number."]
    assert isinstance(document.value["a"], Unusable)


def test_the_longest_whole_number_is_read_and_one_digit_more_is_not():
    longest = "9" * 18
    assert read_json(f"[{longest}, -{longest}]").value == [10**18 - 1, 1 - 10**18]
    (problem,) = read_json(f"[{longest}9]").problems
    assert problem.problem == "9999999999999999999 is too large a number"
    assert read_json(f"[-{longest}9]").problems


def test_the_largest_fraction_is_read_and_a_larger_one_is_not():
    assert read_json("[1e308, 1e-400]").value == [1e308, 0.0]
    (problem,) = read_json("[1e309]").problems
    assert problem.problem == "1e309 is too large a number"


def test_a_number_of_many_digits_is_not_repeated_in_full():
    (problem,) = read_json("[" + "1" * 900_000 + "]").problems
    assert len(problem.problem) < 60


def test_every_key_that_stands_twice_is_told():
    document = read_json('{"a": 1, "a": 2, "b": {"c": 1, "c": 2, "c": 3}}')
    assert sorted(each.problem for each in document.problems) == [
        "the key 'a' stands twice",
        "the key 'c' stands twice",
        "the key 'c' stands twice",
    ]


def test_one_duplicate_among_many_keys_is_found_quickly():
    keys = ", ".join(f'"k{number}": 1' for number in range(40_000))
    (problem,) = read_json(f'{{{keys}, "k7": 2}}').problems
    assert problem.problem == "the key 'k7' stands twice"


@pytest.mark.parametrize("inner", ["", "1", "{}"])
def test_the_deepest_nesting_is_read_and_one_more_is_not(inner):
    depth = MAX_DEPTH - (inner == "{}")
    assert read_json(nested(depth, inner)).problems == ()
    assert said(nested(depth + 1, inner)) == "the nesting is deeper than 40. Flatten the text."


@pytest.mark.parametrize("text", [nested(100_000), '{"a":' * 50_000 + "1" + "}" * 50_000])
def test_nesting_beyond_the_stack_is_told_the_same(text):
    assert said(text) == "the nesting is deeper than 40. Flatten the text."


def test_the_most_values_are_read_and_one_more_is_not():
    assert len(read_json(json.dumps([1] * (MAX_NODES - 1))).value) == MAX_NODES - 1
    assert said(json.dumps([1] * MAX_NODES)).startswith("there are more than 100 thousand keys and values")
    assert said(json.dumps({str(number): 1 for number in range(MAX_NODES // 2)})).startswith("there are more than")


def test_the_longest_key_is_read_and_a_longer_one_is_not():
    assert read_json(json.dumps({"k" * MAX_PATH: 1})).problems == ()
    assert said(json.dumps({"k" * (MAX_PATH + 1): 1})).startswith("a key, or the keys down to it, are longer than 500")


def test_a_flood_of_problems_is_cut_short_when_it_is_told():
    flood = refused("[" + "NaN, " * 90_000 + "x]")
    assert len(flood) == MOST + 1
    assert "this is not JSON" in str(flood[0])
    assert str(flood[-1]) == "there are more problems than these 100. Mend these first."
