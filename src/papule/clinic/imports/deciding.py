"""What becomes of each row: registered, left out until somebody has looked, or not possible."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import count

from papule.clinic.imports.checking import Checked
from papule.clinic.imports.likeness import NUMBERED, Likeness, find_alike
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value


class Lookalike(Value):
    """A row whose person looks like somebody. Who has a number that another has cannot be registered beside them."""

    row: Checked
    whom: list[Likeness]
    may_be_other: bool


class Sorted(Value):
    """The rows of a file by what may become of them."""

    new: list[Checked]
    alike: list[Lookalike]
    wrong: list[Checked]

    def seen(self) -> str:
        """Give a digest of what somebody saw when they decided: a row that has changed its place changes it."""
        places = [
            *(each.number for each in self.new),
            0,
            *((each.row.number, each.may_be_other) for each in self.alike),
        ]
        return hashlib.sha256(repr(places).encode()).hexdigest()

    def chosen(self, ticked: Iterable[int]) -> list[Checked]:
        """Give who is registered: the new ones, and of those who look alike the ones that were ticked."""
        also = set(ticked)
        others = [each.row for each in self.alike if each.may_be_other and each.row.number in also]
        return sorted([*self.new, *others], key=lambda row: row.number)


def sort(rows: Iterable[Checked]) -> Sorted:
    """Sort the rows of a file by who is here now."""
    rows = list(rows)
    right = [row for row in rows if row.said is not None]
    alike = find_alike(right)
    others = [
        Lookalike(row, alike[row.number], all(each.kind != NUMBERED for each in alike[row.number]))
        for row in right
        if row.number in alike
    ]
    new = [row for row in right if row.number not in alike]
    return Sorted(new, others, [row for row in rows if row.said is None])


def record_numbers(rows: Iterable[Checked]) -> dict[int, str]:
    """Give the record number of each row: its own where that is free, else the next free one."""
    rows = list(rows)
    taken = set(Patient.objects.values_list("record_number", flat=True))
    found: dict[int, str] = {}
    for row in rows:
        wished = row.said.record_number if row.said else ""
        if wished and wished not in taken:
            taken.add(wished)
            found[row.number] = wished
    last = Patient.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    free = (each for each in map(str, count(last + 1)) if each not in taken)
    return {row.number: found.get(row.number) or next(free) for row in rows}


def renumbered(rows: Iterable[Checked], numbers: dict[int, str]) -> list[Checked]:
    """Give the rows whose own record number is not free."""
    return [row for row in rows if row.said and row.said.record_number not in ("", numbers[row.number])]
