import json
import re

import pytest
from tests.registry.made import course, event, registry, session

from papule.registry.files import write


@pytest.fixture
def places(tmp_path):
    """Registries of two practices: 12 courses of the knee, and 12 of two persons with a complaint in words."""
    for practice in "ab":
        courses = [course(number, practice=practice, spared=0.254) for number in range(6)]
        said = {"person": "p6", "indication": "other", "phase": "", "recipe": "dry", "response": "unknown"}
        courses += [course(6 + number, practice=practice, **said) for number in range(6)]
        sessions = [session(number, practice=practice, overrides=["schedule/too-early"]) for number in range(6)]
        write(tmp_path / practice, registry(courses, sessions, [event(1, practice=practice)], practice=practice))
    return [str(tmp_path / "a"), str(tmp_path / "b")]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            ["outcomes"],
            ["knee osteoarthritis, chronic", "12 of 12, 100 % (95 % interval 76 to 100)", "25 % (median of 12"],
        ),
        (["outcomes", "--least", "1"], ["another one, in words", "too few with known pain"]),
        (["outcomes", "--by", "recipe"], ["knee osteoarthritis, chronic, lidocaine 10 mg/mL"]),
        (["harms"], ["1 to 10 of 12 sessions; persons treated 12", "An event is not proof"]),
        (["harms", "--least", "1"], ["2 of 12 sessions: 166.7 in 1,000"]),
        (["harms", "--by", "product"], ["lidocaine 10 mg/mL 1 to 10 of 12 sessions"]),
        (["activity"], ["2026-Q2", "persons 14, courses 24, sessions 72"]),
        (["overrides"], ["schedule/too-early: 12 sessions, 100 % of all"]),
    ],
)
def test_registries_are_asked_together(call, places, question, told):
    called = call("registry", *question, *places)
    assert called.status == 0
    flat = " ".join(called.out.split())
    assert [each for each in told if each not in flat] == []
    assert "Practices: 2. Courses: 24, sessions: 12, adverse events: 2." in flat


def test_groups_of_few_are_told_of_and_not_shown(call, places):
    flat = " ".join(call("registry", "outcomes", "--lang", "fr", *places).out.split())
    assert "arthrose du genou, chronique" in flat
    assert "100 % (intervalle à 95 % : 76 à 100) ; EN médiane 6, puis 3" in flat
    assert "Groupes de moins de 11 personnes, ou qui en révéleraient un, non affichés : 1." in flat
    assert "autre" not in flat


def test_figures_are_written_with_the_mark_of_the_language(call, places):
    flat = " ".join(call("registry", "harms", "--lang", "fr", "--least", "1", *places).out.split())
    assert "166,7 pour 1 000" in flat
    assert "Connaissances : 2026.11." in flat


def test_registry_is_written_as_json(call, places):
    said = json.loads(call("registry", "outcomes", "--by", "recipe", "--format", "json", *places).out)
    assert [said[key] for key in ("question", "by", "least", "hidden")] == ["outcomes", "recipe", 11, 1]
    assert [each["practice"] for each in said["registries"]] == ["a", "b"]
    (row,) = said["rows"]
    assert (row["recipe"], row["persons"], row["improved"], row["before"]) == ("lidocaine-10mg-ml", 12, 12, 6.0)


def test_empty_registry_says_so(call, tmp_path):
    write(tmp_path / "r", registry())
    assert "Nothing is in it." in call("registry", "activity", str(tmp_path / "r")).out


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (["outcomes", "--by", "kind"], "--by: 'kind' is nothing to group by here. Known: indication, recipe."),
        (["activity", "--by", "kind"], "--by: 'kind' is nothing to group by here. Leave it out."),
        (["activity", "--least", "0"], "--least: groups of 0 persons cannot be asked for."),
    ],
)
def test_options_that_cannot_be_used_are_told(call, places, question, told):
    called = call("registry", *question, *places)
    assert called.status == 2
    assert told in called.err


def test_registries_that_cannot_be_used_are_told_in_the_language(call, places, tmp_path):
    called = call("registry", "harms", "--lang", "fr", places[0], str(tmp_path / "x"))
    assert called.status == 2
    assert re.search(r"x: il n’y a pas de registre ici\. Nommez un dossier", called.err)
    twice = call("registry", "harms", "--format", "json", places[0], places[0])
    assert twice.status == 2
    assert "again" in json.loads(twice.out)["errors"][0]["problem"]
