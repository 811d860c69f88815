"""SQL that was written once, asked again and again: on SQLite without what Django does anew to every statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

Row = Sequence[Any]


class Statement:
    """A statement with a place `%s` for each value, in the words of one kind of database."""

    def __init__(self, sql: str, vendor: str) -> None:
        """Keep it, also as SQLite itself writes it, so that it is not rewritten each time."""
        self.sql = sql
        self._native = FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%") if vendor == "sqlite" else ""

    def rows(self, values: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Row]:
        """Ask, and give the rows."""
        if self._is_direct(connection):
            with connection.wrap_database_errors:
                return list(connection.connection.execute(self._native, values))
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return list(cursor.fetchall())

    def changed(self, values: Sequence[Any], connection: BaseDatabaseWrapper) -> int:
        """Change rows, and tell how many."""
        if self._is_direct(connection):
            with connection.wrap_database_errors:
                return int(connection.connection.execute(self._native, values).rowcount)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return int(cursor.rowcount)

    def _is_direct(self, connection: BaseDatabaseWrapper) -> bool:
        """Tell whether SQLite is asked directly: not where somebody counts or watches the statements.

        Raises TransactionManagementError, as Django does, where an error has already ended the transaction.
        """
        if not self._native or connection.execute_wrappers or connection.queries_logged:
            return False
        connection.ensure_connection()
        connection.validate_no_broken_transaction()
        return True
