"""The page on how the practice stands, for who looks after it."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from papule.clinic.knowledge import formulary
from papule.clinic.upkeep import backups, state

pytestmark = pytest.mark.django_db
NEWEST = "papule-2026-11-27T01-00-00Z.zip"


@pytest.fixture
def at(monkeypatch, settings, tmp_path) -> Path:
    """A place for backups on this database, whichever it is."""
    settings.BACKUPS = tmp_path
    monkeypatch.setattr(backups, "is_possible", lambda: True)
    return tmp_path


def test_no_backup_and_an_old_one_are_told_today_and_not_to_others(at, signed_in, administrator, doctor):
    administrator, doctor = signed_in(administrator), signed_in(doctor)
    assert "There is no backup yet." in administrator.get("/").text
    assert "backup" not in doctor.get("/").text
    (at / "papule-2026-01-02T01-00-00Z.zip").touch()
    assert "The last backup is of" in administrator.get("/").text
    (at / f"papule-{timezone.now():%Y-%m-%dT%H-%M-%S}Z.zip").touch()
    assert "backup is of" not in administrator.get("/").text


def test_page_lists_them_and_says_where_they_lie(at, signed_in, administrator):
    (at / NEWEST).write_bytes(b"x" * 2_500_000)
    (at / "letter.zip").touch()
    said = signed_in(administrator).get(reverse("upkeep:state")).text
    assert NEWEST in said
    assert "letter.zip" not in said
    assert "on the same disk as the data" in said


def test_disk_that_is_not_connected_is_told(at, settings, signed_in, administrator):
    settings.BACKUPS = at / "usb"
    client = signed_in(administrator)
    assert "is not there" in client.get(reverse("upkeep:state")).text
    tried = client.post(reverse("upkeep:state"))
    assert (tried.status_code, "Connect the disk, and try again" in tried.text) == (409, True)


def test_full_disk_is_told_with_what_to_do(at, monkeypatch, signed_in, administrator):
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy_database", full)
    tried = signed_in(administrator).post(reverse("upkeep:state"))
    assert (tried.status_code, "No space left on device" in tried.text, "Make room" in tried.text) == (409, True, True)
    assert list(at.iterdir()) == []


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's backups are Papule's; this runs on PostgreSQL")
def test_postgresql_is_told_its_own_way(signed_in, administrator):
    client = signed_in(administrator)
    assert "pg_dump" in client.get(reverse("upkeep:state")).text
    assert "pg_dump" in client.post(reverse("upkeep:state")).text
    assert "no backup yet" not in client.get("/").text


def test_knowledge_that_should_have_been_looked_at_again_is_told():
    due = sorted(each.due for each in formulary().reviews())
    assert state.knowledge(due[0]).overdue == 0
    late = state.knowledge(due[0] + dt.timedelta(days=1))
    assert late.overdue == due.count(due[0])
    assert late.next_due is not None
    assert late.next_due > due[0]
    assert state.knowledge(dt.date.max).next_due is None


def test_log_says_when_its_chain_was_last_followed(signed_in, administrator):
    client = signed_in(administrator)
    assert "its chain was never followed here" in client.get(reverse("upkeep:state")).text
    client.post(reverse("audit:log"))
    assert "found whole on" in client.get(reverse("upkeep:state")).text


def test_database_is_named(signed_in, administrator):
    said = signed_in(administrator).get(reverse("upkeep:state")).text
    assert {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor] in said
