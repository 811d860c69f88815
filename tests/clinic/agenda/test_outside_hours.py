"""Booked or moved when nobody is received: it is told, and done where it is meant."""

from datetime import date, time, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS, make_patient

from papule.clinic.accounts.permissions import Role
from papule.clinic.agenda import services
from papule.clinic.agenda.grid import grid
from papule.clinic.agenda.models import Appointment, Closure
from papule.clinic.agenda.times import at, calendar_of


def said(doctor, visit, day: date, clock: str) -> dict:
    return {"doctor": doctor.pk, "type": visit.pk, "day": day.isoformat(), "clock": clock}


@pytest.mark.parametrize(
    ("day", "clock", "why"),
    [
        (MONDAY, "08:45", "Opening hours that day: 09:00 – 12:00"),
        (MONDAY, "11:45", "Opening hours that day: 09:00 – 12:00"),
        (MONDAY + timedelta(days=5), "10:00", "No opening hours that day"),
        (date(MONDAY.year, 12, 25), "10:00", "Christmas"),
        (MONDAY + timedelta(days=1), "10:00", "Congress"),
    ],
)
def test_time_at_which_nobody_is_received_is_booked_where_it_is_meant(doctor, hours, visit, signed_in, day, clock, why):
    Closure.objects.create(doctor=doctor, begins_on=MONDAY + timedelta(days=1), ends_on=MONDAY + timedelta(days=1),
                           reason="Congress")  # fmt: skip
    client, address = signed_in(doctor), reverse("agenda:book", args=[make_patient().pk])
    page = client.post(address, said(doctor, visit, day, clock)).content.decode()
    assert "Nobody is received at this time" in page
    assert why in page
    assert not Appointment.objects.exists()
    client.post(address, said(doctor, visit, day, clock) | {"meant": "yes"})
    assert Appointment.objects.exists()


@pytest.mark.parametrize("clock", ["09:00", "11:30"])
def test_time_within_the_hours_is_booked_at_once(doctor, hours, visit, signed_in, clock):
    signed_in(doctor).post(reverse("agenda:book", args=[make_patient().pk]), said(doctor, visit, MONDAY, clock))
    assert Appointment.objects.exists()


def test_doctor_whose_hours_nobody_wrote_down_is_booked_at_any_hour(doctor, visit, signed_in):
    signed_in(doctor).post(reverse("agenda:book", args=[make_patient().pk]), said(doctor, visit, MONDAY, "21:00"))
    assert Appointment.objects.exists()


@pytest.mark.parametrize(("to", "is_told"), [(time(11), False), (time(15), True)])
def test_appointment_dragged_out_of_the_hours_is_moved_and_told(doctor, hours, visit, signed_in, to, is_told):
    made = services.book(TESTS, services.Wanted(make_patient(), doctor, visit, at(MONDAY, time(10))))
    client = signed_in(doctor)
    place = {"at": at(MONDAY, to).isoformat(), "doctor": doctor.pk, "revision": made.revision}
    answer = client.post(reverse("agenda:moved", args=[made.patient_id, made.pk]), place)
    assert answer.status_code == 200
    told = [str(each) for each in get_messages(answer.wsgi_request)]
    assert bool(told) is is_told
    assert all("receives nobody" in each and "opening hours that day: 09:00 – 12:00" in each for each in told)


def test_week_of_ten_doctors_asks_one_query(visit, django_assert_num_queries):
    doctors = [make_user(f"doctor{each}", Role.doctor) for each in range(10)]
    for each in doctors:
        services.book(TESTS, services.Wanted(make_patient(), each, visit, at(MONDAY, time(10))))
    days = [MONDAY + timedelta(days=each) for each in range(7)]
    known = calendar_of(doctors, "FR", days[0], days[-1])
    with django_assert_num_queries(1):
        table = grid(doctors, days, known)
    assert sum(len(cell.appointments) for row in table.rows for cell in row.cells) == len(doctors)


def test_whom_closed_days_concern_is_said_in_words(doctor, signed_in):
    doctor.language = "fr"
    doctor.save()
    page = signed_in(doctor).get("/agenda/hours/").text
    assert "Doctor<" not in page
    assert "tout le monde : le cabinet est fermé".replace(" :", "\u00a0:") in page
