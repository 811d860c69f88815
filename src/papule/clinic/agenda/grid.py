"""The agenda as a table: a row a quarter of an hour, a column a doctor or day, in a fixed number of queries.

A visit covers every row that it lasts; visits that meet in a row share one cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment
from papule.clinic.agenda.times import Calendar, at
from papule.kernel.value import Value

ROW_MINUTES = 15
DAY_MINUTES = 24 * 60
EARLIEST, LATEST = 8 * 60, 19 * 60  # shown even where nobody receives then


class Cell(Value):
    """One place of the table: what is there, whether one can be booked there."""

    starts_at: datetime
    doctor_id: int
    appointments: tuple[Appointment, ...] = ()
    is_open: bool = False
    rows: int = 1  # that a visit covers


class Column(Value):
    """A doctor on a day."""

    doctor: User
    day: date
    closed: str  # why, where nobody is received
    count: int


class Row(Value):
    """A quarter of an hour across the columns; where a visit lasts from above, there is no cell."""

    clock: time
    is_hour: bool
    cells: tuple[Cell, ...]


class Grid(Value):
    """The whole table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def grid(doctors: list[User], days: list[date], calendar: Calendar) -> Grid:
    """Lay the appointments of some doctors on some days out. One query, whatever there is."""
    placed = _placed(visits(doctors, days))
    columns = [(doctor, day) for day in days for doctor in doctors]
    minutes = _span(columns, calendar, placed)
    return Grid(
        tuple(_column(doctor, day, calendar, placed) for doctor, day in columns),
        tuple(_row(minute, columns, calendar, placed) for minute in minutes),
    )


def visits(doctors: list[User], days: list[date]) -> QuerySet[Appointment]:
    """Give the appointments of some doctors from the first day to the last, by their time; not those called off."""
    begin, end = at(days[0], time.min), at(days[-1] + timedelta(days=1), time.min)
    return (
        Appointment.objects.filter(starts_at__gte=begin, starts_at__lt=end, doctor__in=doctors)
        .exclude(state=Appointment.State.cancelled)
        .select_related("patient", "type", "room", "course")
        .order_by("starts_at")
    )


class Block(Value):
    """Visits that share a cell, and the minutes of the day from its first row to the end of its last."""

    begins: int
    ends: int
    appointments: tuple[Appointment, ...]


Placed = dict[tuple[int, date], list[Block]]


def _placed(rows: Iterable[Appointment]) -> Placed:
    found: Placed = {}
    for each in rows:
        blocks = found.setdefault((each.doctor_id, timezone.localdate(each.starts_at)), [])
        made = _block(each)
        if blocks and made.begins < blocks[-1].ends:
            last = blocks.pop()
            made = Block(last.begins, max(last.ends, made.ends), last.appointments + made.appointments)
        blocks.append(made)
    return found


def _block(visit: Appointment) -> Block:
    """Give the rows of a visit: all that it lasts. One that was missed gave its time back, and keeps one row."""
    begin, end = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
    first = (begin.hour * 60 + begin.minute) // ROW_MINUTES * ROW_MINUTES
    until = end.hour * 60 + end.minute if end.date() == begin.date() else DAY_MINUTES
    rows = -((first - until) // ROW_MINUTES)
    if visit.state == Appointment.State.missed or rows < 1:
        rows = 1
    return Block(first, first + rows * ROW_MINUTES, (visit,))


def _span(columns: list[tuple[User, date]], calendar: Calendar, placed: Placed) -> range:
    """Give the minutes of the rows: as wide as the opening hours and the appointments."""
    first, last = EARLIEST, LATEST
    for doctor, day in columns:
        for opens, closes in calendar.hours(doctor.pk, day):
            first = min(first, opens.hour * 60 + opens.minute)
            last = max(last, closes.hour * 60 + closes.minute)
        for block in placed.get((doctor.pk, day), ()):
            first, last = min(first, block.begins), max(last, block.ends)
    return range(first // ROW_MINUTES * ROW_MINUTES, last, ROW_MINUTES)


def _column(doctor: User, day: date, calendar: Calendar, placed: Placed) -> Column:
    count = sum(len(each.appointments) for each in placed.get((doctor.pk, day), ()))
    return Column(doctor, day, calendar.closed(doctor.pk, day), count)


def _row(minute: int, columns: list[tuple[User, date]], calendar: Calendar, placed: Placed) -> Row:
    clock = time(minute // 60, minute % 60)
    cells = (_cell(clock, *each, calendar, placed) for each in columns)
    return Row(clock, minute % 60 == 0, tuple(filter(None, cells)))


def _cell(clock: time, doctor: User, day: date, calendar: Calendar, placed: Placed) -> Cell | None:
    """Give a place of the table; nothing where a visit that began above still lasts."""
    minute = clock.hour * 60 + clock.minute
    is_open = any(opens <= clock < closes for opens, closes in calendar.hours(doctor.pk, day))
    there = (each for each in placed.get((doctor.pk, day), ()) if each.begins <= minute < each.ends)
    block = next(there, None)
    if block is None:
        return Cell(at(day, clock), doctor.pk, (), is_open)
    if block.begins < minute:
        return None
    return Cell(at(day, clock), doctor.pk, block.appointments, is_open, (block.ends - minute) // ROW_MINUTES)
