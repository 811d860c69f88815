"""What a drawing is: SVG, what it shows in words, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Callable

from papule.kernel.value import Value


class Table(Value):
    """The numbers of a drawing, already in the reader's language."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Drawing(Value):
    """A drawing for a page or a PDF. Where there is nothing to draw, `svg` is empty and the description says so."""

    svg: str
    title: str
    description: str
    as_table: Callable[[], Table]

    @property
    def table(self) -> Table:
        """Give the numbers, worked out only when asked for."""
        return self.as_table()


def nothing(title: str, sentence: str) -> Drawing:
    """Say in a sentence that there is nothing to draw."""
    return Drawing("", title, sentence, lambda: Table((), ()))
