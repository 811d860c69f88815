"""Whatever names a patient is in what the patient takes away, or is left out for a reason that is written here."""

import json
from datetime import date, timedelta
from typing import cast

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle
from tests.clinic.made import TESTS
from tests.clinic.portal.holding import held, made_sheet

from papule.clinic.agenda.models import VisitType, Waiting
from papule.clinic.audit.writing import writing
from papule.clinic.billing.models import Act
from papule.clinic.billing.services import Line, charge, pay
from papule.clinic.care.models import Session, SessionVersion
from papule.clinic.mail.models import Agreement, Mail
from papule.clinic.outcomes.models import Reminder
from papule.clinic.patients.models import Patient
from papule.clinic.portal import services
from papule.clinic.portal.fhir.bundle import bundle, bundle_json
from papule.clinic.recalls.models import Contact
from papule.clinic.stock.recalls import start

GIVEN = {
    "aesthetic.Handover",
    "agenda.Appointment", "agenda.Waiting", "billing.Payment", "billing.Receipt", "care.Administration",
    "care.Consultation", "care.Course", "care.Override", "care.PlanVersion", "care.Session", "care.SessionVersion",
    "documents.Document", "mail.Agreement", "mail.Mail", "outcomes.AdverseEvent", "outcomes.MedicineUse",
    "outcomes.PainScore", "outcomes.Reminder", "outcomes.SparedMedicine", "patients.Allergy", "patients.Condition",
    "patients.Contact", "patients.FactAnswer", "patients.Patient", "patients.PatientIdentifier",
    "patients.PatientMedicine", "portal.Consent", "portal.Invitation", "portal.Message", "portal.Withdrawal",
    "recalls.Contact",
}  # fmt: skip
LEFT_OUT = {
    "aesthetic.Quote": "stands among the documents",
    "agenda.Held": "the minutes that an appointment takes",
    "care.Draft": "of the one who writes it, until it is signed or thrown away",
    "care.Plan": "its versions say all",
    "patients.SearchKey": "made from the names",
    "stock.Movement": "ampoules that a session took from the cupboard; what went into the patient is given",
}


def near_patients() -> set[type[Model]]:
    """Every kind of row that leads to a patient, however far."""
    near: set[type[Model]] = {Patient}
    while more := {each for each in apps.get_models() if each not in near and leads(each) & near}:
        near |= more
    return near


def leads(model: type[Model]) -> set[type[Model]]:
    return {cast("type[Model]", each.related_model) for each in model._meta.concrete_fields if each.is_relation}


def test_every_kind_of_row_is_given_or_left_out_for_a_reason():
    assert {each._meta.label for each in near_patients()} == GIVEN | set(LEFT_OUT)
    assert not GIVEN & set(LEFT_OUT)


@pytest.fixture
def traced(actor, doctor, patient) -> Patient:
    """Every such row, once; each says `hellebore`."""
    now, session = timezone.now(), patient.sessions.get()
    given = session.administrations.first()
    recall = start(TESTS, "particles", product=given.product, lot_number=given.lot_number)
    with writing(TESTS, "test", patient_id=patient.pk):
        Reminder.objects.all().delete()
        Reminder.objects.create(patient=patient, kind="other", text={"en": "call hellebore"}, due_on=date(2027, 1, 2))
        visit = VisitType.objects.create(name="Session", minutes=20)
        Waiting.objects.create(patient=patient, type=visit, wish="mornings hellebore", since=now)
        Agreement.objects.create(patient=patient, agreed_at=now, agreed_by=doctor)
        mail = {"patient": patient, "kind": "diary", "key": "a", "to": "a@example.org", "body": "", "made_at": now}
        Mail.objects.create(**mail, subject="mail hellebore", due_at=now, sent_at=now)
        Contact.objects.create(
            recall=recall, patient=patient, how="phone", result="well", note="reached hellebore", made_at=now
        )
        version = SessionVersion.objects.create(
            session=session, number=2, record=session.current.record, assessment="", digest="", signed_by=doctor,
            signed_at=now + timedelta(seconds=1), reason="corrected hellebore",
        )  # fmt: skip
        Session.objects.filter(pk=session.pk).update(current=version)
    services.invite(actor, doctor, patient, None, ["questionnaire"])
    act = Act.objects.create(kind="mesotherapy", name="act hellebore", price_cents=6500)
    pay(actor, doctor, charge(actor, doctor, patient, [Line(act=act, count=2)]), "cash", 13000)
    return patient


WORDS = "call mornings mail reached corrected".split()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_else_is_held_is_in_both_forms(practice, doctor, traced, language):
    sheet = json.dumps([str(each) for each in made_sheet(practice, doctor, traced, language).blocks])
    made = json.loads(bundle_json(held(practice, traced, language)))
    assert Bundle.model_validate(made).entry
    for word in WORDS:
        assert f"{word} hellebore" in sheet
        assert f"{word} hellebore" in json.dumps(made)


def test_what_is_due_is_a_task_and_what_reached_the_patient_a_communication(practice, traced):
    made = [each["resource"] for each in bundle(held(practice, traced, "en"))["entry"]]
    tasks = {each["description"]: each["status"] for each in made if each["resourceType"] == "Task"}
    assert tasks["call hellebore"] == "requested"
    assert tasks["given"] == "completed"
    told = [each["payload"][0]["contentString"] for each in made if each["resourceType"] == "Communication"]
    assert any("mail hellebore" in each for each in told)
    assert any("reached hellebore" in each for each in told)


def test_receipt_is_an_invoice_that_is_balanced_once_paid(practice, doctor, actor, traced):
    charge(actor, doctor, traced, [Line(act=Act.objects.get(name="act hellebore"))])
    made = [each["resource"] for each in bundle(held(practice, traced, "en"))["entry"]]
    invoices = [each for each in made if each["resourceType"] == "Invoice"]
    assert [(each["status"], each["totalGross"]["value"]) for each in invoices] == [("balanced", 130), ("issued", 65)]
    assert invoices[0]["lineItem"][0]["priceComponent"][0]["factor"] == 2
