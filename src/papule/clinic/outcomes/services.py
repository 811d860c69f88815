"""What is written of what became of it: one function a use, in one transaction, with its event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from papule.assessment.finding import DutyToDo
from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Course, Session
from papule.clinic.outcomes.models import AdverseEvent, MedicineUse, PainScore, Reminder, SparedMedicine
from papule.clinic.patients.models import Patient

Kind = Reminder.Kind
NOT_REACHED = "not-reached"  # what came of a call


class StaleError(Exception):
    """Somebody else changed the same thing meanwhile; nothing was written."""


def score_pain(actor: Actor, course: Course, scores: dict[str, Decimal], moment: str) -> None:
    """Keep the scores of one moment, {scale: value}; each scale is a series of its own."""
    with writing(actor, "pain.score", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        for scale, value in scores.items():
            PainScore.objects.create(
                patient_id=course.patient_id,
                course=course,
                scale=scale,
                value=value,
                moment=moment,
                scored_at=timezone.now(),
            )


def note_use(actor: Actor, medicine: SparedMedicine, week_before: date, units: Decimal) -> None:
    """Keep how much of a medicine was taken in the week before a day; the same day said again is corrected."""
    with writing(actor, "medicine.use", patient_id=medicine.course.patient_id, subject=f"medicine:{medicine.pk}"):
        MedicineUse.objects.update_or_create(medicine=medicine, week_before=week_before, defaults={"units": units})


def spare(actor: Actor, course: Course, said: dict[str, Any]) -> SparedMedicine:
    """Add a medicine that the treatment should spare, with its baseline a week."""
    with writing(actor, "medicine.spare", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        return SparedMedicine.objects.create(course=course, **said)


def record_event(actor: Actor, by: User, patient: Patient, said: dict[str, Any]) -> AdverseEvent:
    """Keep an adverse event."""
    with writing(actor, "adverse_event.record", patient_id=patient.pk) as event:
        made = AdverseEvent.objects.create(patient=patient, recorded_by=by, recorded_at=timezone.now(), **said)
        event.subject = f"outcomes.AdverseEvent:{made.pk}"
    return made


def change_event(actor: Actor, known: AdverseEvent, said: dict[str, Any], revision: int) -> None:
    """Follow an adverse event up.

    Raises StaleError when it was changed since `revision`.
    """
    subject = f"outcomes.AdverseEvent:{known.pk}"
    detail = {"changed": sorted(said)}
    with writing(actor, "adverse_event.change", patient_id=known.patient_id, subject=subject, detail=detail):
        changed = AdverseEvent.objects.filter(pk=known.pk, revision=revision).update(revision=revision + 1, **said)
        if not changed:
            raise StaleError


def remind_after(session: Session, duties: Iterable[DutyToDo]) -> None:
    """Add the reminders that the duties of a session bring; inside the transaction that signs it.

    A duty that lasts months is due when it ends: until then it holds.
    """
    on = timezone.localdate(session.performed_at)
    lasting: dict[tuple[str, date], DutyToDo] = {
        (each.id, on + relativedelta(months=each.months)): each for each in duties if each.months
    }
    for (code, due_on), duty in lasting.items():
        Reminder.objects.create(
            patient_id=session.patient_id, session=session, kind=Kind.duty, code=code, text=duty.text, due_on=due_on
        )


def finish(actor: Actor, by: User, reminder: Reminder, note: str) -> None:
    """Tick a reminder off; twice is once."""
    with writing(actor, "reminder.done", patient_id=reminder.patient_id, subject=f"outcomes.Reminder:{reminder.pk}"):
        Reminder.objects.filter(pk=reminder.pk, done_on=None).update(
            done_on=timezone.localdate(), done_by=by, note=note
        )


def note_call(actor: Actor, by: User, session: Session, result: str) -> Reminder:
    """Keep that somebody was called about late nodules, and what came of it."""
    today = timezone.localdate()
    with writing(actor, "nodule.call", patient_id=session.patient_id) as event:
        event.subject = f"care.Session:{session.pk}"
        return Reminder.objects.create(
            patient_id=session.patient_id,
            session=session,
            kind=Kind.nodule_call,
            due_on=today,
            done_on=today,
            done_by=by,
            note=result,
        )
