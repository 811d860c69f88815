"""Values that do not have their shape: every one is told, with its place, its line and what would fit."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from papule.kernel.told import Told
from papule.reading.document import Document, parse_document, read_document
from papule.reading.expected import SHOWN, instead, wanted
from papule.reading.problem import MOST, Problem, Unreadable
from papule.reading.shape import placed, shaped
from papule.treatment.case import Case


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    n: Annotated[float, Meta(gt=0, le=100)]
    word: Literal["left", "right", "both"] = "both"


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    one: Literal[1]
    inner: Inner | None = None
    many: Annotated[tuple[Inner, ...], Meta(max_length=2)] = ()
    day: date | None = None
    text: Annotated[str, Meta(min_length=1, max_length=5)] = "x"
    code: Annotated[str, Meta(min_length=2, max_length=2)] = "xx"
    count: Annotated[int, Meta(ge=1, le=10)] = 1
    below: Annotated[float, Meta(lt=1)] = 0
    flag: bool = False
    none_or_list: Literal["none"] | tuple[str | Inner, ...] = "none"
    table: dict[str, Literal["yes", "no"]] = {}
    free: str = ""
    any_number: float = 0


def refused(text: str, shape: type[Any] = Outer) -> list[Problem]:
    with pytest.raises(Unreadable) as caught:
        shaped(parse_document(text.encode()), shape)
    return caught.value.problems


def said(text: str) -> str:
    (problem,) = refused(text)
    return str(problem)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("one: 2", "one: 2 is not possible here. Give 1."),
        ("one: '1'", "one: '1' is not possible here. Give 1."),
        ("one: true", "one: true is not possible here. Give 1."),
        ("inner: 5", "inner: 5 is not possible here. Give the keys n, word."),
        ("inner: [1]", "inner: a list of 1 stands here. Give the keys n, word."),
        ("inner: {n: 0}", "inner.n: 0 is not possible here. Give a number, more than 0 and at most 100."),
        ("inner: {n: 100.5}", "inner.n: 100.5 is not possible here. Give a number, more than 0 and at most 100."),
        ("inner: {n: '1'}", "inner.n: '1' is not possible here. Give a number, more than 0 and at most 100."),
        ("inner:\n  n: 0,5", "inner.n: '0,5' is not possible here. Write it with a point: 0.5."),
        ("inner: {n: }", "inner.n: nothing stands here. Give a number, more than 0 and at most 100."),
        ("inner: {n: true}", "inner.n: true is not possible here. Give a number, more than 0 and at most 100."),
        ("inner: {n: 1, word: top}", "inner.word: 'top' is not possible here. Give one of both, left, right."),
        ("inner: {n: 1, word: Left}", "inner.word: 'Left' is not possible here. Did you mean left?"),
        ("inner: {n: 1, word: lefft}", "inner.word: 'lefft' is not possible here. Did you mean left?"),
        ("inner: {}", "inner.n: the key 'n' is missing. Add it: a number, more than 0 and at most 100."),
        ("many: {n: 1}", "many: keys with values stand here. Give a list of 0 to 2 items."),
        ("many: [{n: 1}, {n: 1}, {n: 1}]", "many: a list of 3 stands here. Give a list of 0 to 2 items."),
        ("many: [{n: 1}, 5]", "many[1]: 5 is not possible here. Give the keys n, word."),
        ("day: 2026-02-30", "day: '2026-02-30' is not possible here. Give a date that exists, as YYYY-MM-DD."),
        ("day: 2026-W47-6", "day: '2026-W47-6' is not possible here. Give a date that exists, as YYYY-MM-DD."),
        ("day: 20261121", "day: 20261121 is not possible here. Give a date that exists, as YYYY-MM-DD."),
        ("text: ''", "text: '' is not possible here. Give a text of 1 to 5 characters."),
        ("text: sixsix", "text: 'sixsix' is not possible here. Give a text of 1 to 5 characters."),
        ("text: {a: 1}", "text: keys with values stand here. Give a text of 1 to 5 characters."),
        ("code: abc", "code: 'abc' is not possible here. Give a text of 2 characters."),
        ("count: 1.5", "count: 1.5 is not possible here. Give a whole number, at least 1 and at most 10."),
        ("count: 11", "count: 11 is not possible here. Give a whole number, at least 1 and at most 10."),
        ("below: 1", "below: 1 is not possible here. Give a number, less than 1."),
        ("flag: yes", "flag: 'yes' is not possible here. Give true or false."),
        ("none_or_list: nune", "none_or_list: 'nune' is not possible here. Did you mean none?"),
        ("none_or_list: 5", "none_or_list: 5 is not possible here. Give 'none' or a list."),
        ("none_or_list: {n: 1}", "none_or_list: keys with values stand here. Give 'none' or a list."),
        ("none_or_list: [[1]]", "none_or_list[0]: a list of 1 stands here. Give a text or the keys n, word."),
        ("table: yes", "table: 'yes' is not possible here. Give keys, each with its value."),
        ("table: {a: maybe}", "table.a: 'maybe' is not possible here. Give one of no, yes."),
        ("free: 5", "free: 5 is not possible here. Give a text."),
        ("any_number: x", "any_number: 'x' is not possible here. Give a number."),
        ("inn: {n: 1}", "inn: the key 'inn' is not known here. Did you mean inner?"),
        ("list: 1", "list: the key 'list' is not known here. Did you mean none_or_list?"),
    ],
)
def test_a_value_that_does_not_fit_is_told(line, message):
    text = line if line.startswith("one:") else f"one: 1\n{line}"
    assert said(text) == f"{len(text.splitlines())}: {message}"


@pytest.mark.parametrize(
    "line",
    [
        "inner: {n: 100}",
        "inner: {n: 1e-9}",
        "inner: ",
        "many: [{n: 1}, {n: 2}]",
        "many: []",
        "day: 2024-02-29",
        "text: five5",
        "text: é",
        "code: FR",
        "count: 10",
        "below: 0.999",
        "none_or_list: []",
        "none_or_list: [x, {n: 1}]",
        "table: {a: yes, b: no}",
    ],
)
def test_a_value_at_the_border_fits(line):
    assert isinstance(shaped(read_document(f"one: 1\n{line}".encode()), Outer), Outer)


def test_every_problem_is_told_at_once_in_the_order_of_the_text():
    found = refused("inner:\n  n: 0\n  side: x\nmany: [1]\nday: x\n")
    assert [(each.at, each.line) for each in found] == [
        ("inner.n", 2),
        ("inner.side", 3),
        ("many[0]", 4),
        ("day", 5),
        ("one", 0),
    ]


def test_a_decimal_comma_that_splits_a_value_is_explained():
    found = refused("one: 1\ninner: {n: 0,5}")
    assert [str(each) for each in found] == [
        "2: inner.n: 0 is not possible here. Give a number, more than 0 and at most 100.",
        "2: inner.5: the key '5' is not known here. Write decimals with a point, like 0.5.",
    ]


def test_what_the_reader_refused_is_told_once_and_with_the_rest():
    found = refused("one: .nan\ninner: *x\nday: x\nday: y\n")
    assert [(each.at, each.line) for each in found] == [("one", 1), ("inner", 2), ("day", 4), ("day", 4)]
    assert found[-1].problem == "'y' is not possible here"


def test_a_duplicate_is_told_though_the_values_fit():
    assert [each.at for each in refused("one: 1\none: 1\n")] == ["one"]


@pytest.mark.parametrize("text", ["null", "[]", "5", "word"])
def test_another_kind_of_document_is_told_without_a_place(text):
    (problem,) = refused(text)
    assert (problem.at, problem.line) == ("", 0)
    assert problem.fix.startswith("give the keys one, inner, many")


def test_a_long_value_and_a_long_key_are_cut():
    (problem,) = refused("one: 1\ntext: " + "x" * 100_000)
    assert len(problem.problem) < 100
    (problem,) = refused("one: 1\n" + "x" * 400 + ": 1")
    assert len(problem.problem) < 100


def test_the_first_problems_are_told_and_that_there_are_more():
    assert len(refused("one: 1\ntable: {" + ", ".join(f"k{n}: 5" for n in range(MOST)) + "}")) == MOST
    found = refused("one: 1\ntable: {" + ", ".join(f"k{n}: 5" for n in range(MOST + 1)) + "}")
    assert len(found) == MOST + 1
    assert str(found[-1]) == "there are more problems than these 100. Mend these first."


def test_a_place_without_a_line_takes_that_of_what_holds_it():
    lines = {"a": 1, "a.b[0]": 2}
    places = ("a.b[0].c", "a.b[1].c", "a.x.y", "z", "")
    assert [placed(Problem(at, "x", "y"), lines).line for at in places] == [2, 1, 1, 0, 0]


# --- what to write instead


def names(count: int) -> list[str]:
    return [f"name-{number:02}-{'abcdefghijklmnopqrstuvwxyz'[number]}" for number in range(count)]


def test_twelve_names_are_listed_and_of_thirteen_their_number():
    assert instead("zzz", names(SHOWN)) == "known: " + ", ".join(names(SHOWN))
    assert instead("zzz", names(SHOWN + 1)) == "known: " + ", ".join(names(SHOWN)) + " … (13 in all)"


def test_choices_and_keys_are_listed_as_shortly():
    shape = msgspec.defstruct("Wide", [(f"field_{number:02}", int) for number in range(SHOWN + 1)])
    assert wanted(msgspec.inspect.type_info(shape)).endswith("field_11 … (13 in all)")
    choice: Any = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"]
    assert wanted(msgspec.inspect.type_info(choice)) == "one of a, b, c, d, e, f, g, h, i, j, k, l … (13 in all)"


@pytest.mark.parametrize(
    ("name", "known", "told"),
    [
        ("sexe", ["sex", "facts"], "did you mean sex?"),
        ("Knée", ["knee", "heel"], "did you mean knee?"),
        ("knee", ["knee-osteoarthritis", "heel"], "did you mean knee-osteoarthritis?"),
        ("x", [], "leave it out"),
        ("genou", {"knee": ("knee",), "genou": ("knee",)}, "did you mean knee?"),
        ("Xylocaïne", {"xylocaine": ("l-10", "l-20"), "l-10": ("l-10",)}, "did you mean l-10 or l-20?"),
        ("aspirine", {"procaine": ("procaine",), "amino-aspirate": ("x-1",)}, "known: procaine, x-1"),
        ("penicilline", {"aminophylline": ("xanthine",)}, "known: xanthine"),
        ("aminophyline", {"aminophylline": ("xanthine",)}, "did you mean xanthine?"),
    ],
)
def test_what_is_meant_or_near_is_proposed_and_nothing_far_off(name, known, told):
    assert instead(name, known) == told


# --- a whole case, spoilt at every place in turn

CASE = b"""
papule: 1
as_of: 2026-11-21
setting: {country: FR, society: sfm}
patient:
  birth_date: 1988-04-02
  age_years: 38
  sex: female
  weight_kg: 61
  facts: {pregnancy: no}
  amenorrhoea_weeks: 20
  allergies: [amide-la, {name: penicillin}]
  medicines: [{name: warfarin, atc: B01AA03}]
