"""One patient at two places at once: told before it is booked, and done where it is meant."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS, make_patient

from papule.clinic.accounts.permissions import Role
from papule.clinic.agenda import services
from papule.clinic.agenda.models import Appointment
from papule.clinic.agenda.times import at

TOLD = "This patient is expected elsewhere at this time."
WHERE = "10:00 – 10:30, with"


@pytest.fixture
def other(practice):
    return make_user("other", Role.doctor)


@pytest.fixture
def there(other, visit) -> Appointment:
    """The patient is expected by another doctor."""
    return services.book(TESTS, services.Wanted(make_patient(), other, visit, at(MONDAY, time(10))))


def said(doctor, visit, day: date = MONDAY, clock: str = "10:15") -> dict:
    return {"doctor": doctor.pk, "type": visit.pk, "day": day.isoformat(), "clock": clock}


def test_patient_expected_elsewhere_is_booked_where_it_is_meant(doctor, visit, there, signed_in):
    client, address = signed_in(doctor), reverse("agenda:book", args=[there.patient_id])
    page = client.post(address, said(doctor, visit)).content.decode()
    assert TOLD in page
    assert f"{WHERE} {there.doctor.name}" in page
    assert Appointment.objects.count() == 1
    client.post(address, said(doctor, visit) | {"meant": "yes"})
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("clock", ["09:30", "10:30"])
def test_next_time_is_booked_at_once(doctor, visit, there, signed_in, clock):
    address = reverse("agenda:book", args=[there.patient_id])
    signed_in(doctor).post(address, said(doctor, visit, clock=clock))
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("state", services.FREEING)
def test_appointment_that_gave_its_time_back_warns_of_nothing(doctor, visit, there, signed_in, state):
    services.mark(TESTS, there, state, 1)
    signed_in(doctor).post(reverse("agenda:book", args=[there.patient_id]), said(doctor, visit))
    assert Appointment.objects.count() == 2


def test_another_patient_is_booked_at_once(doctor, visit, there, signed_in):
    signed_in(doctor).post(reverse("agenda:book", args=[make_patient().pk]), said(doctor, visit))
    assert Appointment.objects.count() == 2


def test_what_is_closed_and_booked_elsewhere_is_told_at_once(doctor, hours, visit, other, signed_in):
    saturday = MONDAY + timedelta(days=5)
    made = services.book(TESTS, services.Wanted(make_patient(), other, visit, at(saturday, time(10))))
    address = reverse("agenda:book", args=[made.patient_id])
    page = signed_in(doctor).post(address, said(doctor, visit, saturday)).content.decode()
    assert TOLD in page
    assert "Nobody is received at this time." in page


def test_series_of_which_one_is_elsewhere_is_booked_where_it_is_meant(doctor, hours, visit, there, signed_in):
    client, address = signed_in(doctor), reverse("agenda:series", args=[there.patient_id])
    asked = said(doctor, visit, MONDAY - timedelta(days=7), "10:00") | {"sessions": 2, "interval_days": 7}
    for do in ("find", "book"):
        page = client.post(address, asked | {"do": do}).content.decode()
        assert page.count(TOLD) == 1
        assert 'value="meant"' in page
        assert 'value="book"' not in page
    assert Appointment.objects.count() == 1
    client.post(address, asked | {"do": "meant"})
    assert Appointment.objects.count() == 3


@pytest.mark.parametrize("by", ["form", "drag"])
def test_appointment_moved_onto_one_elsewhere_moves_where_it_is_meant(doctor, visit, there, signed_in, by):
    made = services.book(TESTS, services.Wanted(there.patient, doctor, visit, at(MONDAY, time(15))))
    client, named = signed_in(doctor), [made.patient_id, made.pk]
    if by == "form":
        address, asked = reverse("agenda:appointment", args=named), said(doctor, visit) | {"do": "move"}
    else:
        address, asked = reverse("agenda:moved", args=named), {"at": at(MONDAY, time(10, 15)).isoformat()}
    asked |= {"doctor": doctor.pk, "revision": 1}
    answer = client.post(address, asked)
    told = answer.json()["problem"] if by == "drag" else answer.content.decode()
    assert TOLD in told
    assert WHERE in told
    made.refresh_from_db()
    assert made.starts_at == at(MONDAY, time(15))
    client.post(address, asked | {"meant": "yes"})
    made.refresh_from_db()
    assert made.starts_at == at(MONDAY, time(10, 15))


def test_appointment_moved_within_its_own_time_or_to_the_other_doctor_is_not_told(doctor, other, visit, signed_in):
    made = services.book(TESTS, services.Wanted(make_patient(), doctor, visit, at(MONDAY, time(10))))
    client, address = signed_in(doctor), reverse("agenda:moved", args=[made.patient_id, made.pk])
    for revision, (to, clock) in enumerate(((doctor, time(10, 15)), (other, time(10, 30))), 1):
        place = {"at": at(MONDAY, clock).isoformat(), "doctor": to.pk, "revision": revision}
        assert client.post(address, place).status_code == 200
