from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.registry.made import course, event, registry, session

from papule.registry.files import opened, write
from papule.registry.intervals import wilson
from papule.registry.questions import activity, harms, outcomes, overridden


@pytest.fixture
def ask(tmp_path):
    """Ask a question of rows: `ask(question, courses, sessions, events, **more)`."""

    def asked(question, courses=(), sessions=(), events=(), **more):
        write(tmp_path / "r", registry(courses, sessions, events))
        with opened([tmp_path / "r"]) as found:
            return question(found, **{"least": 1} | more)

    return asked


def test_pain_is_told_of_courses_with_both_scores_and_all_courses_are_counted(ask):
    courses = [
        course(1, pain_before=8.0, pain_last=2.0, response="yes"),
        course(2, pain_before=6.0, pain_last=5.0, response="no"),
        course(3, pain_before=4.0, pain_last=None, response="unknown"),
        course(4, person="p1", pain_before=None, pain_last=None, response="unknown", sessions=9),
    ]
    answer = ask(outcomes, courses, by="indication")
    (told,) = answer.rows
    assert (told.persons, told.courses, told.known, told.improved) == (3, 4, 2, 1)
    assert (told.before, told.last, told.sessions, told.share) == (7.0, 3.5, 3.0, 0.5)
    assert (told.low, told.high) == wilson(1, 2)
    assert (told.recipe, answer.hidden) == ("", 0)


def test_pain_that_nobody_knows_gives_no_share(ask):
    (told,) = ask(outcomes, [course(1, pain_last=None, response="unknown")], by="indication").rows
    assert (told.known, told.improved, told.share, told.low, told.high) == (0, None, None, None, None)
    assert (told.before, told.last, told.spared, told.spared_known) == (None, None, None, 0)


def test_recipes_stand_within_indication_and_phase(ask):
    courses = [course(1, recipe="b"), course(2, recipe="a"), course(3, phase="acute", recipe="b")]
    answer = ask(outcomes, courses, by="recipe")
    assert [(each.phase, each.recipe, each.courses) for each in answer.rows] == [
        ("acute", "b", 1),
        ("chronic", "a", 1),
        ("chronic", "b", 1),
    ]


def test_group_of_too_few_persons_is_counted_and_not_shown(ask):
    courses = [course(number) for number in range(11)]
    courses += [course(20 + number, indication="sprain", person="p20") for number in range(30)]
    answer = ask(outcomes, courses, by="indication", least=11)
    assert [each.indication for each in answer.rows] == ["knee-osteoarthritis"]
    assert answer.hidden == 1


@pytest.mark.parametrize(
    ("small", "left"),
    [
        (0, {"a": 40, "b": 12, "c": 20}),
        (3, {"a": 40, "c": 20}),
        (10, {"a": 40, "c": 20}),
        (11, {"a": 40, "b": 12, "c": 20}),
    ],
)
def test_group_that_would_give_a_small_one_away_is_not_shown(ask, small, left):
    sizes = {"a": 40, "b": 12, "c": 20, "d": small}
    names = [name for name, size in sizes.items() for _ in range(size)]
    people = [
        "of d" if name == "d" else f"p{number}" for number, name in enumerate(names)
    ]  # eleven courses, one person
    courses = [course(n, indication=name, person=people[n]) for n, name in enumerate(names)]
    answer = ask(outcomes, courses, by="indication", least=11)
    assert {each.indication: each.courses for each in answer.rows} == left
    assert answer.hidden == len({*names}) - len(left)


def test_recipe_that_would_give_a_small_one_away_is_not_shown_within_its_complaint(ask):
    sizes = {("x", "r"): 15, ("x", "s"): 12, ("x", "t"): 2, ("y", "r"): 12}
    keys = [key for key, size in sizes.items() for _ in range(size)]
    courses = [course(n, indication=indication, recipe=recipe) for n, (indication, recipe) in enumerate(keys)]
    answer = ask(outcomes, courses, by="recipe", least=11)
    assert [(each.indication, each.recipe) for each in answer.rows] == [("x", "r"), ("y", "r")]
    assert answer.hidden == 2


