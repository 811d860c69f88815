"""A stored assessment gives the same bytes, or says what differs; damaged ones are told, never guessed."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from papule.assessment.assess import ENGINE, assess
from papule.cli import stored as stored_module
from papule.cli.differences import changes
from papule.cli.inputs import Setting, read_case
from papule.cli.output import json_text
from papule.cli.stored import read_stored, replay, store
from papule.knowledge import editions
from papule.knowledge.model.tables import Formulary

SAME, DIFFERS, UNREADABLE = 0, 1, 2
TODAY = date(2026, 11, 21)
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "low-back-pain.yaml"


@pytest.fixture
def record(formulary) -> bytes:
    case = read_case(EXAMPLE.read_bytes(), formulary, Setting(TODAY))
    return store(case, assess(case, formulary, case.as_of or TODAY), formulary)


@pytest.fixture
def written(record, tmp_path):
    def write(change=None) -> str:
        value: dict[str, Any] = json.loads(record)
        if change:
            change(value)
        path = tmp_path / "visit.json"
        path.write_text(json_text(value))
        return str(path)

    return write


def test_the_same_edition_and_engine_give_the_same_bytes(record, written, formulary, call):
    made = replay(read_stored(record), formulary)
    assert made.same
    assert made.differences == ()
    assert json_text(made.assessment) == json_text(json.loads(record)["assessment"])
    assert call("replay", written()).status == SAME


def test_the_assessment_made_again_is_what_check_prints(written, call):
    again = call("replay", "--assessment", written())
    assert again.out == call("check", "--format", "json", str(EXAMPLE)).out


def test_a_stored_case_is_stored_again_as_the_same_bytes(record, formulary):
    case = read_case(json.dumps(json.loads(record)["case"]).encode(), formulary, Setting(date(1900, 1, 1)))
    assert store(case, assess(case, formulary, case.as_of or TODAY), formulary) == record


def test_the_date_country_and_society_that_applied_are_stored(formulary):
    setting = Setting(date(2012, 3, 1), said=True, country="BE", society="ssbm")
    case = read_case(EXAMPLE.read_bytes(), formulary, setting)
    value = json.loads(store(case, assess(case, formulary, case.as_of or TODAY), formulary))
    assert value["case"]["as_of"] == value["assessment"]["as_of"] == "2012-03-01"
    assert value["case"]["setting"] == {"country": "BE", "society": "ssbm"}


def test_a_case_without_its_date_is_not_stored(formulary):
    case = read_case(EXAMPLE.read_bytes(), formulary, Setting(TODAY))
    made = assess(case, formulary, case.as_of or TODAY)
    with pytest.raises(ValueError, match="date"):
        store(msgspec.structs.replace(case, as_of=None), made, formulary)


def test_another_engine_is_told_and_what_differs_is_shown(written, call):
    def older(value):
        value["assessment"]["engine"] = "0.0.1"
        value["assessment"]["verdict"] = "stop"

    called = call("replay", written(older))
    assert called.status == DIFFERS
    assert "0.0.1" in called.out
    assert ENGINE in called.out
    assert 'It differs in one place: - verdict: "stop" → "needs_answer"' in " ".join(called.out.split())


def test_another_edition_that_is_not_kept_is_told(written, call):
    def other(value):
        value["assessment"]["fingerprint"] = "sha256:" + "0" * 64
        value["assessment"]["edition"] = "2024.01"

    called = call("replay", written(other))
    assert called.status == DIFFERS
    assert "2024.01" in called.out
    assert "not kept" in called.out
    assert "Nothing else differs." in called.out


def test_an_edition_that_is_kept_is_used(written, call, formulary, tmp_path, monkeypatch):
    """The record was made under a released edition; today's says something else; the released one is replayed."""
    kept = Formulary(formulary.edition, "sha256:" + "a" * 64, formulary._packed, formulary._open_drugs)
    monkeypatch.setattr(editions, "editions_directories", lambda: [tmp_path])
    tables = {name: msgspec.Raw(table) for name, table in kept._packed.items()}
    released = editions.Released(editions._RELEASED, kept.edition, kept.fingerprint, tables, editions_drugs())
    path = tmp_path / f"2024.01-{'a' * 12}{editions.SUFFIX}"
    path.write_bytes(gzip.compress(msgspec.msgpack.encode(released)))

    def under(value):
        value["assessment"]["fingerprint"] = kept.fingerprint

    called = call("replay", written(under))
    assert (called.status, "not kept" in called.out) == (SAME, False)
    now = call("replay", "--now", written(under))
    assert (now.status, formulary.fingerprint in now.out) == (DIFFERS, True)


