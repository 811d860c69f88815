"""Questions to the database whose SQL is written once in a process and then asked with other values.

Django writes the SQL of a query set anew each time, which takes longer than SQLite takes to answer. What differs from
one time to the next is only the values; the rows are read and turned into models as Django does it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, JSONField, Model, QuerySet
from django.db.models import query as making
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable

from papule.clinic.asking import Statement

T = TypeVar("T")
Converter = tuple[int, Sequence[Callable[[Any, Any, Any], Any]], Any]  # column, what turns its values
MARK = 9_117_253_640_115_000_000  # no row has such a number, and no query such a constant
MARKED_AT = datetime(1801, 1, 1, 1, 1, 1, 1, tzinfo=UTC)
LARGEST = 2**63 - 1  # number that a database takes


class Written(Generic[T]):
    """SQL, where its values belong, and how its rows are turned into models, tuples or single values."""

    def __init__(self, rows: QuerySet[Any, T], marks: Sequence[object], connection: BaseDatabaseWrapper) -> None:
        """Write the SQL, and find the marks in its values."""
        self.compiler: Any = rows.query.get_compiler(connection=connection)
        sql, given = self.compiler.as_sql()
        self.statement = Statement(sql, connection.vendor)
        adapted = [_adapted(each, connection) for each in marks]
        self.values: list[tuple[int | None, object]] = [
            (adapted.index(each), None) if each in adapted else (None, each) for each in given
        ]
        if {place for place, _ in self.values} - {None} != set(range(len(marks))):
            raise ValueError(f"not every value of the question stands in its SQL: {sql}")
        self.read = self._reader(rows._iterable_class)  # noqa: SLF001 -- how Django makes rows

    def converters(self, connection: BaseDatabaseWrapper) -> list[Converter]:
        """Give what turns values of a connection into Python's, by column."""
        bound = copy(self.compiler)
        bound.connection = connection
        found = bound.get_converters([each[0] for each in self.compiler.select[: self.compiler.col_count]])
        return [(place, list(map(_quick, convert)), expression) for place, (convert, expression) in found.items()]

    def _reader(self, kind: type[object]) -> Callable[[Iterable[Sequence[Any]]], list[Any]]:
        if issubclass(kind, ModelIterable):
            return self._models
        if issubclass(kind, FlatValuesListIterable):
            return lambda rows: [row[0] for row in rows]
        if issubclass(kind, ValuesListIterable):
            return lambda rows: list(map(tuple, rows))
        raise TypeError(f"rows of {kind.__name__} are not made here")

    @cached_property
    def _columns(self) -> tuple[int, int, list[str], list[Any]]:
        """Give where the columns of the model lie, their names, and what fills in related models."""
        known, select = self.compiler.klass_info, self.compiler.select
        first, last = known["select_fields"][0], known["select_fields"][-1] + 1
        names = [each[0].target.attname for each in select[first:last]]
        related = making.get_related_populators(known, select, DEFAULT_DB_ALIAS)  # type: ignore[attr-defined] # Django's
        return first, last, names, [(each, each.local_setter.__self__) for each in related]

    def _models(self, rows: Iterable[Sequence[Any]]) -> list[Model]:
        first, last, names, related = self._columns
        kind, annotated = self.compiler.klass_info["model"], self.compiler.annotation_col_map.items()
        seen: dict[tuple[object, object], Model | None] = {}  # the doctor of thirty sessions is made once
        listed = []
        for row in rows:
            made: Model = kind.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for each, field in related:
                _relate(made, row, each, field, seen)
            for name, place in annotated:
                setattr(made, name, row[place])
            listed.append(made)
        return listed


def _quick(convert: Callable[[Any, Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """Give what does the same as a converter of Django in less time, where there is something."""
    field = getattr(convert, "__self__", None)
    return _from_json if type(field) is JSONField and field.decoder is None else convert


def _from_json(value: str | None, _expression: object, _connection: object) -> Any:  # noqa: ANN401 -- JSON
    return None if value is None else msgspec.json.decode(value)


def _relate(made: Model, row: Sequence[Any], populator: Any, field: Any, seen: dict[Any, Any]) -> None:  # noqa: ANN401 -- Django's
    """Fill in a related model; where a foreign key names one that another row brought, that one."""
    if not isinstance(field, ForeignKey):
        populator.populate(row, made)
        return
    key = field, getattr(made, field.attname)
    if key in seen:
        field.set_cached_value(made, seen[key])
    else:
        populator.populate(row, made)
        seen[key] = field.get_cached_value(made)


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
        adapted = [_adapted(each, connection) for each in values]
        asked = tuple(each if place is None else adapted[place] for place, each in written.values)
        rows = written.statement.rows(asked, connection)
        return written.read(self._converted(rows, written, connection)) if rows else []

    def first(self, *values: object) -> T | None:
        """Ask, and give the first row; none where there is none. The query set says in which order, and how many."""
        return next(iter(self(*values)), None)

    def _converted(
        self, rows: Sequence[Sequence[Any]], written: Written[T], connection: BaseDatabaseWrapper
    ) -> Iterable[Sequence[Any]]:
        """Turn what the database gave into values of Python, as Django does."""
        if getattr(self._thread, "connection", None) is not connection:
            self._thread.connection, self._thread.converters = connection, written.converters(connection)
        known: list[Converter] = self._thread.converters
        return _convert(rows, known, connection) if known else rows


def _convert(
    rows: Sequence[Sequence[Any]], known: list[Converter], connection: BaseDatabaseWrapper
) -> Iterator[Sequence[Any]]:
    for row in map(list, rows):
        for place, convert, expression in known:
            for each in convert:
                row[place] = each(row[place], expression, connection)
        yield row


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
