"""JSON, strictly: no duplicate keys, no NaN, no number beyond reason, with limits on size and shape."""

import json
import math
from typing import Any

from papule.reading.document import MAX_DEPTH, MAX_NODES, too_deep, too_many
from papule.reading.problem import Problem, Unreadable, first_of, told

_DIGITS = 18  # beyond any amount, date or count


def read_json(text: str) -> Any:  # noqa: ANN401 -- any JSON value
    """Read one JSON value.

    Raises Unreadable with every problem found, or with the place where the text stops being JSON.
    """
    reader = _Reader()
    try:
        value = json.loads(
            text,
            object_pairs_hook=reader.mapping,
            parse_constant=reader.constant,
            parse_float=reader.fraction,
            parse_int=reader.whole,
        )
    except json.JSONDecodeError as error:
        from papule.reading.syntax import json_problem  # noqa: PLC0415 -- only when there is one

        raise Unreadable(first_of([json_problem(error), *reader.problems])) from None
    except RecursionError:
        raise Unreadable([too_deep()]) from None
    problems = [*reader.problems, *_beyond_limits(value)]
    if problems:
        raise Unreadable(first_of(problems))
    return value


class _Reader:
    """Builds objects and numbers, and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self._refuse(twice(key))
                seen.add(key)
        return read

    def constant(self, name: str) -> None:
        self._refuse(no_number(name))

    def fraction(self, text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            self._refuse(too_large(text))
        return number

    def whole(self, text: str) -> int:
        if len(text.lstrip("-")) <= _DIGITS:
            return int(text)
        self._refuse(too_large(text))
        return 0
