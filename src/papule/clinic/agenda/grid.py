"""The agenda as a table: a row a quarter of an hour, a column a doctor or day, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment
from papule.clinic.agenda.times import Calendar, at
from papule.kernel.value import Value

ROW_MINUTES = 15
EARLIEST, LATEST = 8 * 60, 19 * 60  # shown even where nobody receives then


class Cell(Value):
    """One place of the table: what is there, whether one can be booked there."""

    starts_at: datetime
    doctor_id: int
    appointments: tuple[Appointment, ...] = ()
    is_open: bool = False


class Column(Value):
    """A doctor on a day."""

    doctor: User
    day: date
    closed: str  # why, where nobody is received
    count: int


class Row(Value):
    """A quarter of an hour across the columns."""

    clock: time
    is_hour: bool
    cells: tuple[Cell, ...]


class Grid(Value):
    """The whole table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def grid(doctors: list[User], days: list[date], calendar: Calendar) -> Grid:
    """Lay the appointments of some doctors on some days out. One query, whatever there is."""
    begin, end = at(days[0], time.min), at(days[-1] + timedelta(days=1), time.min)
    rows = (
        Appointment.objects.filter(starts_at__gte=begin, starts_at__lt=end, doctor__in=doctors)
        .exclude(state=Appointment.State.cancelled)
        .select_related("patient", "type", "room", "course")
        .order_by("starts_at")
    )
    placed = _placed(rows)
    columns = [(doctor, day) for day in days for doctor in doctors]
    minutes = _span(columns, calendar, placed)
    return Grid(
        tuple(_column(doctor, day, calendar, placed) for doctor, day in columns),
        tuple(_row(minute, columns, calendar, placed) for minute in minutes),
    )


Placed = dict[tuple[int, date], dict[int, list[Appointment]]]


def _placed(rows: Iterable[Appointment]) -> Placed:
    found: Placed = {}
    for each in rows:
        local = timezone.localtime(each.starts_at)
        minute = (local.hour * 60 + local.minute) // ROW_MINUTES * ROW_MINUTES
        found.setdefault((each.doctor_id, local.date()), {}).setdefault(minute, []).append(each)
    return found


def _span(columns: list[tuple[User, date]], calendar: Calendar, placed: Placed) -> range:
    """Give the minutes of the rows: as wide as the opening hours and the appointments."""
    first, last = EARLIEST, LATEST
    for doctor, day in columns:
        for opens, closes in calendar.hours(doctor.pk, day):
            first = min(first, opens.hour * 60 + opens.minute)
            last = max(last, closes.hour * 60 + closes.minute)
        for minute in placed.get((doctor.pk, day), {}):
            first, last = min(first, minute), max(last, minute + ROW_MINUTES)
    return range(first // ROW_MINUTES * ROW_MINUTES, last, ROW_MINUTES)


def _column(doctor: User, day: date, calendar: Calendar, placed: Placed) -> Column:
    count = sum(len(each) for each in placed.get((doctor.pk, day), {}).values())
    return Column(doctor, day, calendar.closed(doctor.pk, day), count)


def _row(minute: int, columns: list[tuple[User, date]], calendar: Calendar, placed: Placed) -> Row:
    clock = time(minute // 60, minute % 60)
    return Row(clock, minute % 60 == 0, tuple(_cell(clock, *each, calendar, placed) for each in columns))


def _cell(clock: time, doctor: User, day: date, calendar: Calendar, placed: Placed) -> Cell:
    minute = clock.hour * 60 + clock.minute
    there = placed.get((doctor.pk, day), {}).get(minute, [])
    is_open = any(opens <= clock < closes for opens, closes in calendar.hours(doctor.pk, day))
    return Cell(at(day, clock), doctor.pk, tuple(there), is_open)
