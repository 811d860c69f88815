"""Questions to the database whose SQL is written once in a process and then asked with other values.

Django writes the SQL of a query set anew each time, which takes longer than SQLite takes to answer. What differs from
one time to the next is only the values; the rows are read and turned into models as Django does it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

T = TypeVar("T")
MARK = 9_117_253_640_115_000_000  # no row has such a number, and no query such a constant
MARKED_AT = datetime(1801, 1, 1, 1, 1, 1, 1, tzinfo=UTC)
LARGEST = 2**63 - 1  # number that a database takes


class Written(Generic[T]):
    """SQL, where its values belong, and what Django needs to turn rows into models."""

    def __init__(self, rows: QuerySet[Any, T], marks: Sequence[object], connection: BaseDatabaseWrapper) -> None:
        """Write the SQL, and find the marks in its values."""
        self.rows = rows
        self.compiler: Any = rows.query.get_compiler(connection=connection)
        self.sql, given = self.compiler.as_sql()
        adapted = [_adapted(each, connection) for each in marks]
        self.values: list[tuple[int | None, object]] = [
            (adapted.index(each), None) if each in adapted else (None, each) for each in given
        ]
        if {place for place, _ in self.values} - {None} != set(range(len(marks))):
            raise ValueError(f"not every value of the question stands in its SQL: {self.sql}")


class Prepared(Generic[T]):
    """A question: `build` gives its query set for values, as many and of the same types each time, none of them None.

    What is asked must not depend on the values otherwise than by comparing columns with them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, T]]) -> None:
        """Keep how it is built; the SQL is written at the first question."""
        self._build = build
        self._written: dict[str, Written[T]] = {}  # by kind of database
        self._thread = threading.local()  # converters hold a connection, and each thread has its own

    def __call__(self, *values: object) -> list[T]:
        """Ask. One query."""
        if any(isinstance(each, int) and abs(each) > LARGEST for each in values):
            return []  # Django, too, knows without asking that there is no such row
        connection = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(connection.vendor)
        if written is None:
            marks = [_mark(place, each) for place, each in enumerate(values)]
            written = self._written[connection.vendor] = Written(self._build(*marks), marks, connection)
        asked: Any = written.rows._iterable_class  # noqa: SLF001 -- how Django makes rows
        return list(asked(_Asked(written, self._bound(written, values, connection))))

    def first(self, *values: object) -> T | None:
        """Ask, and give the first row; none where there is none. The query set says in which order, and how many."""
        return next(iter(self(*values)), None)

    def _bound(self, written: Written[T], values: Sequence[object], connection: BaseDatabaseWrapper) -> SQLCompiler:
        """Give a compiler that has done its work: it knows the SQL, and the values of this time."""
        adapted = [_adapted(each, connection) for each in values]
        asked = tuple(each if place is None else adapted[place] for place, each in written.values)
        bound = copy(written.compiler)
        bound.connection = connection
        bound.as_sql = lambda: (written.sql, asked)
        if getattr(self._thread, "connection", None) is not connection:
            self._thread.connection, self._thread.converters = connection, {}
        known = self._thread.converters
        convert = bound.get_converters

        def converters(expressions: Sequence[object]) -> object:
            if len(expressions) not in known:
                known[len(expressions)] = convert(expressions)
            return known[len(expressions)]

        bound.get_converters = converters
        return bound  # type: ignore[no-any-return] # a copy of what Django gave


class _Asked:
    """What Django's makers of rows ask of a query set."""

    def __init__(self, written: Written[Any], bound: SQLCompiler) -> None:
        self.db = DEFAULT_DB_ALIAS
        self.model = written.rows.model
        self._known_related_objects: dict[object, object] = {}
        self.query = self
        self._bound = bound

    def get_compiler(self, using: str) -> SQLCompiler:
        """Give the compiler that has done its work."""
        return self._bound


def _mark(place: int, value: object) -> object:
    """Give a value of the same type by which a place is known again."""
    if isinstance(value, bool) or value is None:
        raise TypeError("yes, no and nothing are part of a question, not a value of it")
    if isinstance(value, int):
        return MARK + place
    if isinstance(value, datetime):
        return MARKED_AT + timedelta(days=place)
    return MARKED_AT.date() + timedelta(days=place) if isinstance(value, date) else f"\x01{MARK + place}"


def _adapted(value: object, connection: BaseDatabaseWrapper) -> object:
    """Give a value as the database is told it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
