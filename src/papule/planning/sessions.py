"""Dates of a course, from a protocol as its source gives it. A date that no source gives is not made up."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from papule.knowledge.model.indication import Indication, Schedule, StopRule
from papule.knowledge.model.tables import Formulary

# The source gives the days; the least and greatest interval; neither, so that there are no dates.
Given = Literal["days", "interval", "nothing"]
Working = Callable[[date], bool]

DAY = timedelta(days=1)


class Session(NamedTuple):
    """One session of a course."""

    number: int
    on: date
    latest: date | None  # where the source gives a span
    moved_from: date | None  # the day that was no working day, or too close to a moved one
    gap_days: int | None  # since the session before
    gap_too_long: bool  # longer than the source's longest interval, by moving
    reassess: tuple[str, ...]  # rules by which the course is judged after this session


class Course(NamedTuple):
    """A protocol with its dates."""

    schedule: Schedule
    given: Given
    sessions: tuple[Session, ...]
    asked: int | None  # sessions asked for
    lacking: int  # of those asked for, how many the source gives no date for


def protocols_of(
    indication: Indication, phase: str | None, formulary: Formulary
) -> tuple[list[Schedule], list[Schedule]]:
    """Give the protocols for an indication, and those that their sources tie to none."""
    fitting = [each for each in formulary.schedules.values() if phase is None or each.phase in (phase, "any")]
    own = [each for each in fitting if indication.id in each.indications or each.id in indication.schedules]
    return own, [each for each in fitting if not each.indications and each not in own]


def course(
    schedule: Schedule, start: date, asked: int | None, rules: tuple[StopRule, ...], working: Working | None = None
) -> Course:
    """Work out the dates of a protocol from its first session.

    With `working`, a session on another day moves to the next working day, and the sessions
    after it keep at least the protocol's shortest interval. `asked` is the number of sessions
    wanted; what the source does not reach is counted in `lacking`. Raises OverflowError for
    dates past the calendar.
    """
    sessions = tuple(_sessions(schedule, start, _offsets(schedule, asked), rules, working))
    return Course(schedule, given_by(schedule), sessions, asked, max((asked or 0) - len(sessions), 0))


def given_by(schedule: Schedule) -> Given:
    """Tell what a source gives: days, or both ends of the interval; one end alone makes no date."""
    if schedule.days:
        return "days"
    return "interval" if _has_interval(schedule) else "nothing"


def _has_interval(schedule: Schedule) -> bool:
    return bool(schedule.min_interval_days and schedule.max_interval_days)


def _offsets(schedule: Schedule, asked: int | None) -> tuple[tuple[int, int], ...]:
    """Give the earliest and latest day of each session, counted from the first."""
    least = len(schedule.days) or schedule.sessions_min or schedule.sessions_max or 0
    count = min(asked or least, _most(schedule, least) or asked or least)
    fixed = tuple((day, day) for day in schedule.days[:count])
    if not _has_interval(schedule):
        return fixed
    low, high = schedule.min_interval_days or 0, schedule.max_interval_days or 0
    last = fixed[-1] if fixed else (-low, -high)
    further = range(1, count - len(fixed) + 1)
    return (*fixed, *((last[0] + low * step, last[1] + high * step) for step in further))


def _most(schedule: Schedule, least: int) -> int | None:
    """Give the session up to which the rhythm holds; none where the source names no end and no other rhythm."""
    if schedule.sessions_max is not None:
        return schedule.sessions_max
    return least if schedule.then or not _has_interval(schedule) else None


def _sessions(
    schedule: Schedule,
    start: date,
    offsets: tuple[tuple[int, int], ...],
    rules: tuple[StopRule, ...],
    working: Working | None,
) -> Iterator[Session]:
    before: date | None = None
    for number, (earliest, latest) in enumerate(offsets, 1):
        planned = start + timedelta(days=earliest)
        on = _kept(planned, before, schedule, working) if working else planned
        gap = (on - before).days if before else None
        span_ends = start + timedelta(days=latest)
        yield Session(
            number,
            on,
            span_ends if latest > earliest and span_ends > on else None,
            planned if on != planned else None,
            gap,
            on != planned and gap is not None and gap > (schedule.max_interval_days or gap),
            tuple(_judged_after(number, schedule, rules)),
        )
        before = on


def _kept(planned: date, before: date | None, schedule: Schedule, working: Working) -> date:
    """Move to the next working day that keeps the shortest interval to the session before."""
    closest = before + timedelta(days=schedule.min_interval_days or 1) if before else planned
    day = max(planned, closest)
    while not working(day):
        day += DAY
    return day


def _judged_after(number: int, schedule: Schedule, rules: tuple[StopRule, ...]) -> Iterator[str]:
    if schedule.reassess_after == number:
        yield schedule.id
    yield from (each.id for each in rules if each.after_sessions == number)