def test_quarter_that_would_give_a_small_one_away_is_not_shown(ask):
    days = [date(2026, 1, 1)] * 20 + [date(2026, 4, 1)] * 12 + [date(2026, 7, 1)] * 3
    courses = [course(number, quarter=day) for number, day in enumerate(days)]
    answer = ask(activity, courses, least=11)
    assert [each.quarter for each in answer.rows] == ["2026-Q1"]
    assert answer.hidden == 2


def test_sessions_that_are_few_are_not_counted_out(ask):
    courses, sessions = (
        [course(n) for n in range(40)],
        [session(n, overrides=["x"] if n < 10 else []) for n in range(40)],
    )
    events = [event(n, serious=n < 3) for n in range(12)] + [event(20, kind="vagal")]
    local, vagal = ask(harms, courses, sessions, events, by="kind", least=11).rows
    assert (local.struck, local.events, local.serious, local.per_thousand) == (12, 12, None, 300)
    assert (vagal.sessions, vagal.struck, vagal.events, vagal.serious) == (40, None, None, 0)
    assert (vagal.per_thousand, vagal.low, vagal.high) == (None, None, None)
    (told,) = ask(overridden, courses, sessions, least=11).rows
    assert (told.code, told.sessions, told.share) == ("x", None, None)


def test_figures_of_too_few_courses_are_not_shown_either(ask):
    courses = [course(number, response="unknown", pain_last=None) for number in range(12)]
    courses += [course(50, spared=1.0)]
    (told,) = ask(outcomes, courses, by="indication", least=11).rows
    assert (told.known, told.improved, told.share, told.before, told.last) == (1, None, None, None, None)
    assert (told.spared, told.spared_known) == (None, 1)


def test_spared_medicines_are_told_where_known(ask):
    courses = [course(1, spared=0.5), course(2, spared=-0.5), course(3, spared=1.0), course(4)]
    (told,) = ask(outcomes, courses, by="indication").rows
    assert (told.spared, told.spared_known) == (0.5, 3)


def test_harm_of_a_kind_is_told_among_all_sessions(ask):
    courses = [course(number) for number in range(4)]
    sessions = [session(number) for number in range(4)]
    events = [event(1), event(1, serious=True), event(2, kind="vagal")]
    local, vagal = ask(harms, courses, sessions, events, by="kind").rows
    assert (local.key, local.persons, local.sessions, local.struck, local.events, local.serious) == (
        "local", 4, 4, 1, 2, 1,
    )  # fmt: skip
    assert local.per_thousand == 250
    assert (local.low, local.high) == tuple(1000 * each for each in wilson(1, 4))
    assert (vagal.key, vagal.serious) == ("vagal", 0)


def test_harm_of_a_product_is_told_among_its_sessions_and_none_is_told_too(ask):
    courses = [course(number) for number in range(3)]
    sessions = [session(0, products=["a", "a", "b"]), session(1, products=["a"]), session(2, products=["c"])]
    first, second, third = ask(harms, courses, sessions, [event(0)], by="product").rows
    assert (first.key, first.sessions, first.struck, first.events) == ("a", 2, 1, 1)
    assert (second.key, second.sessions, second.struck) == ("b", 1, 1)
    assert (third.key, third.sessions, third.struck, third.events, third.per_thousand) == ("c", 1, 0, 0, 0)
    assert third.high == 1000 * wilson(0, 1)[1]


def test_harm_of_a_product_given_to_few_is_not_shown(ask):
    courses, sessions = [course(number) for number in range(3)], [session(number) for number in range(3)]
    answer = ask(harms, courses, sessions, by="product", least=4)
    assert (answer.rows, answer.hidden) == ((), 1)


