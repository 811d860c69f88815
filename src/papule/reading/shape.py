"""Plain values to typed structures, reporting every problem and not only the first."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeVar

import msgspec

from papule.kernel.told import told
from papule.reading.document import Document
from papule.reading.problem import Problem, Unreadable, first_of

T = TypeVar("T")


def shaped(document: Document, shape: type[T]) -> T:
    """Turn a document into a structure.

    Raises Unreadable with every problem of the document and its values, each with its line where there are lines.
    """
    try:
        value = msgspec.convert(document.value, shape)
    except msgspec.ValidationError as error:
        raise Unreadable(first_of(chain(document.problems, _mistakes(document, shape, error)))) from None
    if document.problems:
        raise Unreadable(first_of(document.problems))
    return value


def _mistakes(document: Document, shape: type[Any], error: msgspec.ValidationError) -> Iterator[Problem]:
    from msgspec import inspect  # noqa: PLC0415 -- only when there is something to explain

    from papule.reading.mistakes import find_mistakes  # noqa: PLC0415

    found = False
    for each in find_mistakes(document.value, inspect.type_info(shape)):
        found = True
        yield placed(each, document.lines)
    if not found and not document.problems:  # nothing that has words: name the place rather than let it through
        place = str(error).partition(" - at `$")[2].strip("`.")
        yield placed(
            Problem(place, told("this value is not possible here"), told("see `papule schema`")), document.lines
        )


def placed(problem: Problem, lines: dict[str, int]) -> Problem:
    """Add the line of the nearest place that has one."""
    at = problem.at
    while at and at not in lines:
        at = at.rpartition(".")[0] if at.rfind(".") > at.rfind("[") else at.rpartition("[")[0]
    return msgspec.structs.replace(problem, line=lines.get(at, 0))
