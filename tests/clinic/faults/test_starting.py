"""A start that cannot be: what is wrong is said, in words that lead on, and nothing is changed."""

import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from tests.clinic.conftest import PASSWORD

from papule.cli import serve
from papule.cli.access import run as let_in
from papule.cli.context import open_context
from papule.clinic import starting
from papule.clinic.accounts.models import User
from papule.clinic.audit.models import AuditEvent
from papule.clinic.configuration import ConfigurationError, database
from papule.reading.problem import Unreadable


@pytest.fixture
def context():
    return open_context("en")


def said_of(context) -> str:
    with pytest.raises(Unreadable) as refused:
        serve.prepare(context)
    return " ".join(f"{each.problem} {each.fix}" for each in refused.value.problems)


@pytest.mark.django_db
def test_tables_of_a_newer_version_are_left_alone(context, monkeypatch):
    monkeypatch.setattr(starting, "collect_static", lambda _say: None)
    starting.make_ready(lambda _what: None)
    MigrationRecorder.Migration.objects.create(app="billing", name="0999_of_next_year")
    said = said_of(context)
    assert "newer Papule" in said
    assert "billing.0999_of_next_year" in said


@pytest.mark.django_db
def test_file_that_is_no_database_is_not_blamed_on_an_address(context, monkeypatch):
    def fail(_say: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(starting, "migrate", fail)
    monkeypatch.setattr(type(connections["default"]), "vendor", "sqlite")
    assert "DATABASE_URL" not in said_of(context)
    monkeypatch.setattr(type(connections["default"]), "vendor", "postgresql")
    monkeypatch.setattr(starting, "check_integrity", lambda: None)
    assert "DATABASE_URL" in said_of(context)


@pytest.mark.parametrize("place", ["127.0.0.1:abc", "127.0.0.1:99999", "127.0.0.1:0", "127.0.0.1:-1"])
def test_port_that_is_none_is_refused_in_words(place, tmp_path):
    with pytest.raises(ConfigurationError, match="a port is a number"):
        database(f"postgresql://papule@{place}/papule", tmp_path)


def test_what_a_practice_keeps_is_read_by_nobody_else(tmp_path):
    made = "import os; from papule.cli.clinic import open_clinic; open_clinic(None); open('made', 'w').close()"
    places = os.environ | {"PAPULE_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", made], cwd=tmp_path, env=places, check=True)
    assert (tmp_path / "made").stat().st_mode & 0o077 == 0


def test_somebody_is_let_in_again_from_the_terminal(administrator, context, capsys, monkeypatch):
    monkeypatch.setattr("papule.cli.access.open_clinic", lambda _data: None)
    assert let_in(type("Options", (), {"name": "ADMINISTRATOR", "data": None}), context) == 0
    administrator.refresh_from_db()
    assert administrator.check_password(capsys.readouterr().out.rpartition(": ")[2].strip())
    assert not administrator.check_password(PASSWORD)
    event = AuditEvent.objects.get()
    assert (event.actor, event.action) == ("papule access", "user.reset_access")


def test_nobody_is_let_in_under_a_name_that_is_none(administrator, context, monkeypatch):
    monkeypatch.setattr("papule.cli.access.open_clinic", lambda _data: None)
    with pytest.raises(Unreadable) as refused:
        let_in(type("Options", (), {"name": "adminstrator", "data": None}), context)
    assert "administrator" in refused.value.problems[0].fix
    assert User.objects.get().check_password(PASSWORD)
