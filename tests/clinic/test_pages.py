import pytest

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import NoEventError, writing
from papule.clinic.patients.models import Patient


def test_today_signed_in_is_shown(doctor, signed_in):
    assert signed_in(doctor).get("/").status_code == 200


def test_patient_written_without_event_is_refused(practice):
    with pytest.raises(NoEventError):
        Patient.objects.create(record_number="1", family_name="A", given_names="B")


def test_patient_written_leaves_event(actor):
    with writing(actor, "patient.register"):
        Patient.objects.create(record_number="1", family_name="A", given_names="B")
    assert AuditEvent.objects.get().action == "patient.register"
