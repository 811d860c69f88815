"""The waiting list: a time that an appointment gives back is offered to those whom it fits, and to nobody else."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS, make_patient

from papule.clinic.accounts.permissions import Role
from papule.clinic.agenda import services
from papule.clinic.agenda.models import Appointment, Closure, Room, VisitType, Waiting
from papule.clinic.agenda.refusals import NotWaitingError, TakenError
from papule.clinic.agenda.services import Wanted
from papule.clinic.agenda.times import at
from papule.clinic.agenda.waiting import Freed, book_in, offer, place_of, stop_waiting, wait
from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing

TEN = at(MONDAY, time(10))


@pytest.fixture
def made(doctor, hours, visit) -> Appointment:
    return services.book(TESTS, Wanted(make_patient(family_name="Vasseur"), doctor, visit, TEN))


def waits(family_name: str, kind: VisitType, days: int = 1, **more: Any) -> Waiting:
    """Somebody who waits since so many days."""
    row = wait(TESTS, make_patient(family_name=family_name, phone="01 99 00 12 34"), {"type": kind} | more)
    with writing(TESTS, "waiting"):
        Waiting.objects.filter(pk=row.pk).update(since=timezone.now() - timedelta(days=days))
    return row


def offered(made: Appointment) -> list[str]:
    return [each.patient.family_name for each in offer(place_of(made), "FR").people]


def cancelled(made: Appointment) -> Appointment:
    services.mark(TESTS, made, "cancelled", made.revision)
    return made


def test_those_who_wait_longest_stand_first(made, visit):
    for name, days in (("Un", 2), ("Deux", 30), ("Trois", 9)):
        waits(name, visit, days)
    assert offered(cancelled(made)) == ["Deux", "Trois", "Un"]


def test_who_wants_another_doctor_or_a_longer_visit_or_is_off_the_list_is_not_asked(made, visit, doctor):
    long = VisitType.objects.create(name="Première", minutes=45)
    services.book(TESTS, Wanted(make_patient(), doctor, visit, at(MONDAY, time(10, 30))))
    waits("Autre", visit, doctor=make_user("other", Role.doctor))
    waits("Longue", long)
    stop_waiting(TESTS, waits("Parti", visit))
    waits("Même", visit, doctor=doctor)
    assert offered(cancelled(made)) == ["Même"]


def test_longer_visit_fits_where_the_time_after_is_free_and_the_hours_go_on(made):
    for minutes in (45, 120, 125):
        waits(f"{minutes}", VisitType.objects.create(name=f"{minutes}", minutes=minutes))
    assert offered(cancelled(made)) == ["45", "120"]  # open until noon


def test_room_that_is_taken_soon_after_ends_what_is_free(doctor, hours, visit):
    room, other = Room.objects.create(name="1"), make_user("other", Role.doctor)
    first = services.book(TESTS, Wanted(make_patient(), doctor, visit, TEN, room))
    services.book(TESTS, Wanted(make_patient(), other, visit, at(MONDAY, time(10, 30)), room))
    cancelled(first)
    assert offer(place_of(first), "FR").until == at(MONDAY, time(10, 30))


@pytest.mark.parametrize("why", ["taken", "past", "closed", "gone", "outside"])
def test_time_that_nobody_can_have_is_offered_to_nobody(made, visit, doctor, monkeypatch, why):
    waits("Un", visit)
    cancelled(made)
    assert offered(made) == ["Un"]
    if why == "taken":
        services.book(TESTS, Wanted(make_patient(), doctor, visit, TEN))
    elif why == "past":
        monkeypatch.setattr(timezone, "now", lambda: TEN)
    elif why == "closed":
        Closure.objects.create(doctor=doctor, begins_on=MONDAY, ends_on=MONDAY, reason="Malade")
    elif why == "gone":
        doctor.is_active = False
    place = Freed(made, doctor, at(MONDAY, time(13)) if why == "outside" else TEN, None)
    told = offer(place, "FR")
    assert (told.people, bool(told.why_not)) == ((), True)


def test_patient_who_gave_the_time_back_is_not_offered_it(made, visit):
    wait(TESTS, made.patient, {"type": visit})
    assert offered(cancelled(made)) == []


def test_cancelled_or_missed_early_answers_with_who_could_come(made, visit, doctor, signed_in):
    waits("Attend", visit, wish="le matin")
    client, address = signed_in(doctor), reverse("agenda:appointment", args=[made.patient_id, made.pk])
    answer = client.post(address, {"state": "missed", "revision": 1}, follow=True)
    page = answer.content.decode()
    assert "/freed/" in answer.redirect_chain[-1][0]
    assert all(each in page for each in ("Attend", "le matin", 'href="tel:0199001234"', "waits since"))
    read = AuditEvent.objects.filter(action="read", subject="agenda:freed").latest("number")
    read = AuditEvent.objects.filter(action="read", patient_id=None).latest("number")
    assert (read.subject, read.detail["patients"]) == ("agenda:freed", [Waiting.objects.get().patient_id])


def test_cancelled_while_nobody_waits_stays_on_its_page(made, doctor, signed_in):
    address = reverse("agenda:appointment", args=[made.patient_id, made.pk])
    assert signed_in(doctor).post(address, {"state": "cancelled", "revision": 1}).headers["Location"] == address


def test_moved_by_form_answers_with_who_could_come_and_dragged_tells_it(made, visit, doctor, signed_in):
    waits("Attend", visit)
    client, named = signed_in(doctor), [made.patient_id, made.pk]
    by_form = {"do": "move", "doctor": doctor.pk, "day": MONDAY, "clock": "11:00", "revision": 1}
    assert "Attend" in client.post(reverse("agenda:appointment", args=named), by_form, follow=True).content.decode()
    dragged = {"at": TEN.isoformat(), "doctor": doctor.pk, "revision": 2}
    told = get_messages(client.post(reverse("agenda:moved", args=named), dragged).wsgi_request)
    assert "1 patient on the waiting list could come" in [str(each) for each in told][-1]


def test_one_who_waits_is_booked_with_one_press_and_off_the_list(made, visit, doctor, signed_in):
    room = Room.objects.create(name="1")
    row = waits("Attend", visit)
    cancelled(made)
    address = reverse("agenda:book", args=[row.patient_id])
    place = {"waiting": row.pk, "on": MONDAY, "at": "10:00", "doctor": doctor.pk, "type": visit.pk, "room": room.pk}
    client = signed_in(doctor)
    form = client.get(address, place).context["form"]
    said = {each.name: each.value() or "" for each in form}
    answer = client.post(f"{address}?waiting={row.pk}", said)
    assert answer.status_code == 302
    booked = Appointment.objects.get(patient=row.patient_id)
    assert (booked.starts_at, booked.doctor, booked.type, booked.room) == (TEN, doctor, visit, room)
    row.refresh_from_db()
    assert row.done_at


def test_second_of_two_who_offer_the_same_time_is_told_and_theirs_stays_on_the_list(made, visit, doctor):
    first, second = waits("Un", visit), waits("Deux", visit)
    cancelled(made)
    book_in(TESTS, first, Wanted(first.patient, doctor, visit, TEN))
    with pytest.raises(TakenError):
        book_in(TESTS, second, Wanted(second.patient, doctor, visit, TEN))
    assert Waiting.objects.get(done_at=None) == second


def test_one_who_waits_is_not_booked_twice(made, visit, doctor, signed_in):
    row = waits("Un", visit)
    cancelled(made)
    book_in(TESTS, row, Wanted(row.patient, doctor, visit, TEN))
    with pytest.raises(NotWaitingError):
        book_in(TESTS, row, Wanted(row.patient, doctor, visit, at(MONDAY, time(11))))
    address = f"{reverse('agenda:book', args=[row.patient_id])}?waiting={row.pk}"
    said = {"doctor": doctor.pk, "type": visit.pk, "day": MONDAY, "clock": "11:00"}
    assert "no longer on the waiting list" in signed_in(doctor).post(address, said).content.decode()
    assert Appointment.objects.filter(patient=row.patient).count() == 1


def test_appointment_that_one_who_waits_has_already_is_told(made, visit, doctor):
    row = waits("Un", visit)
    later = services.book(TESTS, Wanted(row.patient, doctor, visit, at(MONDAY + timedelta(days=7), time(9))))
    cancelled(made)
    told = [vars(each)["comes_at"] for each in offer(place_of(made), "FR").people]
    assert told == [later.starts_at]


def test_appointment_that_stays_booked_beside_the_new_one_is_told(made, visit, doctor, signed_in):
    row = waits("Un", visit)
    later = services.book(TESTS, Wanted(row.patient, doctor, visit, at(MONDAY + timedelta(days=7), time(9))))
    cancelled(made)
    said = {"doctor": doctor.pk, "type": visit.pk, "day": MONDAY, "clock": "10:00"}
    answer = signed_in(doctor).post(f"{reverse('agenda:book', args=[row.patient_id])}?waiting={row.pk}", said)
    _booked, kept = (str(each) for each in get_messages(answer.wsgi_request))
    assert reverse("agenda:appointment", args=[row.patient_id, later.pk]) in kept


@pytest.mark.parametrize("instant", ["x", "20261332T1000Z", "2026-11-30T10:00", f"{date.max:%Y%m%d}T2359Z"])
def test_instant_that_is_none_is_not_found(made, doctor, signed_in, instant):
    address = reverse("agenda:freed", args=[made.patient_id, made.pk, doctor.pk, instant])
    assert signed_in(doctor).get(address).status_code == 404


def test_wish_for_one_doctor_is_kept(doctor, visit, signed_in):
    patient = make_patient()
    signed_in(doctor).post(reverse("agenda:wait", args=[patient.pk]), {"type": visit.pk, "doctor": doctor.pk})
    assert Waiting.objects.get().doctor == doctor


def test_waiting_list_is_kept(doctor, visit, signed_in):
    client, patient = signed_in(doctor), make_patient()
    client.post(reverse("agenda:wait", args=[patient.pk]), {"type": visit.pk, "wish": "le matin"})
    assert "le matin" in client.get(reverse("agenda:day")).content.decode()
    client.post(reverse("agenda:stop_waiting", args=[patient.pk, Waiting.objects.get().pk]))
    assert "le matin" not in client.get(reverse("agenda:day")).content.decode()


def test_one_who_waits_already_is_told_and_stands_once(doctor, visit, signed_in):
    client, patient = signed_in(doctor), make_patient()
    address = reverse("agenda:wait", args=[patient.pk])
    client.post(address, {"type": visit.pk})
    page = client.post(address, {"type": visit.pk}, follow=True).content.decode()
    assert "is on the waiting list already" in page
    assert Waiting.objects.filter(patient=patient).count() == 1
    stop_waiting(TESTS, Waiting.objects.get())
    client.post(address, {"type": visit.pk})
    assert Waiting.objects.filter(patient=patient, done_at=None).count() == 1
