"""Photographs, signs, plans, warnings gone past and readers, in what a patient takes away."""

import json
import re
from base64 import b64decode
from datetime import date, timedelta
from io import BytesIO

import msgspec
import pytest
from django.utils import timezone
from django.utils.formats import date_format
from PIL import Image
from tests.clinic.made import TESTS
from tests.clinic.portal.holding import READERS, held, made_sheet, read_by

from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.care.models import Override, Session, SessionVersion
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.sheet import Drawings, Grid, Heading
from papule.clinic.documents.typesetting import typeset
from papule.clinic.patients.models import Patient
from papule.clinic.portal.fhir.bundle import bundle
from papule.clinic.portal.held_sheet import held_sheet


def found(practice, patient, kind: str, language: str = "en") -> list[dict]:
    made = (each["resource"] for each in bundle(held(practice, patient, language))["entry"])
    return [each for each in made if each["resourceType"] == kind]


def rows_under(sheet, title: str) -> tuple[tuple[str, ...], ...]:
    place = next(at for at, each in enumerate(sheet.blocks) if isinstance(each, Heading) and each.text == title)
    return next(each.rows for each in sheet.blocks[place:] if isinstance(each, Grid))


def test_photograph_is_in_the_bundle_whole_and_its_message_points_to_it(practice, patient):
    [photo], [message] = found(practice, patient, "Media"), found(practice, patient, "Communication")
    held_photo = b64decode(photo["content"]["data"])
    assert held_photo == bytes(patient.messages.get().photo)
    assert Image.open(BytesIO(held_photo)).format == photo["content"]["contentType"].partition("/")[2].upper()
    assert message["payload"][1]["contentReference"]["reference"] == f"urn:uuid:{photo['id']}"


def test_photograph_is_seen_in_the_document_and_told_in_words(practice, doctor, patient):
    sheet = made_sheet(practice, doctor, patient, "en")
    [photo] = [each for block in sheet.blocks if isinstance(block, Drawings) for each in block.drawings
               if "data:image/jpeg" in each.svg]  # fmt: skip
    assert "message hellebore" in photo.alt
    assert re.search(rb"/Subtype\s*/Image\b[^>]*/Width 9\b", typeset(sheet))


def test_signs_that_were_looked_for_are_told_with_their_answers(practice, doctor, patient):
    signs = [each for each in found(practice, patient, "Observation") if each["category"][0]["text"] == "examination"]
    said = {each["code"]["text"]: each for each in signs}
    assert len(said) == 4
    assert said["First pain before 20 or after 55"]["valueCodeableConcept"]["coding"][0]["code"] == "Y"
    unknown = [each for each in signs if "valueCodeableConcept" not in each]
    assert [each["dataAbsentReason"]["coding"][0]["code"] for each in unknown] == ["unknown"]
    [impression] = [each for each in found(practice, patient, "ClinicalImpression") if "investigation" in each]
    looked = {each["reference"] for each in impression["investigation"][0]["item"]}
    assert looked == {f"urn:uuid:{each['id']}" for each in signs}
    told = [row[3] for row in rows_under(made_sheet(practice, doctor, patient, "en"), "Consultations") if row[3] != "–"]
    [lines] = [each.splitlines() for each in told]
    assert lines[0] == "Yes: First pain before 20 or after 55"
    assert [each.partition(":")[0] for each in lines] == ["Yes", "Unknown", "No"]


def test_every_version_of_a_plan_is_told_and_points_to_the_one_before(practice, doctor, patient):
    plans = found(practice, patient, "CarePlan")
    assert [each["status"] for each in plans] == ["revoked"] * (len(plans) - 1) + ["active"]
    assert [each.get("replaces", [{}])[0].get("reference") for each in plans[1:]] == [
        f"urn:uuid:{each['id']}" for each in plans[:-1]
    ]
    assert plans[-1]["activity"][0]["detail"]["quantity"]["value"] == 2
    assert "plan hellebore" in plans[-1]["description"]
    rows = rows_under(made_sheet(practice, doctor, patient, "en"), "Plans")
    assert [row[2] for row in rows] == [str(number + 1) for number in range(len(plans))]
    assert "Lidocaine 10 mg/mL, 2 mL; papule\n1 point (knee, left)" in rows[-1][4]
    assert "5 sessions, every 7 days" in rows[-1][4]


def test_plan_of_a_course_that_ended_is_completed(practice, patient):
    course = patient.courses.get()
    with writing(TESTS, "course.close", patient_id=patient.pk):
        course.closed_on = timezone.localdate()
        course.save()
    assert found(practice, patient, "CarePlan")[-1]["status"] == "completed"


