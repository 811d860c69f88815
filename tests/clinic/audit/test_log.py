import pytest

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import record, system


def test_log_is_shown_to_the_administrator(administrator, signed_in):
    record(system("test"), "patient.change", patient_id=7, subject="patients.Patient:7")
    page = signed_in(administrator).get("/audit/", {"action": "patient", "patient": "7"}).content.decode()
    assert "<td>patient’s details changed</td><td>7</td><td>patient 7</td>" in page


def test_log_asked_with_nonsense_says_so(administrator, signed_in):
    page = signed_in(administrator).get("/audit/", {"patient": "x", "since": "2026-02-31", "page": "999"})
    assert page.status_code == 200
    assert page.content.decode().count("invalid-feedback") == 2


def test_chain_verified_on_the_page_is_told_and_recorded(administrator, signed_in):
    record(system("test"), "read", patient_id=7)
    page = signed_in(administrator).post("/audit/").content.decode()
    assert "the chain is whole" in page
    assert AuditEvent.objects.filter(action="audit.verify").exists()


def test_log_is_refused_to_the_doctor(doctor, signed_in):
    assert signed_in(doctor).get("/audit/").status_code == 403


@pytest.mark.parametrize("said", ["details changed", "patient.ch"])
def test_log_is_searched_by_what_is_shown_and_by_what_was_recorded(administrator, signed_in, said):
    record(system("test"), "patient.change", patient_id=7)
    record(system("test"), "plan.save", patient_id=7)
    page = signed_in(administrator).get("/audit/", {"action": said}).content.decode()
    assert "patient’s details changed" in page
    assert "plan saved" not in page
