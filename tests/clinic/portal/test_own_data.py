import json
import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from PIL import Image
from tests.clinic.made import (
    make_allergy,
    make_answers,
    make_condition,
    make_consultation,
    make_course,
    make_medicine,
    make_patient,
    make_score,
    make_session,
    make_signed,
    session_record,
)

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.documents import services as documents
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.sheet import Drawings
from papule.clinic.documents.typesetting import typeset
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.models import MedicineUse, SparedMedicine
from papule.clinic.outcomes.services import record_event
from papule.clinic.patients.models import Contact, Patient, PatientIdentifier
from papule.clinic.portal import services
from papule.clinic.portal.fhir.bundle import bundle, bundle_json
from papule.clinic.portal.held import held_of
from papule.clinic.portal.held_sheet import held_sheet

VIEW = view_on(date(2026, 11, 27), "FR", "sfm")
NOW = timezone.now()
KINDS = {
    "AdverseEvent", "AllergyIntolerance", "ClinicalImpression", "Communication", "Condition", "Consent",
    "DocumentReference", "Medication", "MedicationAdministration", "MedicationStatement", "Observation",
    "Organization", "Patient", "Practitioner", "Procedure", "Provenance", "QuestionnaireResponse",
}  # fmt: skip


def fill(actor, doctor, session, mark: str) -> Patient:
    """A patient of whom everything is held that can be; `mark` stands in every word of theirs."""
    practice = Practice.objects.get()
    course, patient = session.course, session.patient
    make_allergy(patient, f"allergy {mark}", reaction="rash")
    make_allergy(patient, f"old allergy {mark}", ended_on=date(2026, 2, 1))
    make_medicine(patient, f"medicine {mark}", "N02BE01", dose="1 g", since_on=date(2025, 1, 1))
    make_condition(patient, f"condition {mark}", icd10="I10", since="2019")
    make_answers(patient, fever="no", pregnancy="unknown")
    make_consultation(doctor, course, reason=f"reason {mark}", note=f"note {mark}")
    make_score(course, 62, date(2026, 11, 20), scale="vas")
    with writing(actor, "test", patient_id=patient.pk):
        Contact.objects.create(patient=patient, name=f"contact {mark}", relation="sister", phone="1")
        PatientIdentifier.objects.create(patient=patient, kind="ssin", value=f"{patient.pk:011}")
        spared = SparedMedicine.objects.create(
            course=course, name=f"spared {mark}", unit="g", baseline_per_week=Decimal(9)
        )
        MedicineUse.objects.create(medicine=spared, week_before=date(2026, 11, 20), units=Decimal("3.5"))
    said = {"session": session, "kind": "bruise", "onset_on": date(2026, 11, 25), "severity": "mild", "sites": ["knee"]}
    record_event(actor, doctor, patient, said | {"description": f"event {mark}", "outcome": "improving"})
    head = documents.head_for(practice, doctor, patient, "fr")
    paper = documents.keep(actor, documents.build("consent", head, course, VIEW), patient, course)
    signed = services.Signed(signer=f"signer {mark}", quality="self")
    services.withdraw(actor, services.consent(actor, course, "treatment", paper, signed), "", "")
    services.consent(actor, course, "photograph", paper, signed)
    made = BytesIO()
    Image.new("RGB", (9, 9)).save(made, "JPEG")
    services.tell(actor, patient, {"kind": "wrong", "text": f"message {mark}", "photo": made.getvalue()})
    return patient


@pytest.fixture
def patient(actor, doctor, practice) -> Patient:
    return fill(actor, doctor, make_signed(doctor, practice), "hellebore")


@pytest.fixture
def other(actor, doctor, practice) -> Patient:
    day, person = date(2026, 11, 9), make_patient(family_name="aconite", phone="0199001122")
    session = make_session(doctor, make_course(doctor, person), day, lot="aconite 1", record=session_record(day))
    return fill(actor, doctor, session, "aconite")