def test_activity_is_told_by_quarter(ask):
    courses = [course(1, quarter=date(2025, 10, 1)), course(2), course(3, person="p2", sessions=1)]
    first, second = ask(activity, courses).rows
    assert (first.quarter, first.courses) == ("2025-Q4", 1)
    assert (second.quarter, second.persons, second.courses, second.sessions) == ("2026-Q2", 1, 2, 4)


def test_finding_gone_past_twice_in_a_session_counts_once(ask):
    courses, sessions = (
        [course(1)],
        [session(1, overrides=["x", "x", "y"]), session(2, 1), session(3, 1), session(4, 1)],
    )
    first, second = ask(overridden, courses, sessions).rows
    assert (first.code, first.sessions, first.share) == ("x", 1, 0.25)
    assert second.code == "y"


@pytest.mark.parametrize("question", [activity, overridden])
def test_empty_registry_answers_with_nothing(ask, question):
    assert ask(question).rows == ()


@pytest.mark.parametrize(("question", "by"), [(outcomes, "recipe"), (harms, "kind"), (harms, "product")])
def test_empty_registry_answers_with_nothing_by(ask, question, by):
    assert ask(question, by=by).rows == ()


SCORE = some.none() | some.integers(0, 20).map(lambda each: each / 2)
COURSE = some.fixed_dictionaries(
    {
        "practice": some.sampled_from("ab"),
        "person": some.sampled_from(["p1", "p2", "p3"]),
        "indication": some.sampled_from(["x", "y"]),
        "phase": some.sampled_from(["", "acute"]),
        "recipe": some.sampled_from(["r", "s"]),
        "pain_before": SCORE,
        "pain_last": SCORE,
        "spared": SCORE,
        "sessions": some.integers(1, 9),
    }
)


def with_response(said):
    known = said["pain_before"] is not None and said["pain_last"] is not None
    response = ("yes" if said["pain_last"] < said["pain_before"] else "no") if known else "unknown"
    return said | {"response": response}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(COURSE.map(with_response), max_size=25), some.integers(1, 3))
def test_outcomes_are_those_of_a_plain_count(rows, least):
    """Two practices use the same pseudonyms: they are other people and other courses."""
    courses = [course(number, **each) for number, each in enumerate(rows)]
    groups = defaultdict(list)
    for each in courses:
        groups[each.indication, each.phase, each.recipe].append(each)
    shown = {key: group for key, group in groups.items() if len({(c.practice, c.person) for c in group}) >= least}
    for whole in {key[:2] for key in groups}:  # the rest of a whole is nothing, or no small number
        total = sum(len(group) for key, group in groups.items() if key[:2] == whole)
        while kept := [key for key in shown if key[:2] == whole]:
            if not 0 < total - sum(len(shown[key]) for key in kept) < least:
                break
            del shown[min(sorted(kept), key=lambda key: len(shown[key]))]
    with TemporaryDirectory() as directory:
        for practice in "ab":
            write(
                Path(directory, practice), registry([c for c in courses if c.practice == practice], practice=practice)
            )
        with opened([Path(directory, practice) for practice in "ab"]) as found:
            answer = outcomes(found, "recipe", least)
    assert answer.hidden == len(groups) - len(shown)
    assert [(each.indication, each.phase, each.recipe) for each in answer.rows] == sorted(shown)
    for told in answer.rows:
        group = shown[told.indication, told.phase, told.recipe]
        known = [each for each in group if each.response != "unknown"]
        assert (told.courses, told.known) == (len(group), len(known))
        assert told.sessions == median(each.sessions for each in group)
        enough = len(known) >= least
        assert told.before == (median(each.pain_before or 0 for each in known) if enough else None)
        assert told.improved == (sum(each.response == "yes" for each in known) if enough else None)
        spared = [each.spared for each in group if each.spared is not None]
        assert told.spared == (median(spared) if len(spared) >= least else None)
