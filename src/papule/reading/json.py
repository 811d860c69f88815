"""JSON, strictly: no duplicate keys, no NaN, no number beyond reason."""

import json
import math
from typing import Any, NoReturn

from papule.reading.problem import Problem, Unreadable


class _DuplicateError(ValueError):
    """A key that stands twice in one object."""


def read_json(text: str) -> Any:  # noqa: ANN401 -- any JSON value
    """Read one JSON value.

    Raises Unreadable with line and reason.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_short
        )
    except json.JSONDecodeError as error:
        raise Unreadable(
            [Problem("", f"this is not JSON: {error.msg}, column {error.colno}", "mend the JSON", error.lineno)]
        ) from None
    except RecursionError:
        raise Unreadable([Problem("", "lists and objects are nested too deep", "flatten the input")]) from None
    except ValueError as error:
        raise Unreadable([Problem("", str(error), _fix(error))]) from None


def _fix(error: ValueError) -> str:
    return "keep one of the two" if isinstance(error, _DuplicateError) else "write a plain number"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"the key {twice!r} stands twice in the same object"
        raise _DuplicateError(message)
    return read


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is no number"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        message = f"{text[:20]} is too large a number"
        raise ValueError(message)
    return number


def _short(text: str) -> int:
    if len(text) > 18:  # noqa: PLR2004 -- beyond any amount, date or count
        message = f"{text[:20]}... is too large a number"
        raise ValueError(message)
    return int(text)
