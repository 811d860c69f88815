import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from tests.clinic.made import make_allergy, make_patient, make_score
from tests.clinic.portal.holding import NOW, held, made_sheet

from papule.clinic.audit.models import AuditEvent
from papule.clinic.documents.sheet import Drawings
from papule.clinic.documents.typesetting import typeset
from papule.clinic.patients.models import Patient
from papule.clinic.portal import services
from papule.clinic.portal.fhir.bundle import bundle, bundle_json
from papule.clinic.portal.held import held_of

KINDS = {
    "AdverseEvent", "AllergyIntolerance", "AuditEvent", "CarePlan", "ClinicalImpression", "Communication",
    "Condition", "Consent", "DetectedIssue", "DocumentReference", "Media", "Medication", "MedicationAdministration",
    "MedicationStatement", "Observation", "Organization", "Patient", "Practitioner", "Procedure", "Provenance",
    "QuestionnaireResponse",
}  # fmt: skip


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
        "DetectedIssue": {"final"},
        "CarePlan": {"active", "revoked"},
        "DocumentReference": {"current"},
    }
    for each in (one["resource"] for one in bundle(held(practice, patient))["entry"]):
        code = each.get("status") or each.get("clinicalStatus", {}).get("coding", [{}])[0].get("code", "completed")
        if each["resourceType"] not in {"Patient", "Practitioner", "Organization", "Medication", "Provenance", "Task"}:
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


def test_bundle_has_nothing_empty(practice, patient):
    text = bundle_json(held(practice, patient)).decode()
    assert not re.search(r':\s*(""|\[\]|\{\}|null)', text)


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
    for word in "allergy medicine condition reason examination note contact spared event signer message".split():
        assert f"{word} hellebore" in told
    assert any(isinstance(each, Drawings) for each in sheet.blocks)
    assert all(lot in told for lot in patient.administrations.values_list("lot_number", flat=True))
    assert typeset(sheet) == typeset(sheet)


def test_reading_costs_the_same_whatever_the_history(practice, doctor, patient, django_assert_max_num_queries):
    for number in range(12):
        make_allergy(patient, f"more {number}")
        make_score(patient.courses.get(), 5, date(2026, 11, 20))
    with django_assert_max_num_queries(38):
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
    assert AuditEvent.objects.filter(action="portal.read", subject=name, patient_id=patient.pk).count() == 1


@pytest.mark.parametrize("name", ["data_pdf", "data_fhir"])
def test_practice_hands_data_over_to_nobody_but_those_who_care(
    doctor, researcher, administrator, patient, signed_in, name
):
    address = reverse(f"portal:{name}", args=[patient.pk])
    taken = signed_in(doctor).get(address)
    assert taken.status_code == 200
    assert AuditEvent.objects.filter(action="read", subject=f"portal:{name}", patient_id=patient.pk).exists()
    assert {signed_in(each).get(address).status_code for each in (researcher, administrator)} == {403}
    assert signed_in(doctor).get(reverse(f"portal:{name}", args=[999_999])).status_code == 404
