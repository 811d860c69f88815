"""Every place where a plain value does not have its shape; only opened when there is one."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import inspect

from papule.kernel.names import nearest
from papule.kernel.told import shortened, told
from papule.reading.document import Unusable
from papule.reading.expected import fits, instead, keys_of, wanted
from papule.reading.problem import Problem

_Walker = Callable[[Any, Any, str], Iterator[Problem]]
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,9},[0-9]{1,9}")
_CONTAINERS = (inspect.ListType, inspect.VarTupleType, inspect.CollectionType)


def find_mistakes(value: Any, kind: inspect.Type, at: str = "") -> Iterator[Problem]:  # noqa: ANN401 -- any plain value
    """Find everything in a plain value that a type does not allow, in the order of the document."""
    if isinstance(value, Unusable):  # told by the reader
        return iter(())
    walker: _Walker = _WALKERS.get(type(kind), _leaf)
    return walker(value, kind, at)


def _union(value: Any, kind: Any, at: str) -> Iterator[Problem]:  # noqa: ANN401
    fitting: tuple[type, ...] = ()
    if isinstance(value, dict):
        fitting = (inspect.StructType, inspect.DictType)
    elif isinstance(value, list):
        fitting = _CONTAINERS
    chosen: Any = next((each for each in kind.types if isinstance(each, fitting)), None)
    return _leaf(value, kind, at) if chosen is None else find_mistakes(value, chosen, at)


def _struct(value: Any, kind: Any, at: str) -> Iterator[Problem]:  # noqa: ANN401
    if not isinstance(value, dict):
        yield Problem(at, _misplaced(value), told("give {wanted}", wanted=keys_of(kind)))
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, item in value.items():
        place = f"{at}.{key}" if at else key
        if key in fields:
            yield from find_mistakes(item, fields[key].type, place)
        else:
            unknown = told("the key {key!r} is not known here", key=shortened(key))
            split = item is None and key.isdecimal()  # {volume_ml: 0,5}
            fix = told("write decimals with a point, like 0.5") if split else instead(key, list(fields))
            yield Problem(place, unknown, fix)
    for name, field in fields.items():
        if field.required and name not in value:
            missing = told("the key {key!r} is missing", key=name)
            yield Problem(f"{at}.{name}" if at else name, missing, told("add it: {wanted}", wanted=wanted(field.type)))


def _list(value: Any, kind: Any, at: str) -> Iterator[Problem]:  # noqa: ANN401
    if not fits(value, kind):  # no list, or too long a one
        yield from _leaf(value, kind, at)
        return
    for position, item in enumerate(value):
        yield from find_mistakes(item, kind.item_type, f"{at}[{position}]")


def _dict(value: Any, kind: Any, at: str) -> Iterator[Problem]:  # noqa: ANN401
    if not isinstance(value, dict):
        yield Problem(at, _misplaced(value), told("give {wanted}", wanted=wanted(kind)))
        return
    for key, item in value.items():
        yield from find_mistakes(item, kind.value_type, f"{at}.{key}" if at else key)


def _leaf(value: Any, kind: inspect.Type, at: str) -> Iterator[Problem]:  # noqa: ANN401
    if not fits(value, kind):
        yield Problem(at, _misplaced(value), _fix(value, kind))


def _fix(value: Any, kind: inspect.Type) -> str:  # noqa: ANN401
    words = _words(kind)
    if isinstance(value, str) and nearest(value, words, 1):
        return instead(value, words)
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value) and _takes_a_number(kind):
        return told("write it with a point: {number}", number=value.replace(",", "."))
    return told("give {wanted}", wanted=wanted(kind))


def _words(kind: Any) -> list[str]:  # noqa: ANN401
    if isinstance(kind, inspect.UnionType):
        return [word for each in kind.types for word in _words(each)]
    return [each for each in kind.values if isinstance(each, str)] if isinstance(kind, inspect.LiteralType) else []


def _takes_a_number(kind: inspect.Type) -> bool:
    numbers = (inspect.FloatType, inspect.IntType)
    return any(isinstance(each, numbers) for each in (kind.types if isinstance(kind, inspect.UnionType) else (kind,)))


_WALKERS: dict[type, _Walker] = {
    inspect.UnionType: _union,
    inspect.StructType: _struct,
    inspect.ListType: _list,
    inspect.VarTupleType: _list,
    inspect.DictType: _dict,
}


def _misplaced(value: Any) -> str:  # noqa: ANN401
    """Say what stands where something else is needed."""
    if value is None:
        return told("nothing stands here")
    if isinstance(value, dict):
        return told("keys with values stand here")
    if isinstance(value, list):
        return told("a list of {count} stands here", count=len(value))
    text = (
        str(value).lower() if isinstance(value, bool) else repr(shortened(value) if isinstance(value, str) else value)
    )
    return told("{value} is not possible here", value=text)
