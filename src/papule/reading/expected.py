"""What a place in a document may hold: whether a value fits, and how to say what would."""

import math
from collections.abc import Collection
from datetime import date
from typing import Any

from msgspec import inspect

from papule.kernel.names import nearest

_SHOWN = 12  # choices written out in a message


def fits(value: Any, kind: inspect.Type) -> bool:  # noqa: ANN401, C901, PLR0911 -- one line a type
    """Tell whether a plain value is possible at a place of this type."""
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _number_fits(value, kind)
    if isinstance(kind, inspect.UnionType):
        return any(fits(value, each) for each in kind.types)
    if isinstance(kind, inspect.LiteralType):
        return isinstance(value, str | int) and not isinstance(value, bool) and value in kind.values
    if isinstance(kind, inspect.StrType):
        return isinstance(value, str) and (kind.max_length or math.inf) >= len(value) >= (kind.min_length or 0)
    if isinstance(kind, inspect.BoolType):
        return isinstance(value, bool)
    if isinstance(kind, inspect.NoneType):
        return value is None
    if isinstance(kind, inspect.DateType):
        return isinstance(value, str) and _is_date(value)
    if not isinstance(kind, inspect.VarTupleType | inspect.ListType):
        return False
    return isinstance(value, list) and (kind.max_length or math.inf) >= len(value) >= (kind.min_length or 0)


def _number_fits(value: Any, kind: Any) -> bool:  # noqa: ANN401
    whole = isinstance(kind, inspect.IntType)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        return False
    return (
        (kind.gt is None or value > kind.gt)
        and (kind.ge is None or value >= kind.ge)
        and (kind.lt is None or value < kind.lt)
        and (kind.le is None or value <= kind.le)
    )


def _is_date(text: str) -> bool:
    try:
        return len(text) == len("2026-11-21") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def wanted(kind: Any) -> str:  # noqa: ANN401
    """Say what would fit at a place of this type."""
    if isinstance(kind, inspect.UnionType):
        return " or ".join(wanted(each) for each in kind.types if not isinstance(each, inspect.NoneType))
    if isinstance(kind, inspect.LiteralType):
        return "one of " + ", ".join(map(str, sorted(kind.values, key=str)[:40]))
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return ("a whole number" if isinstance(kind, inspect.IntType) else "a number") + _bounds(kind)
    if isinstance(kind, inspect.StructType):
        return f"a mapping with {keys_of(kind)}"
    simple: dict[type, str] = {
        inspect.StrType: "a text",
        inspect.BoolType: "true or false",
        inspect.DateType: "a date that exists, as YYYY-MM-DD",
        inspect.DictType: "key: value lines",
        inspect.VarTupleType: "a list",
        inspect.ListType: "a list",
    }
    text = simple.get(type(kind), "a value")
    if isinstance(kind, inspect.StrType) and kind.max_length:
        text += f" of {kind.min_length or 0} to {kind.max_length} characters"
    return text


def _bounds(kind: Any) -> str:  # noqa: ANN401
    low = f"more than {kind.gt:g}" if kind.gt is not None else f"at least {kind.ge:g}" if kind.ge is not None else ""
    high = f"less than {kind.lt:g}" if kind.lt is not None else f"at most {kind.le:g}" if kind.le is not None else ""
    said = " and ".join(part for part in (low, high) if part)
    return f", {said}" if said else ""


def keys_of(kind: Any) -> str:  # noqa: ANN401
    """List the keys of a structure."""
    return "the keys " + ", ".join(field.encode_name for field in kind.fields)


def instead(name: str, known: Collection[str]) -> str:
    """Say what to write instead of an unknown name: the nearest known ones, or some of all."""
    near = nearest(name, known)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    shown = sorted(known)
    if not shown:
        return "leave it out"
    more = f" ... ({len(shown)} in all)" if len(shown) > _SHOWN else ""
    return "known: " + ", ".join(shown[:_SHOWN]) + more
