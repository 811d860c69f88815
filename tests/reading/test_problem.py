"""A problem is told in the language of the reader, and nothing in it is obeyed by a terminal."""

import pickle
from collections.abc import Iterator

import msgspec
import pytest

from papule.kernel.told import shortened
from papule.reading.problem import MOST, Problem, Told, Unreadable, first_of, told

CATALOGUE = {
    "{value} is not possible here": {"fr": "{value} n’est pas possible ici", "de": "{value} ist hier nicht möglich"},
    "a list": {"fr": "une liste"},
    "give {wanted}": {"fr": "écrire {wanted}"},
    "{this} or {that}": {"fr": "{this} ou {that}"},
}
PROBLEM = Problem(
    "a.b",
    told("{value} is not possible here", value="'x'"),
    told("give {wanted}", wanted=told("{this} or {that}", this=told("a list"), that="none")),
    3,
    "case.yaml",
)


def test_a_told_text_is_its_english_text():
    text = told("give {wanted}", wanted=told("a list"))
    assert text == "give a list"
    assert (text.template, text.values) == ("give {wanted}", {"wanted": "a list"})


def test_a_lacking_value_is_an_error_at_once():
    with pytest.raises(KeyError):
        told("give {wanted}")


def test_a_problem_is_worded_with_what_stands_in_it():
    worded = PROBLEM.worded(CATALOGUE, "fr")
    assert (worded.problem, worded.fix) == ("'x' n’est pas possible ici", "écrire une liste ou none")
    assert str(worded) == "case.yaml:3: a.b: 'x' n’est pas possible ici. Écrire une liste ou none."


def test_a_third_language_needs_a_translation_only_and_the_rest_stays_english():
    worded = PROBLEM.worded(CATALOGUE, "de")
    assert (worded.problem, worded.fix) == ("'x' ist hier nicht möglich", "give a list or none")


@pytest.mark.parametrize(("catalogue", "language"), [({}, "fr"), (CATALOGUE, "en"), (CATALOGUE, "xx")])
def test_without_a_translation_it_stays_english(catalogue, language):
    assert str(PROBLEM.worded(catalogue, language)) == str(PROBLEM)


def test_a_worded_problem_holds_plain_texts_that_can_be_encoded():
    worded = PROBLEM.worded({}, "en")
    assert {type(worded.problem), type(worded.fix), type(worded.at)} == {str}
    assert msgspec.json.decode(msgspec.json.encode(worded))["fix"] == "give a list or none"
    told_by_knowledge = Problem("", "a statement has no citation", "say where it stands")
    assert told_by_knowledge.worded(CATALOGUE, "fr") == told_by_knowledge


def test_braces_in_a_value_are_no_placeholders():
    text = told("{value} is not possible here", value="{wanted} {0} {")
    assert text.worded(CATALOGUE, "fr") == "{wanted} {0} { n’est pas possible ici"


def test_a_place_is_shown_escaped_and_cut():
    worded = Problem("a.\x1b[31m\n\u202e" + "x" * 1000, "p", "f", file="\x1b.yaml").worded({}, "en")
    assert worded.at.startswith(r"a.\x1b[31m\n\u202exxx")
    assert len(worded.at) < 250
    assert worded.file == r"\x1b.yaml"
    assert Problem("é.à[0]", "p", "f").worded({}, "en").at == "é.à[0]"


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("", "a", "did you mean b?"), "a. Did you mean b?"),
        (Problem("x", "a", "b"), "x: a. B."),
        (Problem("x", "a", "b", 2), "2: x: a. B."),
        (Problem("", "a", "écrire b.", 2, "f"), "f:2: a. Écrire b."),
    ],
)
def test_a_problem_is_one_line(problem, line):
    assert str(problem) == line


def test_problems_cross_to_another_process():
    error = pickle.loads(pickle.dumps(Unreadable([PROBLEM])))  # noqa: S301 -- made here
    assert error.problems == [PROBLEM]
    assert error.worded(CATALOGUE, "fr").problems[0].fix == "écrire une liste ou none"
    assert isinstance(error.problems[0].fix, Told)


def test_an_error_shows_its_problems():
    assert str(Unreadable([PROBLEM, PROBLEM])) == f"{PROBLEM}\n{PROBLEM}"


def test_the_most_problems_are_told_and_of_one_more_that_there_are_more():
    many = [Problem(str(number), "p", "f") for number in range(MOST + 1)]
    assert first_of(many[:-1]) == many[:-1]
    assert first_of(many)[:-1] == many[:-1]
    assert first_of(many)[-1].problem == "there are more problems than these 100"
    assert first_of([]) == []


def test_no_more_problems_are_looked_for_than_are_told():
    looked = []

    def looking() -> Iterator[Problem]:
        for number in range(10 * MOST):
            looked.append(number)
            yield Problem("", "p", "f")

    assert len(first_of(looking())) == MOST + 1
    assert len(looked) == MOST + 1


def test_a_text_is_cut_only_where_it_is_too_long():
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"
