"""Courses as the registry counts them. For its tests."""

from datetime import date, timedelta

from tests.clinic.made import TESTS, make_course, make_patient, make_score, make_session, session_record

from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Course
from papule.clinic.patients.models import Patient

FIRST = date(2026, 9, 7)


def treated(
    doctor, *before: float | None, patient=None, products=("lidocaine-10mg-ml",), since: date = FIRST, **more
) -> Course:
    """A course with a session a week from the first, each with the pain before it where it was said."""
    course = make_course(doctor, patient or make_patient(), **{"opened_on": FIRST} | more)
    for number, value in enumerate(before, 1):
        day = since + timedelta(weeks=number - 1)
        session = make_session(doctor, course, day, record=session_record(day, *products), number=number)
        if value is not None:
            make_score(course, value, day, session=session)
    return course


def change(patient: Patient, **columns) -> None:
    with writing(TESTS, "patient.change", patient_id=patient.pk):
        Patient.objects.filter(pk=patient.pk).update(**columns)
