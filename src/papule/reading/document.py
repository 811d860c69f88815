"""Text to plain values: UTF-8 JSON or YAML 1.2, with limits on size and shape."""

import re
from collections.abc import Iterator
from errno import errorcode
from typing import Any, NamedTuple

from papule.kernel.told import Told, shortened, told
from papule.reading.problem import Problem, Unreadable, first_of

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_PATH = 500
_BYTES_A_MEGABYTE = 1_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Document(NamedTuple):
    """A value and the line each of its places stands on (empty for JSON)."""

    value: Any
    lines: dict[str, int]


def read_document(data: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read JSON where the text begins like JSON, else YAML.

    Raises Unreadable with every problem found.
    """
    text = _decoded(data, max_bytes)
    if text.lstrip()[0] in "{[":
        from papule.reading.json import read_json  # noqa: PLC0415 -- one reader a run

        document = Document(read_json(text), {})
    else:
        from papule.reading.yaml import read_yaml  # noqa: PLC0415

        document = read_yaml(text)
    if "\\" in text:  # only an escape can write what the text itself must not hold
        problems = first_of(_escapes(document.value, "", document.lines))
        if problems:
            raise Unreadable(problems)
    return document


def _decoded(data: bytes, max_bytes: int) -> str:
    if len(data) > max_bytes:
        size = told("the input is longer than {most:g} MB", most=max_bytes / _BYTES_A_MEGABYTE)
        raise Unreadable([Problem("", size, _one_a_file())])
    if data[:2] in _UTF_16:
        raise Unreadable([Problem("", told("the text is UTF-16"), told("save it as UTF-8"))])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = told("byte {byte} is not UTF-8: the file is binary or in another encoding", byte=error.start + 1)
        raise Unreadable([Problem("", problem, told("save it as UTF-8"), line)]) from None
    control = _CONTROL.search(text)
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


def twice(key: str, line: int = 0) -> Problem:
    """Say that a key stands twice in one place."""
    return Problem("", told("the key {key!r} stands twice", key=shortened(key)), told("keep one of the two"), line)


def no_number(text: str, line: int = 0) -> Problem:
    """Say that an infinity or the like is no amount."""
    return Problem("", told("{text} is no number", text=text), told("write a plain number"), line)


def _one_a_file() -> Told:
    return told("give one case a file; put many cases into an NDJSON file, one a line")


def _controlled(character: str, at: str, line: int) -> Problem:
    problem = told("the control character {character!r} stands in the text", character=character)
    return Problem(at, problem, told("take it out; only plain UTF-8 text is read"), line)


def _escapes(value: Any, at: str, lines: dict[str, int]) -> Iterator[Problem]:  # noqa: ANN401 -- any plain value
    """Find the control characters that were written as escapes, in keys and texts."""
    if isinstance(value, str):
        control = _CONTROL.search(value)
        if control:
            yield _controlled(control[0], at, lines.get(at, 0))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _escapes(item, f"{at}[{position}]", lines)
    elif isinstance(value, dict):
        for key, item in value.items():
            place = f"{at}.{key}" if at else key
            yield from _escapes(key, place, lines)
            yield from _escapes(item, place, lines)
