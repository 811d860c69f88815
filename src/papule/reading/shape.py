"""Plain values to typed structures, reporting every problem and not only the first."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from papule.reading.document import Document
from papule.reading.expected import fits, instead, keys_of, wanted
from papule.reading.problem import Problem, Unreadable

T = TypeVar("T")
_CONTAINERS = (inspect.ListType, inspect.VarTupleType, inspect.CollectionType)


def shaped(document: Document, shape: type[T]) -> T:
    """Turn a document into a structure.

    Raises Unreadable with every problem, each with its line where the document has lines.
    """
    try:
        return msgspec.convert(document.value, shape)
    except (msgspec.ValidationError, ValueError) as error:
        found: list[Problem] = []
        _walk(document.value, inspect.type_info(shape), "", found)
        if not found:
            found.append(Problem("", str(error), "mend this value"))
        raise Unreadable([placed(each, document.lines) for each in found]) from None


def placed(problem: Problem, lines: dict[str, int]) -> Problem:
    """Add the line of the nearest place that has one."""
    at = problem.at
    while at and at not in lines:
        at = at.rpartition(".")[0] if at.rfind(".") > at.rfind("[") else at.rpartition("[")[0]
    return msgspec.structs.replace(problem, line=lines.get(at, 0))


def _walk(value: Any, kind: inspect.Type, at: str, found: list[Problem]) -> None:  # noqa: ANN401
    walker = _WALKERS.get(type(kind))
    if walker is None:
        _leaf(value, kind, at, found)
    else:
        walker(value, kind, at, found)


def _union(value: Any, kind: Any, at: str, found: list[Problem]) -> None:  # noqa: ANN401
    fitting: tuple[type, ...] = ()
    if isinstance(value, dict):
        fitting = (inspect.StructType,)
    elif isinstance(value, list):
        fitting = _CONTAINERS
    chosen: Any = next((each for each in kind.types if isinstance(each, fitting)), None)
    if chosen is None:
        _leaf(value, kind, at, found)
    else:
        _walk(value, chosen, at, found)


def _struct(value: Any, kind: Any, at: str, found: list[Problem]) -> None:  # noqa: ANN401
    if not isinstance(value, dict):
        found.append(Problem(at, f"{_said(value)} stands where a mapping is needed", f"give {keys_of(kind)}"))
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, item in value.items():
        place = f"{at}.{key}" if at else str(key)
        if key in fields:
            _walk(item, fields[key].type, place, found)
        else:
            found.append(Problem(place, f"the key {str(key)[:60]!r} is not known here", instead(str(key), fields)))
    for name, field in fields.items():
        if field.required and name not in value:
            found.append(
                Problem(f"{at}.{name}" if at else name, f"{name!r} is missing", f"add it: {wanted(field.type)}")
            )


def _list(value: Any, kind: Any, at: str, found: list[Problem]) -> None:  # noqa: ANN401
    if not isinstance(value, list):
        found.append(Problem(at, f"{_said(value)} stands where a list is needed", "write a list"))
        return
    before = len(found)
    for position, item in enumerate(value):
        _walk(item, kind.item_type, f"{at}[{position}]", found)
    if len(found) == before:
        _leaf(value, kind, at, found)


def _dict(value: Any, kind: Any, at: str, found: list[Problem]) -> None:  # noqa: ANN401
    if not isinstance(value, dict):
        found.append(Problem(at, f"{_said(value)} stands where a mapping is needed", "write key: value lines"))
        return
    for key, item in value.items():
        _walk(item, kind.value_type, f"{at}.{key}", found)


_WALKERS: dict[type, Callable[[Any, Any, str, list[Problem]], None]] = {
    inspect.UnionType: _union,
    inspect.StructType: _struct,
    inspect.ListType: _list,
    inspect.VarTupleType: _list,
    inspect.DictType: _dict,
}


def _leaf(value: Any, kind: inspect.Type, at: str, found: list[Problem]) -> None:  # noqa: ANN401
    if not fits(value, kind):
        found.append(Problem(at, f"{_said(value)} is not possible here", f"give {wanted(kind)}"))


def _said(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 -- fits a line
