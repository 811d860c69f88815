"""Two patients of whom everything is held that can be."""

from datetime import date

import pytest
from tests.clinic.made import make_course, make_patient, make_session, make_signed, session_record
from tests.clinic.portal.holding import fill

from papule.clinic.patients.models import Patient


@pytest.fixture
def patient(actor, doctor, practice) -> Patient:
    return fill(actor, doctor, make_signed(doctor, practice), "hellebore")


@pytest.fixture
def other(actor, doctor, practice) -> Patient:
    day, person = date(2026, 11, 9), make_patient(family_name="aconite", phone="0199001122")
    session = make_session(doctor, make_course(doctor, person), day, lot="aconite 1", record=session_record(day))
    return fill(actor, doctor, session, "aconite")
