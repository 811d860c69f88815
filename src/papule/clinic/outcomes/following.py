"""What can be read from outcomes: the response, who is to be called, which sessions a pregnancy concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Max, Q
from django.utils import timezone

from papule.assessment.finding import Cited
from papule.assessment.view import View
from papule.clinic.care.models import Administration, Course, Session
from papule.clinic.outcomes.models import PainScore, Reminder
from papule.clinic.outcomes.services import NOT_REACHED
from papule.clinic.patients.models import FactAnswer, Patient
from papule.kernel.value import Value


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


class Scored(NamedTuple):
    """A score of one scale: of which session and moment, how much, when, and its number."""

    session: int | None
    moment: str
    value: float
    at: datetime
    key: int


SCORED = ("session_id", "moment", "value", "scored_at", "pk")  # columns of a `Scored`, in its order


def before_and_now(scores: Iterable[Scored], begun: int | None) -> tuple[float | None, float | None]:
    """Give the pain before the first session of a course, `begun`, and the latest later one; None: not known.

    What was said at a consultation months before is no beginning: a session is judged from the same one. What was
    said just after a session is no outcome.
    """
    listed = [each for each in scores if each.moment != PainScore.Moment.after]
    firsts = [each for each in listed if each.session == begun and each.moment == PainScore.Moment.before]
    if begun is None or not firsts:
        return None, None
    first = max(firsts, key=lambda each: each.key)
    later = [each for each in listed if each.at > first.at]
    last = max(later, key=lambda each: (each.at, each.key), default=None)
    return float(first.value), None if last is None else float(last.value)


def find_response(course: Course, view: View) -> Response | None:
    """Compare the pain before the first session with the latest, by the thresholds of the knowledge.

    None where one of the two is not known, or the knowledge has no threshold. NRS only: the thresholds are its own.
    """
    rule = view.reassessment
    begun = course.sessions.order_by("performed_at").first()
    if rule is None or begun is None:
        return None
    rows = PainScore.objects.filter(course=course, scale="nrs").values_list(*SCORED)
    before, now = before_and_now(map(Scored._make, rows), begun.pk)
    if before is None or now is None:
        return None
    sessions = course.sessions.count()
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
    """Somebody whose last session lies within the window: when it was, when they were last heard of, last tried."""

    session: Session
    weeks: int
    last_call: date | None  # that reached them
    last_try: date | None  # since, in vain


def calls(view: View, on: date) -> tuple[Call, ...]:
    """Give the patients to be called about late nodules: those never heard of first, then by the oldest call.

    Who was not reached was not heard of. One row a patient, their last session. Two queries, whatever their number.
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
    missed = Q(note=NOT_REACHED)
    noted = Reminder.objects.filter(kind=Reminder.Kind.nodule_call, session__in=[each.pk for each in sessions])
    told = noted.values_list("session_id").annotate(
        reached=Max("done_on", filter=~missed), tried=Max("done_on", filter=missed)
    )
    said = {key: (reached, tried if tried and tried > (reached or date.min) else None) for key, reached, tried in told}
    found = [Call(each, (on - _day(each)).days // 7, *said.get(each.pk, (None, None))) for each in sessions]
    return tuple(sorted(found, key=_turn))


def _turn(call: Call) -> tuple[date, date, date]:
    return call.last_call or date.min, call.last_try or date.min, _day(call.session)


def _day(session: Session) -> date:
    return timezone.localdate(session.performed_at)


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
            given = tuple(each for each in session.administrations.all() if each.version_id == session.current_id)
            found.append(Exposure(session, given, within))
    return tuple(found)
