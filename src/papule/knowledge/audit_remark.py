"""What an audit says of one item, and how the tables are gone through."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from papule.knowledge.references import structures

T = TypeVar("T")
Tables = dict[str, dict[str, Any]]
NOT_ITEMS = ("wording", "hazards")


# kinds of remark that are errors: the engine would trip over it, or a promise would not be kept
GRAVE = frozenset(("amount", "date", "id", "range", "review-order", "wording"))


class Remark(NamedTuple):
    """One thing to mend: `kind` groups remarks, `at` is the place inside the item, `file` and `line` the file's."""

    kind: str
    table: str
    item: str
    at: str
    problem: str
    fix: str
    file: str = ""
    line: int = 0

    @property
    def grave(self) -> bool:
        """Tell whether this is an error and not a warning."""
        return self.kind in GRAVE

    def __str__(self) -> str:
        """Write it on one line: file:line: item: problem; what to do."""
        place = f"{self.file}:{self.line}" if self.file else self.table
        return ": ".join(part for part in (place, self.item, self.at, self.problem) if part) + f"; {self.fix}"


def every(tables: Tables, kind: type[T]) -> Iterator[tuple[str, str, str, T]]:
    """Go through all structures of a kind: table, item, place in the item, structure."""
    for table, entries in tables.items():
        if table in NOT_ITEMS:
            continue
        for key, entry in entries.items():
            for at, each in structures(entry, ""):
                if isinstance(each, kind):
                    yield table, key, at, each