treatment:
  aim: therapeutic
  indication: knee-osteoarthritis
  phase: acute
  onset_on: 2026-11-19
  operator: {profession: physician, diploma: yes}
  device: manual
  syringes:
    - contents: [{product: lidocaine-10mg-ml, volume_ml: 2}, {substance: x, strength: 20 mg/mL, volume_ml: 1}]
      technique: deep-intradermal
      needle: {length_mm: 4, gauge: 27, angle_deg: 90, inserted_mm: 4}
      zones: [{site: knee, side: left, points: 20, volume_per_point_ml: 0.1, technique: papule, needle: {length_mm: 4}}]
      appearance: clear
  session: {number: 1, planned: 5, interval_days: 7, nrs: 6}
  history: [{performed_on: 2026-11-14, nrs: 7, substances: [lidocaine], amounts: {lidocaine: 20 mg}}]
"""
HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 0.5, 10**9, 10**17, -1e308, float("nan"), float("inf")),
    *("", " ", "x", "no", "none", "é" * 400, "2026-02-30", "2026-11-21", "\u202e", "1"),
    *([], {}, [[]], [None], [{}], {"": 1}, {"a": {"b": []}}, [1] * 61),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


def spoilt(value: Any, path: tuple[Any, ...], item: Any) -> Any:
    if not path:
        return item
    copy = deepcopy(value)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = item
    return copy


def written(path: tuple[Any, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


WHOLE = read_document(CASE)
PLACES = list(places(WHOLE.value))


def test_the_whole_case_is_one():
    assert isinstance(shaped(WHOLE, Case), Case)
    assert len(PLACES) > 60


@pytest.mark.parametrize("path", PLACES, ids=written)
def test_a_case_spoilt_at_any_place_is_told_at_that_place_or_is_a_case(path):
    for item in HOSTILE:
        document = Document(spoilt(WHOLE.value, path, item), WHOLE.lines)
        try:
            msgspec.convert(document.value, Case)
        except msgspec.ValidationError:
            with pytest.raises(Unreadable) as caught:
                shaped(document, Case)
            for problem in caught.value.problems:
                assert problem.at.startswith(written(path)), (item, problem)
                assert isinstance(problem.problem, Told)
                assert isinstance(problem.fix, Told)
                assert problem.problem != "this value is not possible here"
                assert problem.line or not path
                assert len(str(problem)) < 600
        else:
            assert isinstance(shaped(document, Case), Case)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (rb'{"one": 1, "inner": {"n": 1, "word": "\ud800"}}', "inner.word"),
        (rb'{"one": 2, "table": {"\udfff": "yes"}, "inner": {"n": 1, "word": "\ud800"}}', "inner.word"),
        (rb'{"one": 1, "\udfff": 1}', "\udfff"),
    ],
)
def test_half_a_character_is_told_with_its_place(text, at):
    with pytest.raises(Unreadable) as caught:
        shaped(parse_document(text), Outer)
    assert at in [each.at for each in caught.value.problems]