def editions_drugs() -> bytes:
    from papule.knowledge.drugs import FILE  # noqa: PLC0415 -- one test's
    from papule.knowledge.loading import knowledge_directory  # noqa: PLC0415

    return (Path(knowledge_directory()) / FILE).read_bytes()


def test_as_json_it_says_the_same(written, call):
    told = json.loads(call("replay", "--format", "json", written()).out)
    assert told["same"] is True
    assert told["differences"] == []
    assert told["recorded"] == told["replayed"]


UNDER = b'{"edition": "x", "fingerprint": "y", "engine": "z"}'
DAMAGED = [
    b"",
    b"\x00\x01",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"{}",
    b'{"papule": 1}',
    b'{"papule": 1, "case": null, "assessment": null}',
    b'{"papule": 2, "case": {"as_of": "2026-11-21"}, "assessment": ' + UNDER + b"}",
    b'{"papule": 1, "case": {"as_of": "2026-11-21"}, "assessment": ' + UNDER + b"}",
    b'{"papule": 1, "case": {"as_of": 7}, "assessment": {"edition": 1, "fingerprint": [], "engine": {}}}',
    b'{"papule": 1, "case": {}, "case": {}, "assessment": {}}',
]


@pytest.mark.parametrize("data", DAMAGED, ids=lambda data: data.decode("latin-1")[:40])
def test_a_damaged_record_is_told(data, call):
    called = call("replay", "-", given=data)
    assert (called.status, called.out) == (UNREADABLE, "")
    assert called.err


def test_a_case_that_names_what_is_no_longer_known_is_told(written, call):
    def unknown(value):
        value["case"]["treatment"]["syringes"][0]["contents"][0]["product"] = "no-longer-known"

    called = call("replay", written(unknown))
    assert called.status == UNREADABLE
    assert "no-longer-known" in called.err


def test_a_missing_file_is_told(call, tmp_path):
    assert call("replay", str(tmp_path / "none.json")).status == UNREADABLE
    assert call("replay", str(tmp_path)).status == UNREADABLE


def test_an_edition_kept_in_an_unknown_form_is_told(written, call, monkeypatch):
    def fail(*_arguments: object):
        raise msgspec.ValidationError("unknown field")

    monkeypatch.setattr(stored_module, "assess", fail)
    called = call("replay", written())
    assert called.status == UNREADABLE
    assert "engine" in called.err


def test_differences_name_their_place():
    was = {
        "a": 1,
        "findings": [{"code": "x/y", "about": {"id": "p"}, "severity": "stop"}, {"code": "x/z", "about": {"id": "q"}}],
    }
    now = {"b": 1, "findings": [{"code": "x/y", "about": {"id": "p"}, "severity": "info"}]}
    told = {(each.at, json.dumps(each.was), json.dumps(each.now)) for each in changes(was, now)}
    gone = json.dumps({"code": "x/z", "about": {"id": "q"}})
    assert told == {
        ("a", "1", "null"),
        ("b", "null", "1"),
        ("findings[x/y p].severity", '"stop"', '"info"'),
        ("findings[x/z q]", gone, "null"),
    }


@pytest.mark.parametrize(("was", "now"), [([1, 2], [2, 1]), ([1, 1], [1]), (1, 1.0), (True, 1), ([], None)])
def test_what_is_not_the_same_is_a_difference(was, now):
    assert list(changes(was, now)) != []
    assert list(changes(was, was)) == []
