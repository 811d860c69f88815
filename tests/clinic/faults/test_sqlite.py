"""A practice's SQLite file is opened as durable as a record must be."""

from contextlib import closing

import pytest
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import ConnectionHandler

from papule.clinic.configuration import BUSY_SECONDS, PAGES_KIB, sqlite

FULL, ON = 2, 1  # as SQLite numbers them


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("journal_mode", "wal"),
        ("synchronous", FULL),
        ("recursive_triggers", ON),
        ("foreign_keys", ON),
        ("busy_timeout", BUSY_SECONDS * 1000),
        ("cache_size", -PAGES_KIB),
    ],
)
def test_a_file_is_opened_durably(tmp_path, pragma, expected):
    settings = ConnectionHandler({DEFAULT_DB_ALIAS: sqlite(tmp_path / "papule.sqlite3")}).settings[DEFAULT_DB_ALIAS]
    with closing(DatabaseWrapper(settings)) as connection, connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (expected,)
