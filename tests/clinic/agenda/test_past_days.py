"""A day that is over takes no appointment; an earlier hour of today does. The practice's zone says which day it is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.made import TESTS, make_patient

from papule.clinic.agenda import services
from papule.clinic.agenda.models import Appointment, Held
from papule.clinic.agenda.refusals import PastError
from papule.clinic.agenda.services import Place, Wanted
from papule.clinic.agenda.times import at, is_past

TOLD = "This day is past"


@pytest.fixture
def wanted(doctor, visit):
    patient = make_patient()
    return lambda day, clock=time(0, 5): Wanted(patient, doctor, visit, at(day, clock))


def today() -> date:
    return timezone.localdate()


def test_earlier_hour_of_today_is_booked(wanted):
    assert services.book(TESTS, wanted(today())).starts_at <= timezone.now()


def test_yesterday_is_not_booked(wanted):
    with pytest.raises(PastError):
        services.book(TESTS, wanted(today() - timedelta(days=1), time(23, 55)))
    assert not Held.objects.exists()


def test_series_of_which_one_is_past_books_nothing(wanted):
    with pytest.raises(PastError):
        services.book_series(TESTS, [wanted(MONDAY), wanted(today() - timedelta(days=1))])
    assert not Appointment.objects.exists()


def test_appointment_is_not_moved_to_a_past_day(wanted, doctor):
    made = services.book(TESTS, wanted(MONDAY))
    with pytest.raises(PastError):
        services.move(TESTS, made, Place(at(today() - timedelta(days=1), time(10)), doctor), 1)
    made.refresh_from_db()
    assert (made.starts_at, made.held.count()) == (at(MONDAY, time(0, 5)), 6)


@pytest.mark.parametrize(("zone", "is_over"), [("Europe/Paris", True), ("America/Martinique", False)])
def test_zone_of_the_practice_says_which_day_it_is(monkeypatch, zone, is_over):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 1, 10, 23, 30, tzinfo=UTC))
    with timezone.override(zone):
        assert is_past(date(2027, 1, 10)) is is_over


@pytest.mark.parametrize("page", ["book", "series"])
def test_past_day_is_told_on_the_page_and_nothing_is_booked(doctor, visit, signed_in, page):
    said = {"doctor": doctor.pk, "type": visit.pk, "day": today() - timedelta(days=1), "clock": "10:00",
            "meant": "yes", "sessions": 3, "interval_days": 7, "do": "book"}  # fmt: skip
    address = reverse(f"agenda:{page}", args=[make_patient().pk])
    assert TOLD in signed_in(doctor).post(address, said).content.decode()
    assert not Appointment.objects.exists()


def test_past_day_is_told_where_an_appointment_is_moved_by_form_or_dragged(doctor, wanted, signed_in):
    made, client, day = services.book(TESTS, wanted(MONDAY)), signed_in(doctor), today() - timedelta(days=1)
    by_form = {"do": "move", "doctor": doctor.pk, "day": day, "clock": "10:00", "revision": made.revision}
    named = [made.patient_id, made.pk]
    assert TOLD in client.post(reverse("agenda:appointment", args=named), by_form).content.decode()
    dragged = {"at": at(day, time(10)).isoformat(), "doctor": doctor.pk, "revision": made.revision}
    answer = client.post(reverse("agenda:moved", args=named), dragged)
    assert (answer.status_code, TOLD in answer.json()["problem"]) == (409, True)
    made.refresh_from_db()
    assert made.starts_at == at(MONDAY, time(0, 5))


def test_appointment_of_a_past_day_is_moved_ahead_and_said_to_be_missed(doctor, wanted, monkeypatch):
    made = services.book(TESTS, wanted(MONDAY))
    monkeypatch.setattr(timezone, "now", lambda: at(MONDAY + timedelta(days=2), time(9)))
    services.mark(TESTS, made, "missed", 1)
    services.move(TESTS, made, Place(at(MONDAY + timedelta(days=3), time(10)), doctor), 2)
    assert timezone.localdate(made.starts_at) == MONDAY + timedelta(days=3)


@pytest.mark.parametrize("state", ["arrived", "seen"])
def test_nobody_was_there_on_a_day_to_come(wanted, doctor, signed_in, state):
    made = services.book(TESTS, wanted(MONDAY))
    address = reverse("agenda:appointment", args=[made.patient_id, made.pk])
    assert state not in dict(signed_in(doctor).get(address).context["states"])
    page = signed_in(doctor).post(address, {"state": state, "revision": "1"}, follow=True)
    assert "This day is still to come" in page.text
    made.refresh_from_db()
    assert (made.state, made.revision) == ("booked", 1)


@pytest.mark.parametrize("state", ["missed", "cancelled"])
def test_who_will_not_come_is_said_before(wanted, state):
    made = services.book(TESTS, wanted(MONDAY))
    services.mark(TESTS, made, state, 1)
    assert made.state == state


def test_who_is_there_is_said_on_the_day(wanted):
    made = services.book(TESTS, wanted(today(), time(23, 55)))
    services.mark(TESTS, made, "arrived", 1)
    assert made.state == "arrived"
