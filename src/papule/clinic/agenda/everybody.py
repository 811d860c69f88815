"""A week of all doctors at once: on each day, whom each one sees and which times are free between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.agenda.grid import visits
from papule.clinic.agenda.models import STEP_MINUTES, Appointment
from papule.clinic.agenda.services import FREEING
from papule.clinic.agenda.times import Calendar, at
from papule.kernel.value import Value

WORKDAYS = 5
MINUTE = timedelta(minutes=1)


class Free(Value):
    """A time at which a visit fits."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Give how long it is, in whole minutes."""
        return (self.ends_at - self.starts_at) // MINUTE


class Run(Value):
    """Visits with no free time between them."""

    visits: tuple[Appointment, ...]

    @property
    def starts_at(self) -> datetime:
        """Give when the first begins."""
        return self.visits[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """Give when the last ends."""
        return max(each.ends_at for each in self.visits)


class Received(Value):
    """What a doctor does on a day: visits and free times in their order; why nobody is received, where that is so."""

    doctor: User
    closed: str
    is_off: bool  # no hours that day, and not because it is closed
    has_hours: bool  # somebody wrote down when this doctor receives
    lines: tuple[Run | Free, ...]


class DayOfAll(Value):
    """A day of all doctors."""

    day: date
    doctors: tuple[Received, ...]


def week_of_all(doctors: list[User], days: list[date], calendar: Calendar, minutes: int) -> tuple[DayOfAll, ...]:
    """Lay a week out, in one query whatever there is; free are times of at least so many minutes, still to come.

    A day on which nobody receives is shown where it is a workday, or somebody comes all the same.
    """
    booked: dict[tuple[int, date], list[Appointment]] = {}
    for each in visits(doctors, days):
        booked.setdefault((each.doctor_id, timezone.localdate(each.starts_at)), []).append(each)
    made = []
    for day in days:
        received = (_received(each, day, calendar, booked.get((each.pk, day), []), minutes) for each in doctors)
        made.append(DayOfAll(day, tuple(received)))
    return tuple(each for each in made if each.day.weekday() < WORKDAYS or any(_is_there(one) for one in each.doctors))


def _is_there(received: Received) -> bool:
    return bool(received.lines) or not (received.closed or received.is_off or not received.has_hours)


def _received(doctor: User, day: date, calendar: Calendar, booked: list[Appointment], minutes: int) -> Received:
    spans = [(at(day, opens), at(day, closes)) for opens, closes in calendar.hours(doctor.pk, day)]
    gaps = [each for span in spans for each in _gaps(span, booked) if each.minutes >= minutes]
    closed, has_hours = calendar.closed(doctor.pk, day), bool(calendar.openings.get(doctor.pk))
    return Received(doctor, closed, has_hours and not spans and not closed, has_hours, tuple(_lines(booked, gaps)))


def _lines(booked: list[Appointment], gaps: list[Free]) -> Iterator[Run | Free]:
    """Put free times between the visits; visits that follow each other are one run."""
    listed: list[Appointment | Free] = sorted([*booked, *gaps], key=lambda each: each.starts_at)
    for is_free, each in groupby(listed, key=lambda each: isinstance(each, Free)):
        if is_free:
            yield from (one for one in each if isinstance(one, Free))
        else:
            yield Run(tuple(one for one in each if isinstance(one, Appointment)))


def _gaps(span: tuple[datetime, datetime], booked: list[Appointment]) -> Iterator[Free]:
    """Give the times of a span that no visit takes and that are still to come; who stayed away gave the time back."""
    start, end = max(span[0], _next_step()), span[1]
    for each in booked:
        if each.state in FREEING or each.starts_at >= end:
            continue
        if each.starts_at > start:
            yield Free(start, each.starts_at)
        start = max(start, each.ends_at)
    if start < end:
        yield Free(start, end)


def _next_step() -> datetime:
    """Give the step that begins next: nobody is booked at 10:02."""
    now = timezone.now().replace(second=0, microsecond=0)
    return now + MINUTE * (-now.minute % STEP_MINUTES)