def held(practice, patient, language="fr"):
    return held_of(practice, patient, language, NOW)


def made_sheet(practice, doctor, patient, language="fr"):
    head = Letterhead(practice, doctor, patient, language, date(2026, 11, 27))
    return held_sheet(head, held(practice, patient, language))


def references(value) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [found for each in value.values() for found in references(each)]
    return [found for each in value for found in references(each)] if isinstance(value, list) else []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_bundle_is_read_by_an_independent_library(practice, patient, language):
    made = json.loads(bundle_json(held(practice, patient, language)))
    assert Bundle.model_validate(made).type == "collection"
    for entry in made["entry"]:
        get_fhir_model_class(entry["resource"]["resourceType"]).model_validate(entry["resource"])
    assert {each["resource"]["resourceType"] for each in made["entry"]} >= KINDS


@pytest.mark.parametrize("wrong", [{"status": None}, {"invented": "x"}, {"effectiveDateTime": "yesterday"}])
def test_library_refuses_what_is_no_resource(practice, patient, wrong):
    made = json.loads(bundle_json(held(practice, patient)))
    given = next(each for each in made["entry"] if each["resource"]["resourceType"] == "MedicationAdministration")
    given["resource"] |= wrong
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Bundle.model_validate(made)


def test_codes_are_those_that_r4_binds(practice, patient):
    allowed = {
        "AllergyIntolerance": {"active", "inactive"},
        "Condition": {"active", "inactive"},
        "Consent": {"active", "inactive"},
        "MedicationStatement": {"active", "completed", "stopped"},
        "Appointment": {"booked", "arrived", "fulfilled", "noshow", "cancelled"},
        "Observation": {"final"},
        "DocumentReference": {"current"},
    }
    for each in (one["resource"] for one in bundle(held(practice, patient))["entry"]):
        code = each.get("status") or each.get("clinicalStatus", {}).get("coding", [{}])[0].get("code", "completed")
        if each["resourceType"] not in {"Patient", "Practitioner", "Organization", "Medication", "Provenance"}:
            assert code in allowed.get(each["resourceType"], {"completed"})


def test_bundle_of_a_patient_of_whom_little_is_known_is_read_too(practice):
    little = make_patient(birth_date=None, sex="unknown", family_name="X", given_names="")
    made = json.loads(bundle_json(held(practice, little)))
    assert Bundle.model_validate(made).entry


def test_every_reference_of_the_bundle_is_in_it(practice, patient):
    made = bundle(held(practice, patient))
    names = [each["fullUrl"] for each in made["entry"]]
    assert len(names) == len(set(names))
    assert set(references(made)) <= set(names)
    assert all(f"urn:uuid:{each['resource']['id']}" == each["fullUrl"] for each in made["entry"])


def test_bundle_has_nothing_empty_and_no_file(practice, patient):
    text = bundle_json(held(practice, patient)).decode()
    assert not re.search(r':\s*(""|\[\]|\{\}|null)', text)
    assert '"data"' not in text


def test_names_in_the_bundle_are_the_same_the_next_time(practice, patient):
    later = held_of(practice, patient, "en", NOW + timedelta(days=9))
    names = [each["fullUrl"] for each in bundle(held(practice, patient))["entry"]]
    assert [each["fullUrl"] for each in bundle(later)["entry"]] == names
    assert bundle_json(held(practice, patient)) == bundle_json(held(practice, patient))


def test_another_patient_is_in_neither_bundle_nor_document(practice, doctor, patient, other):
    for mine, theirs, mark in ((patient, other, "aconite"), (other, patient, "hellebore")):
        text = bundle_json(held(practice, mine)).decode()
        text += json.dumps([str(each) for each in made_sheet(practice, doctor, mine).blocks])
        assert mark not in text
        assert mine.record_number in text
        assert theirs.family_name not in text
    mine = {each["fullUrl"] for each in bundle(held(practice, patient))["entry"]}
    assert not mine & {each["fullUrl"] for each in bundle(held(practice, other))["entry"]}


