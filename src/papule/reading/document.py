"""Text to plain values: UTF-8 JSON or YAML 1.2, with limits on size and shape."""

import re
from collections.abc import Iterator
from errno import errorcode
from itertools import islice
from typing import Any

import msgspec

from papule.kernel.told import Told, shortened, told
from papule.kernel.value import Value
from papule.reading.problem import MOST, Problem, Unreadable, first_of

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_PATH = 500
_BYTES_A_MEGABYTE = 1_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"


class Document(Value):
    """A value, the line each of its places stands on (empty for JSON), and what was wrong in writing it down."""

    value: Any
    lines: dict[str, int]
    problems: tuple[Problem, ...] = ()


class Unusable:
    """Stands in a value where something could not be taken, a number that is none or an alias."""

    def __init__(self, problem: Problem) -> None:
        """Keep why."""
        self.problem = problem


def read_document(data: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read JSON where the text begins like JSON, else YAML.

    Raises Unreadable with every problem found.
    """
    document = parse_document(data, max_bytes=max_bytes)
    if document.problems:
        raise Unreadable(first_of(document.problems))
    return document


def parse_document(data: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read as far as can be read: the problems of the document are still to be told, with those of its values.

    Raises Unreadable where there is no value at all.
    """
    text = _decoded(data, max_bytes)
    if text.lstrip()[0] in "{[":
        from papule.reading.json import read_json  # noqa: PLC0415 -- one reader a run

        document = read_json(text)
    else:
        from papule.reading.yaml import read_yaml  # noqa: PLC0415

        document = read_yaml(text)
    if not document.problems and "\\" not in text:  # only an escape can write what the text itself must not hold
        return document
    problems = (*_located(document), *islice(_escapes(document), MOST + 1))
    return Document(_whole(document.value) if problems else document.value, document.lines, problems)


def _decoded(data: bytes, max_bytes: int) -> str:
    if len(data) > max_bytes:
        size = told("the input is longer than {most:g} MB", most=max_bytes / _BYTES_A_MEGABYTE)
        raise Unreadable([Problem("", size, _one_a_file())])
    if data[:2] in _UTF_16:
        raise Unreadable([Problem("", told("the text is UTF-16 or UTF-32"), told("save it as UTF-8"))])
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = told("byte {byte} is not UTF-8: the file is binary or in another encoding", byte=error.start + 1)
        raise Unreadable([Problem("", problem, told("save it as UTF-8"), line)]) from None
    control = _control(text)
    if control:
        raise Unreadable([_controlled(control[0], "", text.count("\n", 0, control.start()) + 1)])
    if not text.strip():
        raise Unreadable([empty()])
    return text


def unopened(file: str, error: OSError) -> Problem:
    """Say why a file cannot be read, by the kind of the error: the system's own words are English."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        problem, fix = told("there is no such file"), told("name an existing file")
    elif isinstance(error, IsADirectoryError):
        problem, fix = told("this is a folder, not a file"), told("name a file in it")
    elif isinstance(error, PermissionError):
        problem, fix = told("this file may not be read"), told("ask for the permission to read it")
    else:
        code = errorcode.get(error.errno or 0, "?")
        problem, fix = told("the system cannot read this file ({code})", code=code), told("name another file")
    return Problem("", problem, fix, file=file)


def empty() -> Problem:
    """Say that there is nothing to read."""
    return Problem("", told("the input is empty"), told("`papule new` prints a case to fill in"))


def too_deep(line: int = 0) -> Problem:
    """Say that lists and keys are nested too deep."""
    return Problem("", told("the nesting is deeper than {most}", most=MAX_DEPTH), told("flatten the text"), line)


def too_many(line: int = 0) -> Problem:
    """Say that there are too many keys and values."""
    problem = told("there are more than {most} thousand keys and values", most=MAX_NODES // 1000)
    return Problem("", problem, _one_a_file(), line)


def too_long(line: int = 0) -> Problem:
    """Say that keys are too long: each place below them is kept under its path."""
    problem = told("a key, or the keys down to it, are longer than {most} characters", most=MAX_PATH)
    return Problem("", problem, told("write the keys of a case; `papule new` prints them"), line)


def many_documents(line: int = 0) -> Problem:
    """Say that there is a second document."""
    return Problem("", told("there is more than one document"), _one_a_file(), line)


def twice(key: str, at: str = "", line: int = 0) -> Problem:
    """Say that a key stands twice in one place."""
    return Problem(at, told("the key {key!r} stands twice", key=shortened(key)), told("keep one of the two"), line)


def no_number(text: str, line: int = 0) -> Problem:
    """Say that an infinity or the like is no amount."""
    return Problem("", told("{text} is no number", text=text), told("write a plain number"), line)


def _one_a_file() -> Told:
    return told("give one case a file; put many cases into an NDJSON file, one a line")


def _control(text: str) -> re.Match[str] | None:
    """Find a control character; the pattern is only compiled for a text that may hold one."""
    return None if text.replace("\n", "").isprintable() else re.search(_CONTROL, text)


def _controlled(character: str, at: str, line: int) -> Problem:
    problem = told("the control character {character!r} stands in the text", character=character)
    return Problem(at, problem, told("take it out; only plain UTF-8 text is read"), line)


def _located(document: Document) -> Iterator[Problem]:
    """Add the places of what could not be taken."""
    places = {id(leaf.problem): at for at, leaf in _places(document.value, "") if isinstance(leaf, Unusable)}
    for each in document.problems:
        yield msgspec.structs.replace(each, at=places.get(id(each), each.at))


def _escapes(document: Document) -> Iterator[Problem]:
    """Find the control characters that were written as escapes, in keys and texts."""
    for at, leaf in _places(document.value, ""):
        control = _control(leaf) if isinstance(leaf, str) else None
        if control:
            yield _controlled(control[0], at, document.lines.get(at, 0))


def _whole(value: Any) -> Any:  # noqa: ANN401 -- any plain value
    """Put a sign in the place of half a character, which nothing beyond can write: it was told already."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {_whole(key): _whole(item) for key, item in value.items()} if isinstance(value, dict) else value


def _places(value: Any, at: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- any plain value
    """Go through every key, text and number, with its place."""
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _places(item, f"{at}[{position}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            place = f"{at}.{key}" if at else key
            yield place, key
            yield from _places(item, place)
    else:
        yield at, value
