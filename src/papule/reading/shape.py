"""Plain values to typed structures, reporting every problem and not only the first."""

from typing import TypeVar

import msgspec

from papule.kernel.told import told
from papule.reading.document import Document
from papule.reading.problem import Problem, Unreadable, first_of

T = TypeVar("T")


def shaped(document: Document, shape: type[T]) -> T:
    """Turn a document into a structure.

    Raises Unreadable with every problem, each with its line where the document has lines.
    """
    try:
        return msgspec.convert(document.value, shape)
    except msgspec.ValidationError as error:
        from msgspec import inspect  # noqa: PLC0415 -- only when there is something to explain

        from papule.reading.mistakes import find_mistakes  # noqa: PLC0415

        found = first_of(find_mistakes(document.value, inspect.type_info(shape)))
        raise Unreadable([placed(each, document.lines) for each in found or [_unexplained(error)]]) from None


def _unexplained(error: msgspec.ValidationError) -> Problem:
    """Name the place of a refusal that find_mistakes has no words for, rather than let it through."""
    _, _, place = str(error).partition(" - at `$")
    return Problem(place.strip("`."), told("this value is not possible here"), told("see `papule schema`"))


def placed(problem: Problem, lines: dict[str, int]) -> Problem:
    """Add the line of the nearest place that has one."""
    at = problem.at
    while at and at not in lines:
        at = at.rpartition(".")[0] if at.rfind(".") > at.rfind("[") else at.rpartition("[")[0]
    return msgspec.structs.replace(problem, line=lines.get(at, 0))
