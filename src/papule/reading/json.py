"""JSON, strictly: no duplicate keys, no NaN, no number beyond reason, with limits on size and shape."""

import math
from _json import make_scanner  # what Python's json reads with; the package around it costs a start-up 1 ms
from collections.abc import Callable
from typing import Any

from papule.kernel.told import shortened, told
from papule.reading.document import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_PATH,
    Document,
    Unusable,
    no_number,
    too_deep,
    too_long,
    too_many,
    twice,
)
from papule.reading.problem import MOST, Problem, Unreadable, first_of

_SPACE = " \t\n\r"
_DIGITS = 18  # beyond any amount, date or count


def read_json(text: str) -> Document:
    """Read one JSON value, with what was wrong in writing it down.

    Raises Unreadable where the text is no JSON, or too deep or long.
    """
    reader = _Reader()
    try:
        scan = make_scanner(reader)  # type: ignore[arg-type] # typeshed asks for a scanner; any object with these names
        value, end = scan(text, len(text) - len(text.lstrip(_SPACE)))
    except RecursionError:
        raise Unreadable([too_deep()]) from None
    except (StopIteration, ValueError, SystemError):  # the last where json, which has the words, is not imported yet
        raise _not_json(text, reader) from None
    if text[end:].strip(_SPACE):
        raise _not_json(text, reader)
    beyond = _beyond_limits(value)
    if beyond:
        raise Unreadable([beyond])
    return Document(value, {}, tuple(reader.problems))


def _not_json(text: str, reader: "_Reader") -> Unreadable:
    """Let Python's json find what is wrong, and say it."""
    import json  # noqa: PLC0415 -- only when there is something wrong

    from papule.reading.syntax import json_problem  # noqa: PLC0415

    try:
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        return Unreadable(first_of([json_problem(error), *reader.problems]))
    message = "the scanner and the reader of json disagree"
    raise AssertionError(message)


class _Reader:
    """Builds objects and numbers, and keeps what is wrong with them: as many as are told, and one more.

    A scanner asks for these names.
    """

    strict = True
    object_hook = None

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def object_pairs_hook(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self._refuse(twice, key)
                seen.add(key)
        return read

    def parse_constant(self, name: str) -> Unusable:
        return self._refuse(no_number, name)

    def parse_float(self, text: str) -> float | Unusable:
        number = float(text)
        return number if math.isfinite(number) else self._refuse(_too_large, text)

    def parse_int(self, text: str) -> int | Unusable:
        return int(text) if len(text.lstrip("-")) <= _DIGITS else self._refuse(_too_large, text)

    def _refuse(self, problem: Callable[[str], Problem], text: str) -> Unusable:
        if len(self.problems) <= MOST:
            self.problems.append(problem(text))
        return Unusable(self.problems[-1])


def _too_large(text: str) -> Problem:
    return Problem("", told("{text} is too large a number", text=shortened(text, 20)), told("write a plain number"))


def _beyond_limits(value: Any) -> Problem | None:  # noqa: ANN401 -- any JSON value
    """Go down level by level: how deep it is, and how many keys and values it has."""
    level, nodes = [value], 0
    for _ in range(MAX_DEPTH + 1):
        mappings = [each for each in level if isinstance(each, dict)]
        lists = [each for each in level if isinstance(each, list)]
        nodes += len(level) + sum(map(len, mappings))
        level = [item for each in mappings for item in each.values()] + [item for each in lists for item in each]
        if nodes > MAX_NODES:
            return too_many()
        if any(len(key) > MAX_PATH for each in mappings for key in each):
            return too_long()
        if not mappings and not lists:
            return None
    return too_deep()
