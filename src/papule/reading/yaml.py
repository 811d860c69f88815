"""YAML 1.2 words, composed from libyaml's event stream with limits.

`yes` and `no` are words, there are no dates, and aliases are refused: a small text
cannot become a large value. Deep nesting is refused before it is built.
"""

import math
import re
from typing import Any

import yaml

from papule.reading.document import MAX_DEPTH, MAX_NODES, Document
from papule.reading.problem import Problem, Unreadable

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


def read_yaml(text: str) -> Document:
    """Read one YAML document into plain values and the lines of their places.

    Raises Unreadable with every problem found.
    """
    composer = _Composer()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        composer.problems.append(
            Problem("", f"this is not YAML: {error.problem or error.context}", "mend the text here", line)
        )
    except (yaml.YAMLError, RecursionError) as error:
        composer.problems.append(Problem("", f"this is not YAML: {error}", "mend the text"))
    if composer.problems:
        raise Unreadable(composer.problems)
    return Document(composer.root, composer.lines)


class _Composer:
    """Builds plain values from events, keeping the line of each place."""

    def __init__(self) -> None:
        self.root: Any = None
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._open: list[tuple[Any, str]] = []  # containers being filled, and their paths
        self._keys: list[str | None] = []  # the key that waits for its value
        self._nodes = 0
        self._documents = 0

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
            self._refuse(event, f"the alias *{event.anchor} is not allowed", "write the value out")
            self._put(None, event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(event, "there is more than one document", "put one case into a file, or use NDJSON")

    def _start(self, container: Any, event: yaml.Event) -> None:  # noqa: ANN401 -- dict or list
        if len(self._open) >= MAX_DEPTH:
            self._stop(event, f"the nesting is deeper than {MAX_DEPTH}", "flatten the text")
        if self._open and self._awaits_key():
            self._stop(event, "a key is a list or a mapping", "use a plain word as key")
        path = self._put(container, event)
        self._open.append((container, path))
        self._keys.append(None)

    def _awaits_key(self) -> bool:
        return isinstance(self._open[-1][0], dict) and self._keys[-1] is None

    def _put(self, value: Any, event: yaml.Event) -> str:  # noqa: ANN401 -- any plain value
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(event, f"there are more than {MAX_NODES:,} values", "split the text")
        if not self._open:
            self.root = value
            return ""
        container, path = self._open[-1]
        if isinstance(container, list):
            place = f"{path}[{len(container)}]"
            container.append(value)
        elif self._keys[-1] is None:
            self._take_key(container, value, event)
            return path
        else:
            key = self._keys[-1]
            place = f"{path}.{key}" if path else key
            container[key] = value
            self._keys[-1] = None
        self.lines[place] = _line(event)
        return place

    def _take_key(self, container: dict[str, Any], value: Any, event: yaml.Event) -> None:  # noqa: ANN401
        key = value if isinstance(value, str) else event.value if isinstance(event, yaml.ScalarEvent) else "*"
        if key in container:
            self._refuse(event, f"the key {key!r} stands twice", "keep one of the two")
        self._keys[-1] = key

    def _scalar(self, event: yaml.ScalarEvent) -> Any:  # noqa: ANN401 -- any plain value
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            self._refuse(event, f"the tag {event.tag} is not allowed", "write a plain value")
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
            self._refuse(event, f"{text} is no number", "write a plain number")
        return text

    def _refuse(self, event: yaml.Event, problem: str, fix: str) -> None:
        self.problems.append(Problem("", problem, fix, _line(event)))

    def _stop(self, event: yaml.Event, problem: str, fix: str) -> None:
        self._refuse(event, problem, fix)
        raise Unreadable(self.problems)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
