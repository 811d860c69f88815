"""YAML 1.2 words, composed from libyaml's event stream with limits.

`yes` and `no` are words, there are no dates, and aliases are refused: a small text
cannot become a large value. Deep nesting is refused before it is built.
"""

import math
import re
from typing import Any, NoReturn

import yaml

from papule.kernel.told import shortened, told
from papule.reading.document import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_PATH,
    Document,
    Unusable,
    empty,
    many_documents,
    no_number,
    too_deep,
    too_long,
    too_many,
    twice,
)
from papule.reading.problem import MOST, Problem, Unreadable, first_of

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TAGS = (None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq")))
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


def read_yaml(text: str) -> Document:
    """Read one YAML document into plain values and the lines of their places, with what was wrong in writing it.

    Raises Unreadable where the text is no YAML, or too deep or long.
    """
    composer = _Composer()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.YAMLError as error:
        from papule.reading.syntax import yaml_problem  # noqa: PLC0415 -- only when there is one

        raise Unreadable(first_of([*composer.problems, yaml_problem(error, text)])) from None
    if not composer.documents:
        raise Unreadable([empty()])
    return Document(composer.root, composer.lines, tuple(composer.problems))


class _Composer:
    """Builds plain values from events, keeping the line of each place."""

    def __init__(self) -> None:
        self.root: Any = None
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, str]] = []  # containers being filled, and their paths
        self._keys: list[str | None] = []  # the key that waits for its value
        self._nodes = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the stream."""
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event), event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start({}, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start([], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            alias = told("the alias {name!r} is not allowed", name=shortened(f"*{event.anchor}"))
            unusable = self._refuse(Problem("", alias, told("write the value out"), _line(event)))
            self._put(unusable, event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(many_documents(_line(event)))

    def _start(self, container: Any, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:  # noqa: ANN401
        if event.tag not in _TAGS:
            self._refuse(_tagged(event))
        if len(self._open) >= MAX_DEPTH:
            self._stop(too_deep(_line(event)))
        if self._open and self._awaits_key():
            self._stop(
                Problem("", told("a key is a list or has keys itself"), told("write a plain word as key"), _line(event))
            )
        path = self._put(container, event)
        self._open.append((container, path))
        self._keys.append(None)

    def _awaits_key(self) -> bool:
        return isinstance(self._open[-1][0], dict) and self._keys[-1] is None

    def _put(self, value: Any, event: yaml.Event) -> str:  # noqa: ANN401 -- any plain value
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(too_many(_line(event)))
        if not self._open:
            self.root = value
            return ""
        container, path = self._open[-1]
        if isinstance(container, list):
            place = f"{path}[{len(container)}]"
            container.append(value)
        elif self._keys[-1] is None:
            self._take_key(container, path, value, event)
            return path
        else:
            key = self._keys[-1]
            place = f"{path}.{key}" if path else key
            container[key] = value
            self._keys[-1] = None
        if len(place) > MAX_PATH:
            self._stop(too_long(_line(event)))
        self.lines[place] = _line(event)
        return place

    def _take_key(self, container: dict[str, Any], path: str, value: Any, event: yaml.Event) -> None:  # noqa: ANN401
        key = value if isinstance(value, str) else event.value if isinstance(event, yaml.ScalarEvent) else "*"
        if key in container:
            self._refuse(twice(key, f"{path}.{key}" if path else key, _line(event)))
        self._keys[-1] = key

    def _scalar(self, event: yaml.ScalarEvent) -> Any:  # noqa: ANN401 -- any plain value
        if event.tag not in _TAGS:
            return self._refuse(_tagged(event))
        if not event.implicit[0] or event.style:
            return event.value
        return self._plain(event)

    def _plain(self, event: yaml.ScalarEvent) -> Any:  # noqa: ANN401 -- any plain value
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        if _SPECIAL.fullmatch(text):
            return self._refuse(no_number(text, _line(event)))
        return text

    def _refuse(self, problem: Problem) -> Unusable:
        self.problems.append(problem)
        if len(self.problems) > MOST:
            raise Unreadable(first_of(self.problems))
        return Unusable(problem)

    def _stop(self, problem: Problem) -> NoReturn:
        raise Unreadable(first_of([*self.problems, problem]))


def _tagged(event: yaml.Event) -> Problem:
    name = shortened(str(getattr(event, "tag", "")))
    return Problem("", told("the tag {name!r} is not allowed", name=name), told("write a plain value"), _line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
