"""What a day asks for, read from the other apps: who comes, what is due, what is about to expire."""

from __future__ import annotations

from datetime import date, time, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from papule.assessment.view import View
from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment
from papule.clinic.agenda.times import at
from papule.clinic.care.models import Course, Draft
from papule.clinic.mail.models import unsent
from papule.clinic.outcomes.following import calls
from papule.clinic.outcomes.models import AdverseEvent, Reminder
from papule.clinic.outcomes.sharing import Shared, alarms
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.portal.models import Invitation, Message
from papule.clinic.stock.lots import SOON, soon
from papule.clinic.stock.models import KitItem, Lot, Recall
from papule.clinic.stock.recalls import running
from papule.kernel.value import Value

MOST_REMINDERS = 8
LATE = timedelta(days=14)  # how long somebody who did not come stays on the page


class Visit(Value):
    """Somebody who is expected: the course, which session it will be, and whether a red flag was answered."""

    course: Course
    number: int
    has_red_flag: bool
    is_late: bool  # expected on an earlier day, and not seen since


class Day(Value):
    """Everything that a day asks for."""

    appointments: tuple[Appointment, ...]
    visits: tuple[Visit, ...]
    late: tuple[Visit, ...]
    reminders: tuple[Reminder, ...]  # the newest; `due` counts them all
    due: int
    calls: int
    alarms: tuple[Shared, ...]
    recalls: tuple[Recall, ...]  # that somebody works on
    mails: int  # that could not be sent
    lots: tuple[Lot, ...]
    kit: tuple[KitItem, ...]
    drafts: tuple[Draft, ...]
    messages: tuple[Message, ...]
    answers: tuple[Invitation, ...]  # questionnaires that nobody has looked at yet; `flag` on each


def day_of(user: User, view: View, on: date) -> Day:
    """Gather a day. The number of queries does not depend on how much there is."""
    booked = tuple(_booked(on))
    there = {each.patient_id for each in booked}
    expected = [each for each in _expected(on) if each.patient_id not in there]
    flagged = _flagged(there | {each.patient_id for each in expected})
    for each in booked:
        each.has_red_flag = each.patient_id in flagged  # type: ignore[attr-defined] # for the template
    visits = [_visit(each, on, flagged) for each in expected]
    events = AdverseEvent.objects.select_related("patient", "session")
    due = Reminder.objects.filter(done_on=None, due_on__lte=on)
    return Day(
        booked,
        tuple(each for each in visits if not each.is_late),
        tuple(each for each in visits if each.is_late),
        tuple(due.select_related("patient").order_by("-due_on")[:MOST_REMINDERS]),
        due.count(),
        len(calls(view, on)),
        alarms(view, events, on),
        tuple(running()),
        unsent(),
        tuple(soon(on).order_by("expires_on")),
        tuple(KitItem.objects.filter(Q(expires_on__lte=on + SOON) | Q(is_present=False)).order_by("expires_on")),
        tuple(Draft.objects.filter(owner=user).select_related("course__patient").order_by("-changed_at")),
        tuple(
            Message.objects.filter(seen_at=None)
            .defer("photo")
            .select_related("patient")
            .order_by("-is_urgent", "sent_at")
        ),
        tuple(_answers()),
    )


def _booked(on: date) -> QuerySet[Appointment]:
    begin, end = at(on, time.min), at(on + timedelta(days=1), time.min)
    return (
        Appointment.objects.filter(starts_at__gte=begin, starts_at__lt=end)
        .exclude(state=Appointment.State.cancelled)
        .select_related("patient", "doctor", "type", "room", "course")
        .order_by("starts_at")
    )


def _answers() -> QuerySet[Invitation]:
    """Give the questionnaires to be looked at: those that are done, and at once those that do not rule a flag out."""
    said = FactAnswer.objects.filter(
        patient=OuterRef("patient"),
        fact="red-flags",
        origin=Origin.patient,
        is_current=True,
        answered_at__range=(OuterRef("made_at"), OuterRef("expires_at")),
    )
    rows = Invitation.objects.filter(seen_at=None).annotate(
        flag=Subquery(said.exclude(answer="no").values("answer")[:1])
    )
    found = rows.filter(~Q(completed_at=None) | ~Q(flag=None)).select_related("patient")
    return found.order_by(F("flag").desc(nulls_last=True), "made_at")  # yes, then unknown, then those without a flag


def _flagged(patients: set[int]) -> set[int]:
    rows = FactAnswer.objects.filter(fact="red-flags", answer="yes", is_current=True, patient__in=patients)
    return set(rows.values_list("patient_id", flat=True))


def _expected(on: date) -> QuerySet[Course]:
    return (
        Course.objects.filter(closed_on=None, next_on__lte=on, next_on__gt=on - LATE)
        .select_related("patient", "doctor")
        .annotate(done=Count("sessions"))
        .order_by("-next_on", "patient__family_name")
    )


def _visit(course: Course, on: date, flagged: set[int]) -> Visit:
    done: int = course.done  # type: ignore[attr-defined] # annotated above
    return Visit(course, done + 1, course.patient_id in flagged, course.next_on != on)