def test_lot_dose_and_site_of_everything_given_are_in_the_bundle(practice, patient):
    made = [each["resource"] for each in bundle(held(practice, patient))["entry"]]
    lots = {each["batch"]["lotNumber"] for each in made if each["resourceType"] == "Medication"}
    assert lots == set(patient.administrations.values_list("lot_number", flat=True))
    for given in (each for each in made if each["resourceType"] == "MedicationAdministration"):
        assert given["dosage"]["dose"]["value"] > 0
        assert "gauche" in given["dosage"]["site"]["text"]


def test_scales_of_pain_are_told_apart(practice, patient):
    made = [each["resource"] for each in bundle(held(practice, patient))["entry"]]
    pain = [each for each in made if each["resourceType"] == "Observation" and "focus" in each]
    codes = {(each["code"]["coding"][0]["code"], each["valueQuantity"]["code"]) for each in pain}
    assert codes == {("72514-3", "{score}"), ("38214-3", "mm")}


def test_withdrawn_consent_is_inactive(practice, patient):
    made = [each["resource"] for each in bundle(held(practice, patient))["entry"]]
    assert sorted(each["status"] for each in made if each["resourceType"] == "Consent") == ["active", "inactive"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_document_holds_all_and_is_the_same_twice(practice, doctor, patient, language):
    sheet = made_sheet(practice, doctor, patient, language)
    told = json.dumps([str(each) for each in sheet.blocks], ensure_ascii=False)
    for word in "allergy medicine condition reason note contact spared event signer message".split():
        assert f"{word} hellebore" in told
    assert any(isinstance(each, Drawings) for each in sheet.blocks)
    assert all(lot in told for lot in patient.administrations.values_list("lot_number", flat=True))
    assert typeset(sheet) == typeset(sheet)


def test_reading_costs_the_same_whatever_the_history(practice, doctor, patient, django_assert_max_num_queries):
    for number in range(12):
        make_allergy(patient, f"more {number}")
        make_score(patient.courses.get(), 5, date(2026, 11, 20))
    with django_assert_max_num_queries(24):
        bundle(held(practice, Patient.objects.select_related("family_doctor").get(pk=patient.pk)))


@pytest.mark.parametrize(
    ("name", "kind"), [("own_pdf", "application/pdf"), ("own_fhir", "application/fhir+json; fhirVersion=4.0")]
)
def test_patient_takes_their_data_away_and_it_is_noted(actor, doctor, patient, name, kind):
    key = services.invite(actor, doctor, patient, None, ["questionnaire"])
    client, address = Client(), reverse(f"portal:{name}", args=[key.token])
    assert client.get(address).status_code == 302
    client.post(reverse("portal:door", args=[key.token]), {"born": patient.birth_date.isoformat(), "code": key.code})
    taken = client.get(address)
    assert (taken.status_code, taken["Content-Type"]) == (200, kind)
    assert taken["Content-Disposition"].startswith("attachment")
    assert "no-store" in taken["Cache-Control"]
    assert AuditEvent.objects.filter(action="portal.read", subject=name, patient_id=patient.pk).count() == 1


@pytest.mark.parametrize("name", ["data_pdf", "data_fhir"])
def test_practice_hands_data_over_to_nobody_but_those_who_care(
    doctor, researcher, administrator, patient, signed_in, name
):
    address = reverse(f"portal:{name}", args=[patient.pk])
    taken = signed_in(doctor).get(address)
    assert taken.status_code == 200
    assert "no-store" in taken["Cache-Control"]
    assert AuditEvent.objects.filter(action="read", subject=f"portal:{name}", patient_id=patient.pk).exists()
    assert {signed_in(each).get(address).status_code for each in (researcher, administrator)} == {403}
    assert signed_in(doctor).get(reverse(f"portal:{name}", args=[999_999])).status_code == 404
