"""What a place in a document may hold: whether a value fits, and how to say what would."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from msgspec import inspect

from papule.kernel.names import folded, nearest
from papule.kernel.told import told

SHOWN = 12  # names written out in a message
MEANT = 3  # names that may have been meant
_TELLING = 4  # letters of a part of a name that tell what is meant
_SHORT = 5  # letters of a name in which one slip weighs much
_LIKE = 0.7  # likeness of what is written and what may be written
_SLIP = 0.85  # likeness of what is written and what people say: one slip
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def fits(value: Any, kind: inspect.Type) -> bool:  # noqa: ANN401, C901, PLR0911 -- one line a type
    """Tell whether a plain value is possible at a place of this type."""
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _number_fits(value, kind)
    if isinstance(kind, inspect.UnionType):
        return any(fits(value, each) for each in kind.types)
    if isinstance(kind, inspect.LiteralType):
        return isinstance(value, str | int) and not isinstance(value, bool) and value in kind.values
    if isinstance(kind, inspect.StrType):
        return isinstance(value, str) and _long_enough(value, kind)
    if isinstance(kind, inspect.BoolType):
        return isinstance(value, bool)
    if isinstance(kind, inspect.NoneType):
        return value is None
    if isinstance(kind, inspect.DateType):
        return isinstance(value, str) and _is_date(value)
    if not isinstance(kind, inspect.VarTupleType | inspect.ListType):
        return False
    return isinstance(value, list) and _long_enough(value, kind)


def _long_enough(value: str | list[Any], kind: Any) -> bool:  # noqa: ANN401
    most = math.inf if kind.max_length is None else kind.max_length
    return bool((kind.min_length or 0) <= len(value) <= most)


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
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def wanted(kind: Any) -> str:  # noqa: ANN401
    """Say what would fit at a place of this type."""
    if isinstance(kind, inspect.UnionType):
        return _any_of([wanted(each) for each in kind.types if not isinstance(each, inspect.NoneType)])
    if isinstance(kind, inspect.LiteralType):
        return _one_of([repr(each) if len(kind.values) == 1 else str(each) for each in kind.values])
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _number(kind)
    if isinstance(kind, inspect.StructType):
        return keys_of(kind)
    if isinstance(kind, inspect.StrType | inspect.VarTupleType | inspect.ListType):
        return _sized(kind)
    simple: dict[type, str] = {
        inspect.BoolType: told("true or false"),
        inspect.DateType: told("a date that exists, as YYYY-MM-DD"),
        inspect.DictType: told("keys, each with its value"),
    }
    return simple.get(type(kind)) or told("a value")


def _sized(kind: Any) -> str:  # noqa: ANN401
    sizes = {"least": kind.min_length or 0, "most": kind.max_length}
    if isinstance(kind, inspect.StrType) and kind.max_length == kind.min_length is not None:
        return told("a text of {size} characters", size=kind.max_length)
    if isinstance(kind, inspect.StrType):
        return told("a text of {least} to {most} characters", **sizes) if kind.max_length else told("a text")
    return told("a list of {least} to {most} items", **sizes) if kind.max_length else told("a list")


def _one_of(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return told("one of {names}", names=listed(sorted(words)))


def _number(kind: Any) -> str:  # noqa: ANN401
    number = told("a whole number") if isinstance(kind, inspect.IntType) else told("a number")
    bounds = []
    if kind.gt is not None:
        bounds.append(told("more than {limit:g}", limit=kind.gt))
    if kind.ge is not None:
        bounds.append(told("at least {limit:g}", limit=kind.ge))
    if kind.lt is not None:
        bounds.append(told("less than {limit:g}", limit=kind.lt))
    if kind.le is not None:
        bounds.append(told("at most {limit:g}", limit=kind.le))
    if not bounds:
        return number
    said = told("{low} and {high}", low=bounds[0], high=bounds[1]) if len(bounds) > 1 else bounds[0]
    return told("{number}, {bounds}", number=number, bounds=said)


def keys_of(kind: Any) -> str:  # noqa: ANN401
    """List the keys of a structure."""
    names = [field.encode_name for field in kind.fields]
    if len(names) == 1:
        return told("the key {name}", name=names[0])
    return told("the keys {names}", names=listed(names))


def instead(name: str, known: Collection[str] | Mapping[str, Sequence[str]]) -> str:
    """Say what to write instead of an unknown name: what is meant or nearest, else the first of all.

    `known` holds what may be written, or maps what people call it to that.
    """
    called = known if isinstance(known, Mapping) else {each: (each,) for each in known}
    every = sorted({written for names in called.values() for written in names})
    near = _exact(name, called) or _longer(name, called) or _like(name, every, _LIKE) or _like(name, called, _SLIP)
    meant = list(dict.fromkeys(written for each in near for written in called.get(each, (each,))))
    if meant:
        return told("did you mean {names}?", names=_any_of(meant[:MEANT]))
    return told("known: {names}", names=listed(every)) if every else told("leave it out")


def _exact(name: str, called: Collection[str]) -> list[str]:
    wanted_name = folded(name)
    return [each for each in called if folded(each) == wanted_name]


def _longer(name: str, called: Collection[str]) -> list[str]:
    """Find the names that hold this one: knee in knee-osteoarthritis."""
    part = folded(name).replace(" ", "-")
    return [each for each in called if part in folded(each).replace(" ", "-")] if len(part) >= _TELLING else []


def _like(name: str, called: Collection[str], likeness: float) -> list[str]:
    """Find the nearest names that are as like as that: far ones are something else, and must not be proposed."""
    likeness = likeness if len(name) > _SHORT else 0
    near = nearest(name, called)
    return [each for each in near if SequenceMatcher(None, folded(name), folded(each)).ratio() > likeness]


def listed(names: Iterable[str]) -> str:
    """Join names, at most SHOWN of them; where there are more, their number follows."""
    every = list(names)
    if len(every) <= SHOWN:
        return ", ".join(every)
    return told("{names} … ({count} in all)", names=", ".join(every[:SHOWN]), count=len(every))


def _any_of(names: Sequence[str]) -> str:
    """Join names of which one is meant: a or b or c; a told name stays told."""
    said, *others = names
    for each in others:
        said = told("{this} or {that}", this=said, that=each)
    return said
