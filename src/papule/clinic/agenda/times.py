"""Times of a practice: opening hours, closed days, steps. In the practice's own zone, clock changes included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import STEP_MINUTES, Closure, Held, Opening
from papule.kernel.value import Value

STEP = timedelta(minutes=STEP_MINUTES)
YEARS_AHEAD = 5  # as far as an agenda is kept; a day beyond is a slip of the pen
FIRST_YEAR, LAST_YEAR = 1900, 2199  # of the days that can be shown


def at(day: date, clock: time) -> datetime:
    """Give the instant of a time of day in the practice's zone. A time that a clock change skips moves past it."""
    naive = datetime.combine(day, clock)
    made = timezone.make_aware(naive)
    return datetime.fromtimestamp(made.timestamp(), timezone.get_current_timezone())


def steps(starts_at: datetime, ends_at: datetime) -> list[datetime]:
    """Give the steps that a span holds: from the step it begins in to the one before its end."""
    first = starts_at - timedelta(
        minutes=starts_at.minute % STEP_MINUTES, seconds=starts_at.second, microseconds=starts_at.microsecond
    )
    found = []
    while first < ends_at:
        found.append(first)
        first += STEP
    return found


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int, language: str) -> dict[date, str]:
    """Give the public holidays of a country in a year; none where the library does not know the country."""
    try:
        known = holidays.country_holidays(country, years=year, language=language)
    except NotImplementedError:
        return {}
    return dict(known.items())


class Calendar(Value):
    """The opening hours of some doctors and the closed days of a span, read once."""

    country: str
    openings: dict[int, dict[int, list[tuple[time, time]]]]  # doctor, weekday
    closures: tuple[Closure, ...]

    def hours(self, doctor: int, day: date) -> list[tuple[time, time]]:
        """Give when a doctor receives on a day; nothing on a closed one."""
        if self.closed(doctor, day):
            return []
        return self.openings.get(doctor, {}).get(day.weekday(), [])

    def closed(self, doctor: int, day: date) -> str:
        """Say why nobody is received on a day; empty where it is open."""
        for each in self.closures:
            if each.doctor_id in (None, doctor) and each.begins_on <= day <= each.ends_on:
                return each.reason or _("closed")
        return self.holiday(day)

    def holiday(self, day: date) -> str:
        """Name the public holiday of a day."""
        language = "fr" if (get_language() or "").startswith("fr") else "en_US"
        return public_holidays(self.country, day.year, language).get(day, "")

    def is_working(self, doctor: int, day: date) -> bool:
        """Tell whether a doctor receives on a day."""
        return bool(self.hours(doctor, day))


def calendar_of(doctors: list[User], country: str, first: date, last: date) -> Calendar:
    """Read the calendar of some doctors over a span, in two queries."""
    openings: dict[int, dict[int, list[tuple[time, time]]]] = {}
    for each in Opening.objects.filter(doctor__in=doctors).order_by("begins"):
        openings.setdefault(each.doctor_id, {}).setdefault(each.weekday, []).append((each.begins, each.ends))
    of_span = Closure.objects.filter(begins_on__lte=last, ends_on__gte=first)
    of_some = of_span.filter(Q(doctor=None) | Q(doctor__in=doctors))
    return Calendar(country, openings, tuple(of_some))


def outside(calendar: Calendar, doctor: int, starts_at: datetime, ends_at: datetime) -> str:
    """Say why a doctor receives nobody then: the closed day, or the hours of that day; empty where they do.

    One whose hours nobody wrote down receives at any hour.
    """
    begin, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    closed = calendar.closed(doctor, begin.date())
    if closed or not calendar.openings.get(doctor):
        return closed
    opened = calendar.hours(doctor, begin.date())
    if any(opens <= begin.time() and end.time() <= closes for opens, closes in opened):
        return ""
    if not opened:
        return _("no opening hours that day")
    spans = ", ".join(f"{opens:%H:%M} – {closes:%H:%M}" for opens, closes in opened)
    return _("opening hours that day: {hours}").format(hours=spans)


def is_past(day: date) -> bool:
    """Tell whether a day is over in the practice's zone."""
    return day < timezone.localdate()


def is_too_far(day: date) -> bool:
    """Tell whether a day lies further ahead than an agenda is kept."""
    return day > timezone.localdate() + timedelta(days=366 * YEARS_AHEAD)


def can_be_shown(day: date) -> bool:
    """Tell whether a day is of years that somebody can mean."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def free_starts(
    calendar: Calendar, doctor: int, day: date, minutes: int, room: int | None = None
) -> Iterator[datetime]:
    """Give the times of a day at which a visit of so many minutes fits, in order."""
    begin, end = at(day, time.min), at(day + timedelta(days=1), time.min)
    holders = [f"doctor:{doctor}", *([f"room:{room}"] if room else [])]
    taken = set(Held.objects.filter(holder__in=holders, at__gte=begin, at__lt=end).values_list("at", flat=True))
    length = timedelta(minutes=minutes)
    for opens, closes in calendar.hours(doctor, day):
        start, last = at(day, opens), at(day, closes) - length
        while start <= last:
            if not any(step in taken for step in steps(start, start + length)):
                yield start
            start += STEP
