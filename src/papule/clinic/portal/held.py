"""Everything that the practice holds of one patient, read at one instant: what the two exports are written from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate

from papule.clinic.accounts.models import Practice
from papule.clinic.agenda.models import Appointment
from papule.clinic.audit.models import AuditEvent
from papule.clinic.billing.models import Payment, Receipt
from papule.clinic.care.models import Administration, Consultation, Course, PlanVersion, Session
from papule.clinic.documents.models import Document
from papule.clinic.outcomes.models import AdverseEvent, MedicineUse, PainScore, SparedMedicine
from papule.clinic.patients.models import (
    Allergy,
    Condition,
    Contact,
    FactAnswer,
    Patient,
    PatientIdentifier,
    PatientMedicine,
)
from papule.clinic.patients.records import records_of
from papule.clinic.portal.gone_past import GonePast, gone_past
from papule.clinic.portal.held_others import Other, others_of
from papule.clinic.portal.models import Consent, Message
from papule.kernel.value import Value

Rows = dict[str, tuple[Any, ...]]


class Read(Value):
    """Who opened the record on a day: the roles, the name where the practice tells names, the parts of the program."""

    day: date
    roles: str
    first: datetime
    last: datetime
    times: int
    parts: tuple[str, ...]
    actor: str = ""


class Held(Value):
    """The rows of one patient, each kind in order of time, and the language that the words are written in."""

    practice: Practice
    patient: Patient
    language: str
    at: datetime
    identifiers: tuple[PatientIdentifier, ...]
    contacts: tuple[Contact, ...]
    allergies: tuple[Allergy, ...]
    medicines: tuple[PatientMedicine, ...]
    conditions: tuple[Condition, ...]
    answers: tuple[FactAnswer, ...]
    courses: tuple[Course, ...]
    consultations: tuple[Consultation, ...]
    plans: tuple[PlanVersion, ...]
    gone_past: tuple[GonePast, ...]
    sessions: tuple[Session, ...]
    given: tuple[Administration, ...]
    scores: tuple[PainScore, ...]
    spared: tuple[SparedMedicine, ...]
    uses: tuple[MedicineUse, ...]
    events: tuple[AdverseEvent, ...]
    consents: tuple[Consent, ...]
    messages: tuple[Message, ...]
    documents: tuple[Document, ...]
    appointments: tuple[Appointment, ...]
    receipts: tuple[Receipt, ...]
    payments: tuple[Payment, ...]
    others: tuple[Other, ...]
    reads: tuple[Read, ...]


def held_of(practice: Practice, patient: Patient, language: str, at: datetime) -> Held:
    """Read everything of a patient; of an amended session what counts now. The queries do not grow with the rows."""
    language = "fr" if language == "fr" else "en"
    rows = _person(patient) | _care(patient, language) | _after(patient) | _papers(patient)
    rows |= {"others": others_of(patient, language), "reads": tuple(_reads(practice, patient))}
    return Held(practice=practice, patient=patient, language=language, at=at, **rows)


def _person(patient: Patient) -> Rows:
    of = {"patient": patient}
    return {
        "identifiers": tuple(PatientIdentifier.objects.filter(**of).order_by("kind")),
        "contacts": tuple(Contact.objects.filter(**of).order_by("pk")),
        "allergies": tuple(Allergy.objects.filter(**of).order_by("noted_on", "pk")),
        "medicines": tuple(PatientMedicine.objects.filter(**of).order_by("noted_on", "pk")),
        "conditions": tuple(Condition.objects.filter(**of).order_by("noted_on", "pk")),
        "answers": tuple(FactAnswer.objects.filter(**of).order_by("answered_at", "pk")),
    }


def _care(patient: Patient, language: str) -> Rows:
    of = {"patient": patient}
    plans = PlanVersion.objects.filter(plan__course__patient=patient).select_related("plan__course", "made_by")
    kept = tuple(plans.defer("assessment").order_by("made_at", "pk"))
    sessions = Session.objects.filter(**of).select_related("current", "course", "performed_by")
    counted = tuple(sessions.order_by("performed_at", "pk"))
    versions = [each.current_id for each in counted if each.current_id]
    given = Administration.objects.filter(version__in=versions)
    held = Consultation.objects.filter(course__patient=patient).select_related("held_by")
    return {
        "courses": tuple(Course.objects.filter(**of).select_related("doctor").order_by("opened_on", "pk")),
        "consultations": tuple(held.order_by("held_at", "pk")),
        "plans": kept,
        "gone_past": gone_past(patient, kept, language),
        "sessions": counted,
        "given": tuple(given.order_by("performed_on", "session_id", "syringe", "product_name", "lot_number")),
    }


def _after(patient: Patient) -> Rows:
    of = {"patient": patient}
    uses = MedicineUse.objects.filter(medicine__course__patient=patient).select_related("medicine")
    return {
        "scores": tuple(PainScore.objects.filter(**of).order_by("scored_at", "pk")),
        "spared": tuple(SparedMedicine.objects.filter(course__patient=patient).order_by("pk")),
        "uses": tuple(uses.order_by("week_before", "pk")),
        "events": tuple(AdverseEvent.objects.filter(**of).order_by("onset_on", "pk")),
    }


def _papers(patient: Patient) -> Rows:
    of, ever = {"patient": patient}, {"patient__in": records_of(patient.pk)}
    visits = Appointment.objects.filter(**of).select_related("doctor", "type")
    return {
        "consents": tuple(Consent.objects.filter(**ever).select_related("withdrawal").order_by("signed_at", "pk")),
        "messages": tuple(Message.objects.filter(**of).order_by("sent_at", "pk")),
        "documents": tuple(Document.objects.filter(**ever).defer("pdf", "sheet").order_by("made_at", "pk")),
        "appointments": tuple(visits.order_by("starts_at", "pk")),
        "receipts": tuple(Receipt.objects.filter(**ever).order_by("pk")),
        "payments": tuple(Payment.objects.filter(receipt__in=Receipt.objects.filter(**ever)).order_by("paid_on", "pk")),
    }


def _reads(practice: Practice, patient: Patient) -> Iterator[Read]:
    """Count who of the practice opened the record, and what was merged into it, day by day."""
    told = ("roles", "actor") if practice.tells_readers else ("roles",)
    events = AuditEvent.objects.filter(patient_id__in=records_of(patient.pk), action="read")
    days = events.annotate(day=TruncDate("at"))
    counted = days.values("day", *told, "subject").annotate(first=Min("at"), last=Max("at"), times=Count("number"))
    rows = counted.order_by("day", *told, "subject")
    for who, pages in groupby(rows, key=lambda each: {name: each[name] for name in ("day", *told)}):
        seen = list(pages)
        yield Read(
            **who,
            first=min(each["first"] for each in seen),
            last=max(each["last"] for each in seen),
            times=sum(each["times"] for each in seen),
            parts=tuple(dict.fromkeys(each["subject"].partition(":")[0] for each in seen)),
        )
