"""A patient is told that they are counted, may say no, and finds the answer wherever they look."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from fhir.resources.R4B.bundle import Bundle
from tests.clinic.care.couch import ready
from tests.clinic.made import make_patient
from tests.clinic.patients.test_identity import ZOE
from tests.clinic.portal.holding import held, made_sheet
from tests.clinic.portal.test_after import let_in
from tests.clinic.registry.counting import FIRST, change, treated

from papule.clinic.audit.models import AuditEvent
from papule.clinic.documents import services as documents
from papule.clinic.documents.sheet import Text
from papule.clinic.knowledge import view_on
from papule.clinic.patients.models import Patient
from papule.clinic.portal.fhir.bundle import bundle_json
from papule.clinic.registry.gathering import gather

NO = {"opposed_to_registry_on": "on"}
COUNTED = {
    "en": "counted in the registry of Cabinet des Essais, without your name",
    "fr": "Cabinet des Essais, sans votre",
}


def said_on(patient: Patient) -> date | None:
    return Patient.objects.get(pk=patient.pk).opposed_to_registry_on


def test_no_is_said_on_the_page_of_the_record_kept_with_its_day_and_taken_back(practice, assistant, doctor, signed_in):
    client, patient = signed_in(assistant), treated(doctor, 8, 4).patient
    edit, chart = (reverse(f"patients:{each}", args=[patient.pk]) for each in ("edit", "chart"))
    assert "not counted in the registry" not in client.get(chart).content.decode()
    client.post(edit, ZOE | NO | {"revision": "1"})
    assert said_on(patient) == timezone.localdate()
    assert "opposed_to_registry_on" in AuditEvent.objects.filter(action="patient.change").last().detail["changed"]
    assert "not counted in the registry" in client.get(chart).content.decode()
    assert gather(practice).registry.courses == []

    change(patient, opposed_to_registry_on=FIRST)
    assert 'name="opposed_to_registry_on" ' in client.get(edit).content.decode()
    client.post(edit, ZOE | NO | {"revision": "2"})
    assert said_on(patient) == FIRST, "the day on which it was first said stays"
    client.post(edit, ZOE | {"revision": "3"})
    assert said_on(patient) is None
    assert len(gather(practice).registry.courses) == 1


def test_who_saves_over_it_meanwhile_is_told(practice, assistant, signed_in):
    patient = make_patient()
    change(patient, opposed_to_registry_on=FIRST, revision=2)
    page = signed_in(assistant).post(reverse("patients:edit", args=[patient.pk]), ZOE | {"revision": "1"})
    assert "Does not want to be counted in the registry" in page.content.decode().partition("</table>")[0]
    patient.refresh_from_db()
    assert patient.opposed_to_registry_on == FIRST


@pytest.mark.parametrize("language", ["en", "fr"])
def test_patient_is_told_on_the_information_sheet(practice, doctor, language):
    course = ready(doctor, practice)
    view = view_on(date(2026, 11, 27), "FR", "sfm")
    head = documents.head_for(practice, doctor, course.patient, language)
    with override(language):
        sheet = documents.build("information", head, course, view)
    said = " ".join(block.text for block in sheet.blocks if isinstance(block, Text))
    assert COUNTED[language] in said


def test_answer_is_in_what_the_patient_takes_away(practice, doctor):
    patient = treated(doctor, 8).patient
    counted = json.dumps([str(each) for each in made_sheet(practice, doctor, patient, "en").blocks])
    assert "is counted, without the name" in counted
    assert b'"registry"' not in bundle_json(held(practice, patient, "en"))
    assert not consents(practice, patient)
    change(patient, opposed_to_registry_on=FIRST)
    patient.refresh_from_db()
    assert "not counted: said no on" in json.dumps(
        [str(each) for each in made_sheet(practice, doctor, patient, "en").blocks]
    )
    [consent] = consents(practice, patient)
    assert (consent["provision"]["type"], consent["dateTime"]) == ("deny", FIRST.isoformat())
    assert consent["scope"]["coding"][0]["code"] == "research"


def consents(practice, patient) -> list[dict]:
    made = json.loads(bundle_json(held(practice, patient, "en")))
    assert Bundle.model_validate(made).entry
    every = [each["resource"] for each in made["entry"]]
    return [each for each in every if each["resourceType"] == "Consent"]


def test_private_page_says_what_is_counted_and_what_was_answered(practice, doctor):
    client, root = let_in(doctor, make_patient(language="en"))
    page = client.get(f"{root}/own/").content.decode()
    assert "counted in the registry of the practice, without your name" in page
    assert "If you do not want it, tell us, or write it below" in page
    change(Patient.objects.get(), opposed_to_registry_on=FIRST)
    page = client.get(f"{root}/own/").content.decode()
    assert "You said no on" in page
    assert "If you do not want it" not in page
