"""Rows are inserted and updated with SQL that is written once in a process; what is unusual is left to Django."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.signals import post_save, pre_save

from papule.clinic.asking import Statement

Fields = tuple["Field[Any, Any]", ...]


def insert(row: Model) -> bool:
    """Insert a new row without a number, and give it its number; tell whether this was for here to do."""
    kind = type(row)
    if row.pk is not None or not connection.features.can_return_columns_from_insert or _is_watched(kind):
        return False
    fields, statement = _inserting(kind, connection.vendor)
    values = _values(row, fields, is_new=True)
    if values is None:
        return False
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        [[row.pk]] = statement.rows(values, connections[DEFAULT_DB_ALIAS])
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 -- Django's documented name
    return True


def update(row: Model, names: Sequence[str] | None = None) -> bool:
    """Update all columns of a row, or those that are named; tell whether this was for here to do."""
    kind = type(row)
    if row.pk is None or row.get_deferred_fields() or _is_watched(kind):
        return False
    fields, statement = _updating(kind, None if names is None else tuple(names), connection.vendor)
    values = _values(row, fields, is_new=False)
    if not values or len(fields) != len(names or fields):
        return False
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        return bool(statement.changed([*values, row.pk], connections[DEFAULT_DB_ALIAS]))


def _is_watched(kind: type[Model]) -> bool:
    """Tell whether somebody wants to know of every row that is saved; Django tells them."""
    return bool(kind._meta.parents or pre_save.has_listeners(kind) or post_save.has_listeners(kind))  # noqa: SLF001


def _values(row: Model, fields: Fields, *, is_new: bool) -> list[Any] | None:
    """Give the values as the database is told them; none where one is worked out by the database itself."""
    row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined] # noqa: SLF001 -- as save() does
    values = [each.pre_save(row, add=is_new) for each in fields]
    if any(hasattr(each, "resolve_expression") for each in values):
        return None
    return [each.get_db_prep_save(value, connection) for each, value in zip(fields, values, strict=True)]


@cache
def _inserting(kind: type[Model], vendor: str) -> tuple[Fields, Statement]:
    """Write the statement that inserts a row and gives its number."""
    known = kind._meta  # noqa: SLF001 -- Django's documented name
    fields = tuple(each for each in known.concrete_fields if not each.primary_key)
    columns, places = ", ".join(map(_column, fields)), ", ".join("%s" for _each in fields)
    table, number = connection.ops.quote_name(known.db_table), connection.ops.quote_name(known.pk.column)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {number}"  # noqa: S608 -- its own names
    return fields, Statement(sql, vendor)


@cache
def _updating(kind: type[Model], names: tuple[str, ...] | None, vendor: str) -> tuple[Fields, Statement]:
    """Write the statement that updates a row."""
    known = kind._meta  # noqa: SLF001 -- Django's documented name
    fields = tuple(
        each for each in known.concrete_fields if not each.primary_key and (names is None or each.name in names)
    )
    table, number = connection.ops.quote_name(known.db_table), connection.ops.quote_name(known.pk.column)
    changes = ", ".join(f"{_column(each)} = %s" for each in fields)
    return fields, Statement(f"UPDATE {table} SET {changes} WHERE {number} = %s", vendor)  # noqa: S608 -- its own names


def _column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(field.column)
