"""What the pages and the file of what is left say of rows and of whom they look like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from papule.clinic.dates import date_format
from papule.clinic.imports.checking import Checked, Said
from papule.clinic.imports.deciding import Lookalike, Sorted
from papule.clinic.imports.likeness import ALIKE, NUMBERED, SAME, UNDATED, Likeness
from papule.clinic.patients.models import Patient
from papule.clinic.spreadsheets import START, line
from papule.kernel.value import Value

_MOST_WHOM = 3  # that one row is said to look like
_MOST_ROWS = 10  # that are named beside what is said of all of them
_MOST_REMARKS = 100
_ORDER = (ALIKE, UNDATED, SAME, NUMBERED)


class Whom(Value):
    """Somebody whom a row looks like: a patient, or an earlier row."""

    why: str
    patient: Patient | None
    row: int


class Remark(Value):
    """What is to be known of some rows, how many they are, and the first of them."""

    said: str
    count: int
    rows: list[Checked]


class Shown(Value):
    """A row with whom it looks like."""

    row: Checked
    said: Said
    whom: list[Whom]
    may_be_other: bool


def cell(cells: Sequence[str], at: int) -> str:
    """Give a cell, empty where a row ends before it."""
    return cells[at] if at < len(cells) else ""


def remarks(rows: Iterable[Checked]) -> list[Remark]:
    """Give what is to be known of rows that are registered, each said once."""
    found: dict[str, list[Checked]] = {}
    for row in rows:
        for said in row.remarks:
            found.setdefault(said, []).append(row)
    return [Remark(said, len(each), each[:_MOST_ROWS]) for said, each in found.items()][:_MOST_REMARKS]


def surest_last(alike: Iterable[Lookalike]) -> list[Lookalike]:
    """Put first whom somebody has to look at, last who is surely here."""
    return sorted(alike, key=lambda each: (_ORDER.index(each.whom[0].kind), each.row.number))


def people_of(alike: Iterable[Lookalike]) -> dict[int, Patient]:
    """Give the patients whom some rows look like."""
    wanted = {one.patient for each in alike for one in each.whom[:_MOST_WHOM] if one.patient}
    return Patient.objects.in_bulk(wanted)


def lookalike(each: Lookalike, people: dict[int, Patient]) -> Shown:
    """Give what is shown of a row that looks like somebody."""
    assert each.row.said is not None  # noqa: S101 -- only rows without problems look like somebody
    whom = [Whom(_why(one), people.get(one.patient), one.row) for one in each.whom[:_MOST_WHOM]]
    return Shown(each.row, each.row.said, whom, each.may_be_other)


def _why(one: Likeness) -> str:
    words = {
        NUMBERED: _("the same national number"),
        SAME: _("the same names and date of birth"),
        UNDATED: _("the same names, and a date of birth is missing"),
        ALIKE: _("the same date of birth, a name that sounds alike"),
    }
    return words[one.kind]


def left_rows(heading: Sequence[str], found: Sorted, people: dict[int, Patient], between: str) -> Iterator[str]:
    """Write the rows that are not registered, with the row and the reason before them."""
    yield START + line(_("Row"), _("Why it is left out"), *heading, between=between)
    why = {row.number: (row, " / ".join(row.problems)) for row in found.wrong}
    why |= {each.row.number: (each.row, _like(lookalike(each, people))) for each in found.alike}
    for number in sorted(why):
        row, reason = why[number]
        yield line(number, reason, *row.cells, between=between)


def _like(shown: Shown) -> str:
    return _("Looks like") + " " + " / ".join(f"{_named(each)} ({each.why})" for each in shown.whom)


def _named(whom: Whom) -> str:
    if whom.patient is None:
        return _("row %(row)s") % {"row": whom.row}
    born = date_format(whom.patient.birth_date, "SHORT_DATE_FORMAT") if whom.patient.birth_date else "–"
    number = _("record %(number)s") % {"number": whom.patient.record_number}
    return f"{whom.patient.family_name} {whom.patient.given_names}, {born}, {number}"
