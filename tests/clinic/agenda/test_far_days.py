"""Days that nobody can mean: an address shows today, and nothing is booked further ahead than an agenda is kept."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.made import TESTS, make_patient

from papule.clinic.agenda import services
from papule.clinic.agenda.models import Appointment, Held
from papule.clinic.agenda.refusals import TooFarError
from papule.clinic.agenda.services import Span, Wanted
from papule.clinic.agenda.times import YEARS_AHEAD, at, calendar_of
from papule.clinic.audit.writing import writing

TOLD = f"more than {YEARS_AHEAD} years ahead"
NEAREST = timedelta(days=366 * YEARS_AHEAD)


@pytest.fixture
def wanted(doctor, visit):
    patient = make_patient()
    return lambda day, clock=time(10): Wanted(patient, doctor, visit, at(day, clock))


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "9998-01-01", "1899-12-31", "2200-01-01"])
@pytest.mark.parametrize("page", ["day", "week"])
def test_day_that_nobody_can_mean_shows_today(doctor, signed_in, page, on):
    address = reverse(f"agenda:{page}", args=[doctor.pk] if page == "week" else [])
    answer = signed_in(doctor).get(address, {"on": on})
    assert (answer.status_code, answer.context["on"]) == (200, timezone.localdate())


@pytest.mark.parametrize("on", [date(1900, 1, 1), date(2199, 12, 31)])
@pytest.mark.parametrize("page", ["day", "week"])
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Martinique", "Pacific/Noumea"])
def test_first_and_last_day_are_shown(practice, doctor, signed_in, page, on, zone):
    practice.time_zone = zone
    practice.save()
    address = reverse(f"agenda:{page}", args=[doctor.pk] if page == "week" else [])
    answer = signed_in(doctor).get(address, {"on": on.isoformat()})
    assert (answer.status_code, answer.context["on"]) == (200, on)


def test_last_day_of_an_agenda_is_booked_and_the_next_is_refused(wanted):
    last = timezone.localdate() + NEAREST
    assert services.book(TESTS, wanted(last)).pk
    with pytest.raises(TooFarError):
        services.book(TESTS, wanted(last + timedelta(days=1)))
    assert Appointment.objects.count() == 1


def test_series_of_which_one_is_too_far_is_neither_proposed_nor_booked(wanted, doctor, hours):
    far = timezone.localdate() + NEAREST + timedelta(days=1)
    with pytest.raises(TooFarError):
        services.book_series(TESTS, [wanted(MONDAY), wanted(far)])
    spans = [Span(1, MONDAY, MONDAY), Span(2, far, far + timedelta(days=6))]
    with pytest.raises(TooFarError):
        services.places(calendar_of([doctor], "FR", MONDAY, far), wanted(MONDAY), spans, time(10))
    assert not Held.objects.exists()


@pytest.mark.parametrize("page", ["book", "series"])
@pytest.mark.parametrize("day", ["9999-12-31", (timezone.localdate() + NEAREST + timedelta(days=40)).isoformat()])
def test_day_too_far_is_told_on_the_page_and_nothing_is_booked(doctor, visit, signed_in, page, day):
    said = {"doctor": doctor.pk, "type": visit.pk, "day": day, "clock": "10:00", "meant": "yes",
            "sessions": 3, "interval_days": 7, "do": "book"}  # fmt: skip
    assert TOLD in signed_in(doctor).post(reverse(f"agenda:{page}", args=[make_patient().pk]), said).content.decode()
    assert not Appointment.objects.exists()


def test_series_that_ends_too_far_ahead_is_told_on_the_page(doctor, hours, visit, signed_in):
    said = {"doctor": doctor.pk, "type": visit.pk, "day": MONDAY.isoformat(), "clock": "10:00",
            "sessions": 60, "interval_days": 364, "do": "find"}  # fmt: skip
    assert TOLD in signed_in(doctor).post(reverse("agenda:series", args=[make_patient().pk]), said).content.decode()


def test_day_too_far_is_told_where_an_appointment_is_moved_by_form_or_dragged(doctor, wanted, signed_in):
    made, client, far = services.book(TESTS, wanted(MONDAY)), signed_in(doctor), timezone.localdate() + 2 * NEAREST
    named = [made.patient_id, made.pk]
    by_form = {"do": "move", "doctor": doctor.pk, "day": "9999-12-31", "clock": "10:00", "revision": made.revision}
    assert TOLD in client.post(reverse("agenda:appointment", args=named), by_form).content.decode()
    dragged = {"at": at(far, time(10)).isoformat(), "doctor": doctor.pk, "revision": made.revision}
    answer = client.post(reverse("agenda:moved", args=named), dragged)
    assert (answer.status_code, TOLD in answer.json()["problem"]) == (409, True)
    for nowhere in ("9999-12-31T23:59:00+00:00", "0001-01-01T00:00:00+01:00"):
        assert client.post(reverse("agenda:moved", args=named), dragged | {"at": nowhere}).status_code == 400
    made.refresh_from_db()
    assert made.starts_at == at(MONDAY, time(10))


def test_appointment_that_stood_at_the_end_of_time_is_moved_back(doctor, wanted, signed_in):
    made = services.book(TESTS, wanted(MONDAY))
    at_the_end = at(date(9999, 12, 31), time(10))
    with writing(TESTS, "forged"):
        Appointment.objects.filter(pk=made.pk).update(starts_at=at_the_end, ends_at=at_the_end + timedelta(minutes=30))
    said = {"do": "move", "doctor": doctor.pk, "day": MONDAY.isoformat(), "clock": "11:00", "revision": 1}
    signed_in(doctor).post(reverse("agenda:appointment", args=[made.patient_id, made.pk]), said)
    made.refresh_from_db()
    assert made.starts_at == at(MONDAY, time(11))


@pytest.mark.parametrize("instant", ["99991231T1000Z", "00010101T0000Z"])
def test_time_given_back_that_nobody_can_mean_is_not_found(doctor, wanted, signed_in, instant):
    made = services.book(TESTS, wanted(MONDAY))
    address = reverse("agenda:freed", args=[made.patient_id, made.pk, doctor.pk, instant])
    assert signed_in(doctor).get(address).status_code == 404
