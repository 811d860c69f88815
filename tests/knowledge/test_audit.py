"""The audit finds what it promises to find, and leaves alone what is as it should be."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from papule.knowledge.audit import audit
from papule.reading.problem import Unreadable

TODAY = date(2026, 11, 21)
REVIEW = {"on": "2026-11-21", "by": "somebody", "due": "2027-05-21"}
CITE = [{"source": "label", "at": "section 4"}]
WORDS = {"en": "words", "fr": "mots"}

SOUND: dict[str, Any] = {
    "edition.yaml": {
        "edition": "test",
        "on": "2026-11-21",
        "languages": ["en", "fr"],
        "high_dose_share": 0.8,
        "improvement": "nrs",
    },
    "hazards.yaml": {"hazards": []},
    "sources/labels.yaml": {
        "review": REVIEW,
        "sources": [{"id": "label", "title": "A label", "kind": "label", "read": "full", "country": "FR"}],
    },
    "question_groups/general.yaml": {"id": "general", "name": WORDS, "order": 1},
    "facts/epilepsy.yaml": {"id": "epilepsy", "name": WORDS, "question": WORDS, "group": "general", "review": REVIEW},
    "allergy_groups/amide.yaml": {"id": "amide", "name": WORDS, "review": REVIEW, "statements": [{"cite": CITE}]},
    "interaction_classes/vka.yaml": {"id": "vka", "name": WORDS, "review": REVIEW, "atc": ["B01AA"], "cite": CITE},
    "families/anaesthetic.yaml": {"id": "anaesthetic", "name": WORDS, "review": REVIEW},
    "substances/lidocaine.yaml": {
        "id": "lidocaine",
        "name": WORDS,
        "review": REVIEW,
        "families": ["anaesthetic"],
        "allergy_groups": ["amide"],
        "aliases": [{"name": "Xylo", "kind": "brand"}],
        "contraindications": [{"fact": "epilepsy", "level": "precaution", "cite": CITE}],
        "interactions": [{"with_class": "vka", "level": "note", "cite": CITE}],
        "limits": [{"amount": "200 mg", "per": "session", "cite": CITE}],
        "acidity": [{"low": 5, "high": 7, "cite": CITE}],
    },
    "products/lidocaine-10mg-ml.yaml": {
        "id": "lidocaine-10mg-ml",
        "substance": "lidocaine",
        "name": WORDS,
        "review": REVIEW,
        "strength": "10 mg/mL",
        "presentations": [
            {
                "name": "Xylo 10",
                "country": "FR",
                "routes": ["infiltration"],
                "cite": CITE,
                "market": [{"status": "marketed", "from": "2026-01-02", "cite": CITE}],
            }
        ],
    },
    "indications/knee.yaml": {
        "id": "knee",
        "name": WORDS,
        "review": REVIEW,
        "evidence": [{"finding": "favourable", "cite": CITE}],
        "red_flags": ["hot-knee"],
    },
    "guidance/red-flags.yaml": {
        "topic": "red-flags",
        "name": WORDS,
        "review": REVIEW,
        "items": [{"id": "hot-knee", "topic": "red-flags", "title": WORDS, "cite": CITE}],
    },
    "outcomes/nrs.yaml": {"id": "nrs", "name": WORDS, "review": REVIEW, "important": [{"points": 2, "cite": CITE}]},
    "mixtures/one.yaml": {
        "id": "one",
        "name": WORDS,
        "review": REVIEW,
        "kind": "recipe",
        "indications": ["knee"],
        "cite": CITE,
        "components": [{"substance": "lidocaine", "volume_ml": 2}],
    },
    "questions/open.yaml": {
        "review": REVIEW,
        "questions": [{"id": "why", "question": WORDS, "why": WORDS, "about": ["lidocaine"]}],
    },
    "disputes/knees.yaml": {
        "id": "knees",
        "topic": WORDS,
        "review": REVIEW,
        "positions": [{"holds": "one", "cite": CITE}],
        "about": ["hot-knee"],
    },
    "wording/command.yaml": {"greeting": {"en": "hello {name}", "fr": "bonjour {name}"}},
    "wording/problems.yaml": {"there is no {name}": {"fr": "il n’y a pas de {name}"}},
}


@pytest.fixture
def knowledge(tmp_path: Path) -> Callable[..., Path]:
    """Write the sound knowledge with something changed: a file, or a place in it."""

    def write(changes: dict[str, Any] | None = None) -> Path:
        for name, value in {**SOUND, **(changes or {})}.items():
            path = tmp_path / "knowledge" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if value is not None:
                plain = json.loads(json.dumps(value))  # no two places share a value: aliases are refused
                path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return tmp_path / "knowledge"

    return write


def changed(name: str, **fields: Any) -> dict[str, Any]:
    return {name: {**SOUND[name], **fields}}


def test_sound_knowledge_gives_no_remark(knowledge):
    found = audit(knowledge(), TODAY)
    assert list(map(str, found.remarks)) == []
    assert found.items["substances"] == 1
    assert found.files >= len(SOUND)


MORE_SOURCES = [*SOUND["sources/labels.yaml"]["sources"], {"id": "idle", "title": "x", "kind": "law", "read": "full"}]
FAULTS: dict[str, tuple[dict[str, Any], str, bool, str]] = {
    # what is wrong: (changes, kind of the remark, an error?, the file it stands in)
    "source": (changed("sources/labels.yaml", sources=MORE_SOURCES), "source", False, "sources/labels.yaml"),
    "fact": (
        {"facts/idle.yaml": {**SOUND["facts/epilepsy.yaml"], "id": "idle"}},
        "fact",
        False,
        "facts/idle.yaml",
    ),
    "group": (
        {"allergy_groups/idle.yaml": {**SOUND["allergy_groups/amide.yaml"], "id": "idle"}},
        "allergy",
        False,
        "allergy_groups/idle.yaml",
    ),
    "class": (
        {"interaction_classes/idle.yaml": {**SOUND["interaction_classes/vka.yaml"], "id": "idle"}},
        "class",
        False,
        "interaction_classes/idle.yaml",
    ),
    "mixture": (
        {
            "substances/other.yaml": {
                "id": "other",
                "name": WORDS,
                "review": REVIEW,
                "families": [],
                "notes": [{"cite": CITE}],
            },
            **changed("mixtures/one.yaml", components=[{"substance": "other"}]),
        },
        "mixture",
        False,
        "mixtures/one.yaml",
    ),
    "market": (
        changed("products/lidocaine-10mg-ml.yaml", presentations=[], notes=[{"cite": CITE}]),
        "market",
        False,
        "products/lidocaine-10mg-ml.yaml",
    ),
    "evidence": (
        changed("indications/knee.yaml", evidence=[], notes=[{"cite": CITE}]),
        "evidence",
        False,
        "indications/knee.yaml",
    ),
    "citation": (
        changed("products/lidocaine-10mg-ml.yaml", presentations=[]),
        "citation",
        False,
        "products/lidocaine-10mg-ml.yaml",
    ),
    "review": (
        changed("facts/epilepsy.yaml", review={**REVIEW, "on": "2025-01-01", "due": "2026-11-20"}),
        "review",
        False,
        "facts/epilepsy.yaml",
    ),
    "review of a list": (
        changed("sources/labels.yaml", review={**REVIEW, "on": "2025-01-01", "due": "2026-11-20"}),
        "review",
        False,
        "sources/labels.yaml",
    ),
    "review that ends before it begins": (
        changed("facts/epilepsy.yaml", review={**REVIEW, "due": "2026-11-21"}),
        "review-order",
        True,
        "facts/epilepsy.yaml",
    ),
    "amount": (
        changed("substances/lidocaine.yaml", limits=[{"amount": "some mg", "per": "session", "cite": CITE}]),
        "amount",
        True,
        "substances/lidocaine.yaml",
    ),
    "unit": (
        changed("substances/lidocaine.yaml", limits=[{"amount": "2 mg/mL", "per": "session", "cite": CITE}]),
        "amount",
        True,
        "substances/lidocaine.yaml",
    ),
    "strength": (
        changed("products/lidocaine-10mg-ml.yaml", strength="1 %"),
        "amount",
        True,
        "products/lidocaine-10mg-ml.yaml",
    ),
    "recipe": (
        changed("mixtures/one.yaml", components=[{"substance": "lidocaine", "amount": "one ampoule"}]),
        "recipe",
        False,
        "mixtures/one.yaml",
    ),
    "dates": (
        changed(
            "substances/lidocaine.yaml",
            notes=[{"text": WORDS, "from": "2012-02-17", "until": "2012-02-17", "cite": CITE}],
        ),
        "date",
        True,
        "substances/lidocaine.yaml",
    ),
    "range": (
        changed("substances/lidocaine.yaml", acidity=[{"low": 7, "high": 5, "cite": CITE}]),
        "range",
        True,
        "substances/lidocaine.yaml",
    ),
    "red flag": (changed("indications/knee.yaml", red_flags=["nothing"]), "id", True, "indications/knee.yaml"),
    "dispute": (changed("disputes/knees.yaml", about=["nothing"]), "link", False, "disputes/knees.yaml"),
    "question": (
        changed(
            "questions/open.yaml", questions=[{"id": "why", "question": WORDS, "why": WORDS, "about": ["nothing"]}]
        ),
        "link",
        False,
        "questions/open.yaml",
    ),
    "improvement": (changed("edition.yaml", improvement="nothing"), "id", True, "knowledge/edition.yaml"),
    "alias": (
        {
            "substances/other.yaml": {
                **SOUND["substances/lidocaine.yaml"],
                "id": "other",
                "aliases": [{"name": "XYLO", "kind": "synonym"}],
            }
        },
        "name",
        False,
        "substances/other.yaml",
    ),
    "braces": (
        {"wording/command.yaml": {"greeting": {"en": "hello {name}", "fr": "bonjour {nom}"}}},
        "wording",
        True,
        "wording/command.yaml",
    ),
    "a brace alone": (
        {"wording/command.yaml": {"greeting": {"en": "hello {", "fr": "bonjour {"}}},
        "wording",
        True,
        "wording/command.yaml",
    ),
    "braces of a text that is its own key": (
        {"wording/problems.yaml": {"no {name}": {"fr": "pas de {nom}"}}},
        "wording",
        True,
        "wording/problems.yaml",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_where_it_stands(fault, knowledge):
    changes, kind, grave, file = FAULTS[fault]
    remarks = audit(knowledge(changes), TODAY).remarks
    found = [each for each in remarks if each.kind == kind]
    assert len(found) == 1, list(map(str, remarks))
    (remark,) = found
    assert (remark.grave, remark.file) == (grave, file)
    assert remark.line >= 1
    assert remark.problem
    assert remark.fix
    assert str(remark).startswith(f"{file}:{remark.line}: ")


def test_the_line_is_that_of_the_fault(knowledge):
    root = knowledge(changed("substances/lidocaine.yaml", acidity=[{"low": 7, "high": 5, "cite": CITE}]))
    (remark,) = audit(root, TODAY).remarks
    lines = (root / "substances/lidocaine.yaml").read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines, start=1) if line.startswith("acidity"))
    assert remark.line == place + 1


def test_a_source_in_a_list_is_found_by_its_line(knowledge):
    root = knowledge(changed("sources/labels.yaml", sources=MORE_SOURCES))
    (remark,) = audit(root, TODAY).remarks
    lines = (root / "sources/labels.yaml").read_text(encoding="utf-8").splitlines()
    assert any("idle" in line for line in lines[remark.line - 1 : remark.line + 3])


HARMLESS: dict[str, dict[str, Any]] = {
    "a fact that implies an asked one": {
        "facts/severe.yaml": {**SOUND["facts/epilepsy.yaml"], "id": "severe", "implies": ["epilepsy"]}
    },
    "a group that another covers": {
        "allergy_groups/amide.yaml": {**SOUND["allergy_groups/amide.yaml"], "includes": ["wide"]},
        "allergy_groups/wide.yaml": {**SOUND["allergy_groups/amide.yaml"], "id": "wide"},
    },
    "a product whose substance has a status": {
        **changed("products/lidocaine-10mg-ml.yaml", presentations=[], notes=[{"cite": CITE}]),
        **changed("substances/lidocaine.yaml", market=[{"status": "no-injectable", "cite": CITE}]),
    },
    "the last day of a review": changed(
        "facts/epilepsy.yaml", review={**REVIEW, "on": "2025-01-01", "due": "2026-11-21"}
    ),
    "a misuse of a name": {
        "substances/other.yaml": {
            **SOUND["substances/lidocaine.yaml"],
            "id": "other",
            "aliases": [{"name": "Xylo", "kind": "misuse"}],
        }
    },
    "a maximum by weight": changed(
        "substances/lidocaine.yaml", limits=[{"amount": "3 mg/kg", "per": "session", "cite": CITE}]
    ),
    "a day in force": changed(
        "substances/lidocaine.yaml", notes=[{"text": WORDS, "from": "2012-02-17", "until": "2012-02-18", "cite": CITE}]
    ),
    "doubled braces": {"wording/command.yaml": {"greeting": {"en": "{{name}}", "fr": "{{nom}}"}}},
}


@pytest.mark.parametrize("circumstance", HARMLESS)
def test_what_is_as_it_should_be_gives_no_remark(circumstance, knowledge):
    assert list(map(str, audit(knowledge(HARMLESS[circumstance]), TODAY).remarks)) == []


def test_knowledge_that_does_not_load_is_no_matter_for_the_audit(knowledge):
    with pytest.raises(Unreadable):
        audit(knowledge(changed("facts/epilepsy.yaml", group="nothing")), TODAY)


def test_errors_come_first(knowledge):
    changes = FAULTS["source"][0] | FAULTS["range"][0]
    assert [each.grave for each in audit(knowledge(changes), TODAY).remarks] == [True, False]
