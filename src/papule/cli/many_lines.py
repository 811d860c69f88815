"""Lines of many cases, read one by one with a limit on each, gathered into chunks."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from papule.reading.document import MAX_BYTES, unopened
from papule.reading.problem import Problem

_CHUNK_LINES = 64
_CHUNK_BYTES = 1_000_000


class Line(NamedTuple):
    """One case of one input; `number` counts from 1, 0 stands for the input as a whole."""

    file: str
    number: int
    data: bytes
    problem: Problem | None = None  # why there is no case to read


def lines_of(names: list[str], holds_many: Callable[[str], bool]) -> Iterator[Line]:
    """Read every line of every input.

    Standard input (`-`) and inputs of which `holds_many` says so hold a case a line; any other file holds
    one case. An input that cannot be opened gives one line with its problem, and the others are still read.
    """
    for name in names:
        if name == "-":
            yield from _lines(name, sys.stdin.buffer)
            continue
        try:
            with open(name, "rb") as file:  # noqa: PTH123 -- a name as given, which may hold anything
                yield from _lines(name, file) if holds_many(name) else _whole(name, file)
        except OSError as error:
            yield Line(name, 0, b"", unopened(name, error))


def _whole(name: str, file: BinaryIO) -> Iterator[Line]:
    yield Line(name, 1, file.read(MAX_BYTES + 1))


def _lines(name: str, file: BinaryIO) -> Iterator[Line]:
    number = 0
    while data := file.readline(MAX_BYTES + 1):
        number += 1
        if len(data) > MAX_BYTES and not data.endswith(b"\n"):
            _skip_line(file)
        yield Line(name, number, data)


def _skip_line(file: BinaryIO) -> None:
    """Read the rest of a line that is too long, without keeping it."""
    while (rest := file.readline(MAX_BYTES)) and not rest.endswith(b"\n"):
        pass


def chunks_of(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Gather lines into chunks, small enough to be shared out and large enough to be worth a message."""
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line.data)
        if len(chunk) >= _CHUNK_LINES or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
