"""A patient of whom everything is held that can be, and the two forms in which it is taken away."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image
from tests.clinic.made import (
    TESTS,
    make_allergy,
    make_answers,
    make_condition,
    make_consultation,
    make_medicine,
    make_score,
)

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.care.models import Override, Plan, PlanVersion
from papule.clinic.care.plan_body import PlanBody, PlannedSyringe, Point, plain
from papule.clinic.documents import services as documents
from papule.clinic.documents.parts import Letterhead
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.models import MedicineUse, SparedMedicine
from papule.clinic.outcomes.services import record_event
from papule.clinic.patients.models import Contact, Patient, PatientIdentifier
from papule.clinic.portal import services
from papule.clinic.portal.held import held_of
from papule.clinic.portal.held_sheet import held_sheet
from papule.treatment.case import Content

VIEW = view_on(date(2026, 11, 27), "FR", "sfm")
NOW = timezone.now()
READERS = (("Dr Doctor Essai", "doctor", 3), ("Assia Essai", "assistant", 1))


def plan_twice(doctor, course, mark: str) -> None:
    """A plan that was changed, and a warning that the doctor went past when it was kept."""
    finding = {"code": "dose/none", "about": {"kind": "plan", "id": "x"}}
    finding |= {"message": {"en": f"warning {mark}", "fr": f"warning {mark}"}}
    body = PlanBody(
        syringes=(PlannedSyringe(technique="papule", contents=(Content(product="lidocaine-10mg-ml", volume_ml=2),)),),
        points=(Point(id="a", syringe=0, site="knee", side="left"),),
        planned=5,
        interval_days=7,
        note=f"plan {mark}",
    )
    with writing(TESTS, "plan.save", patient_id=course.patient_id):
        plan, _made = Plan.objects.get_or_create(course=course)
        first = plan.versions.count() + 1
        for number in (first, first + 1):
            plan.current = PlanVersion.objects.create(
                plan=plan,
                number=number,
                body=plain(body),
                assessment=json.dumps({"assessment": {"findings": [finding]}}),
                made_by=doctor,
                made_at=timezone.now(),
                reason=f"change {mark}",
            )
        plan.save()
        known: dict[str, Any] = {"course": course, "made_by": doctor, "made_at": timezone.now()}
        Override.objects.create(**known, code="dose/none", about="x", severity="caution", reason=f"past {mark}")


def read_by(readers, patient: Patient) -> None:
    """People of the practice who open a patient's chart, each some times."""
    for name, role, times in readers:
        for _time in range(times):
            record(Actor(name, 1, role), "read", patient_id=patient.pk, subject="patients:chart")


def fill(actor, doctor, session, mark: str) -> Patient:
    """A patient of whom everything is held that can be; `mark` stands in every word of theirs."""
    practice = Practice.objects.get()
    course, patient = session.course, session.patient
    make_allergy(patient, f"allergy {mark}", reaction="rash")
    make_allergy(patient, f"old allergy {mark}", ended_on=date(2026, 2, 1))
    make_medicine(patient, f"medicine {mark}", "N02BE01", dose="1 g", since_on=date(2025, 1, 1))
    make_condition(patient, f"condition {mark}", icd10="I10", since="2019")
    make_answers(patient, fever="no", pregnancy="unknown")
    flags = {"low-back-cancer": "no", "low-back-age": "yes", "low-back-infection": "unknown", "gone": "no"}
    said = {"reason": f"reason {mark}", "note": f"note {mark}", "examination": f"examination {mark}"}
    make_consultation(doctor, course, red_flags=flags, other_care={"osteopathy": ""}, **said)
    plan_twice(doctor, course, mark)
    make_score(course, 62, date(2026, 11, 20), scale="vas")
    with writing(actor, "test", patient_id=patient.pk):
        Contact.objects.create(patient=patient, name=f"contact {mark}", relation="sister", phone="1")
        PatientIdentifier.objects.create(patient=patient, kind="ssin", value=f"{patient.pk:011}")
        spared = SparedMedicine.objects.create(
            course=course, name=f"spared {mark}", unit="g", baseline_per_week=Decimal(9)
        )
        MedicineUse.objects.create(medicine=spared, week_before=date(2026, 11, 20), units=Decimal("3.5"))
    event = {"session": session, "kind": "bruise", "onset_on": date(2026, 11, 25), "severity": "mild"}
    event |= {"sites": ["knee"], "description": f"event {mark}", "outcome": "improving"}
    record_event(actor, doctor, patient, event)
    head = documents.head_for(practice, doctor, patient, "fr")
    paper = documents.keep(actor, documents.build("consent", head, course, VIEW), patient, course)
    signed = services.Signed(signer=f"signer {mark}", quality="self")
    services.withdraw(actor, services.consent(actor, course, "treatment", paper, signed), "", "")
    services.consent(actor, course, "photograph", paper, signed)
    made = BytesIO()
    Image.new("RGB", (9, 9)).save(made, "JPEG")
    read_by(READERS, patient)
    services.tell(actor, patient, {"kind": "wrong", "text": f"message {mark}", "photo": made.getvalue()})
    return patient


def held(practice, patient, language="fr"):
    return held_of(practice, patient, language, NOW)


def made_sheet(practice, doctor, patient, language="fr"):
    head = Letterhead(practice, doctor, patient, language, date(2026, 11, 27))
    return held_sheet(head, held(practice, patient, language))