def test_warning_gone_past_is_told_with_its_words_and_the_reason(practice, doctor, patient):
    issue = found(practice, patient, "DetectedIssue")[-1]
    assert (issue["detail"], issue["severity"]) == ("warning hellebore", "moderate")
    assert "past hellebore" in issue["mitigation"][0]["action"]["text"]
    assert issue["implicated"][0]["reference"] == f"urn:uuid:{found(practice, patient, 'CarePlan')[-1]['id']}"
    row = rows_under(made_sheet(practice, doctor, patient, "en"), "Warnings that your doctor set aside")[-1]
    assert "warning hellebore" in row[2]
    assert row[3] == "past hellebore"


def test_warning_of_an_amended_session_is_told_once(practice, doctor, patient):
    session = patient.sessions.get()
    finding = {"code": "dose/max", "about": {"id": "y"}, "message": {"en": "too much", "fr": "trop"}}
    with writing(TESTS, "session.amend", patient_id=patient.pk):
        for number in (8, 9):
            version = SessionVersion.objects.create(
                session=session, number=number, record=session.current.record, digest="", signed_by=doctor,
                assessment=json.dumps({"assessment": {"findings": [finding]}}), signed_at=timezone.now(),
            )  # fmt: skip
            Session.objects.filter(pk=session.pk).update(current=version)
            Override.objects.create(
                course=session.course, session_version=version, code="dose/max", about="y", severity="stop",
                reason=f"reason {number}", made_by=doctor, made_at=timezone.now(),
            )  # fmt: skip
    issues = [each for each in found(practice, patient, "DetectedIssue") if each["detail"] == "too much"]
    assert [each["severity"] for each in issues] == ["high"]
    assert "reason 9" in issues[0]["mitigation"][0]["action"]["text"]
    assert issues[0]["implicated"][0]["type"] == "Procedure"


@pytest.mark.parametrize("names", [True, False])
def test_readers_are_told_by_role_and_by_name_where_the_practice_wants_it(practice, doctor, patient, names):
    practice.tells_readers = names
    practice.save()
    people = {}
    for event in found(practice, patient, "AuditEvent"):
        [agent] = event["agent"]
        role = agent["role"][0]["text"]
        people[agent.get("who", {}).get("display", role)] = (event["outcomeDesc"], role)
    expected = {name if names else role: (f"opened {times} times", role) for name, role, times in READERS}
    assert people == expected
    rows = rows_under(made_sheet(practice, doctor, patient, "en"), "Who opened your record")
    day = date_format(timezone.localdate(), "j M Y")
    assert {row[0]: row[1:] for row in rows} == {
        f"{name}, {role}" if names else role: ("your care", str(times), day) for name, role, times in READERS
    }


def test_who_read_a_record_that_was_merged_into_this_one_is_told(practice, patient, other):
    read_by([("Dr Other", "doctor", 5)], other)
    with writing(TESTS, "merge"):
        Patient.objects.filter(pk=other.pk).update(merged_into=patient)
    told = {each["agent"][0]["role"][0]["text"]: each["outcomeDesc"] for each in found(practice, patient, "AuditEvent")}
    assert told["doctor"] == f"opened {READERS[0][2] * 2 + 5} times"


def test_patient_is_no_reader_of_their_own_record(practice, patient, actor, doctor):
    before = found(practice, patient, "AuditEvent")
    record(Actor("patient, by private link", None, "patient"), "portal.read", patient_id=patient.pk, subject="own_pdf")
    assert found(practice, patient, "AuditEvent") == before


def test_what_a_record_was_opened_for_is_told(practice, patient, doctor):
    for page in ("billing:receipts", "care:plan", "agenda:book", "elsewhere"):
        record(Actor("Dr X", 1, "doctor"), "read", patient_id=patient.pk, subject=page)
    told = {each["agent"][0]["role"][0]["text"]: each["purposeOfEvent"][0]["text"]
            for each in found(practice, patient, "AuditEvent")}  # fmt: skip
    assert set(told["doctor"].split(", ")) == {"accounts", "your care", "appointments", "other"}
    assert told["assistant"] == "your care"


def test_many_days_are_counted_and_the_newest_named(practice, doctor, patient):
    known = held(practice, patient, "en")
    one, start = known.reads[0], date(2026, 1, 1)
    days = tuple(msgspec.structs.replace(one, day=start + timedelta(days=number)) for number in range(100))
    sheet = held_sheet(Letterhead(practice, doctor, patient, "en", start), msgspec.structs.replace(known, reads=days))
    [row] = rows_under(sheet, "Who opened your record")
    assert row[3].startswith("60 earlier days, then: 2 Mar 2026")
    assert row[3].endswith("10 Apr 2026")
