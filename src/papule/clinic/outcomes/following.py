"""What can be read from outcomes: the response, who is to be called, which events have something in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import F, Max
from django.utils import timezone

from papule.assessment.finding import Cited
from papule.assessment.view import View
from papule.clinic.care.models import Administration, Course, Session
from papule.clinic.outcomes.models import AdverseEvent, PainScore, Reminder
from papule.clinic.patients.models import FactAnswer, Patient
from papule.kernel.value import Value

ORDINARY = ("local", "vagal")  # kinds of the knowledge that are expected now and then


class Response(Value):
    """How pain answered: before the first session and now, on the scale that the thresholds are made for."""

    before: float
    now: float
    sessions: int
    improved: bool
    due: bool  # so many sessions were done that the knowledge asks to judge
    after_sessions: int
    points: float
    share: float
    enough: float | None  # the highest NRS that is a response
    citations: tuple[Cited, ...]


def find_response(course: Course, view: View) -> Response | None:
    """Compare the pain before the first session with the latest, by the thresholds of the knowledge.

    None where one of the two is not known, or the knowledge has no threshold. NRS only: the thresholds are its own.
    """
    rule = view.reassessment
    scores = PainScore.objects.filter(course=course, scale="nrs").exclude(moment=PainScore.Moment.after)
    first, last = scores.order_by("scored_at").first(), scores.order_by("scored_at").last()
    if rule is None or first is None or last is None or first == last:
        return None
    sessions = course.sessions.count()
    before, now = float(first.value), float(last.value)
    return Response(
        before,
        now,
        sessions,
        rule.improved(before, now),
        sessions >= rule.sessions,
        rule.sessions,
        rule.points,
        rule.share,
        rule.enough(before),
        rule.citations,
    )


class Window(Value):
    """From how many weeks to how many after a session late nodules may come, and who says so."""

    low_weeks: float
    high_weeks: float
    citations: tuple[Cited, ...]


def late_window(view: View) -> Window | None:
    """Join the incubations of the knowledge: the widest window counts, unknown is never kinder."""
    known = [
        each
        for event in view.formulary.adverse_events.values()
        for each in event.incubations
        if view.here.in_force(each)
    ]
    if not known:
        return None
    cited = tuple(dict.fromkeys(cited for each in known for cited in view.here.citations(each)))
    return Window(min(each.low_weeks for each in known), max(each.high_weeks for each in known), cited)


class Call(Value):
    """Somebody whose last session lies within the window: when it was, and when they were last heard of."""

    session: Session
    weeks: int
    last_call: date | None


def calls(view: View, on: date) -> tuple[Call, ...]:
    """Give the patients to be called about late nodules: those never called first, then by the oldest call.

    One row a patient, their last session. Two queries, whatever their number.
    """
    window = late_window(view)
    if window is None:
        return ()
    oldest, newest = on - timedelta(weeks=window.high_weeks), on - timedelta(weeks=window.low_weeks)
    sessions = (
        Session.objects.filter(performed_at__date__gte=oldest)
        .annotate(latest=Max("patient__sessions__performed_at"))
        .filter(performed_at=F("latest"), performed_at__date__lte=newest)
        .select_related("patient", "course")
    )
    called = dict(
        Reminder.objects.filter(kind=Reminder.Kind.nodule_call, session__in=[each.pk for each in sessions])
        .values_list("session_id")
        .annotate(Max("done_on"))
    )
    found = [Call(each, (on - _day(each)).days // 7, called.get(each.pk)) for each in sessions]
    return tuple(sorted(found, key=lambda each: (each.last_call or date.min, _day(each.session))))


def _day(session: Session) -> date:
    return timezone.localdate(session.performed_at)


Mark = tuple[str, str]  # kind, and the value whatever its letters' case


class Shared(Value):
    """Two events or more with something in common: a lot, a device, a room, a week."""

    kind: str  # lot, device, room, week
    value: str
    events: tuple[AdverseEvent, ...]
    is_alarm: bool  # not all of them are of a kind that is expected now and then
    since: date  # of their sessions
    until: date
    asked: str  # of `recalls:trace`: everybody who had the same


def shared(view: View, events: Iterable[AdverseEvent]) -> tuple[Shared, ...]:
    """Find what events have in common. Two queries, whatever their number."""
    listed = [each for each in events if each.session_id]
    found: dict[Mark, list[AdverseEvent]] = defaultdict(list)
    rows: dict[int, dict[Mark, Administration]] = defaultdict(dict)
    counted = Administration.objects.filter(version_id=F("session__current_id"))
    for given in counted.filter(session__in={each.session_id for each in listed}):
        rows[given.session_id] |= {(kind, name.upper()): given for kind, name in _marks(given)}
    for event in listed:
        for mark in rows[event.session_id or 0]:
            found[mark].append(event)
    return tuple(
        _shared(mark, tuple(group), [rows[each.session_id or 0][mark] for each in group], view)
        for mark, group in sorted(found.items())
        if len({each.session_id for each in group}) > 1
    )


def _shared(mark: Mark, group: tuple[AdverseEvent, ...], given: list[Administration], view: View) -> Shared:
    kind, days = mark[0], [each.performed_on for each in given]
    since, until = min(days), max(days)
    is_alarm = any(not _is_ordinary(each, view) for each in group)
    asked = urlencode(_asked(kind, given[0], since, until))
    return Shared(kind, dict(_marks(given[0]))[kind], group, is_alarm, since, until, asked)


def _marks(given: Administration) -> Iterable[tuple[str, str]]:
    year, week, _ = given.performed_on.isocalendar()
    yield "week", f"{year}-{week:02}"
    yield "lot", f"{given.product_name} {given.lot_number}"
    if given.device:
        yield "device", given.device
    if given.room:
        yield "room", given.room


def _asked(kind: str, given: Administration, since: date, until: date) -> dict[str, str]:
    """Give what is asked for so that everybody is found who had the same: a room in the days of its events."""
    if kind == "lot":
        return {"kind": kind, "product": given.product, "lot": given.lot_number}
    if kind == "device":
        return {"kind": kind, "device": given.device}
    if kind == "room":
        return {"kind": kind, "room": given.room, "since": f"{since}", "until": f"{until}"}
    monday, sunday = week_of(given.performed_on)
    return {"kind": "day", "since": f"{monday}", "until": f"{sunday}"}


def week_of(day: date) -> tuple[date, date]:
    """Give the Monday and the Sunday of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _is_ordinary(event: AdverseEvent, view: View) -> bool:
    known = view.formulary.adverse_events.get(event.kind)
    return known is not None and known.kind in ORDINARY and not known.serious and not event.is_serious


class Exposure(Value):
    """A session that a pregnancy learned later concerns."""

    session: Session
    given: tuple[Administration, ...]
    in_pregnancy: bool | None  # None: the first day of the last period is not known


def exposures(patient: Patient) -> tuple[Exposure, ...]:
    """Give the sessions that a pregnancy concerns, newest first.

    Those from the last period on, and those whose duty of contraception still ran then; where the last period is
    not known, every session.
    """
    pregnant = FactAnswer.objects.filter(patient=patient, fact="pregnancy", is_current=True, answer="yes").exists()
    if not pregnant:
        return ()
    since = patient.last_period_on
    found = []
    for session in patient.sessions.prefetch_related("administrations", "reminders").order_by("-performed_at"):
        duties = [each.due_on for each in session.reminders.all() if each.kind == Reminder.Kind.duty]
        within = None if since is None else _day(session) >= since
        if within or since is None or any(due >= since for due in duties):
            found.append(Exposure(session, tuple(session.administrations.all()), within))
    return tuple(found)
