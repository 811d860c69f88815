from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.made import make_course, make_patient

from papule.clinic.agenda import services
from papule.clinic.agenda.feeds import calendar_text
from papule.clinic.agenda.grid import grid
from papule.clinic.agenda.models import Appointment, Closure, Feed, Held, Opening, Room, VisitType
from papule.clinic.agenda.refusals import NoPlaceError, StaleError, TakenError
from papule.clinic.agenda.services import Place, Span, Wanted
from papule.clinic.agenda.times import at, calendar_of, free_starts, steps
from papule.clinic.audit.writing import writing


@pytest.fixture
def wanted(doctor, visit) -> Wanted:
    return Wanted(make_patient(family_name="Vasseur"), doctor, visit, at(MONDAY, time(10)))


def calendar(doctor, first=MONDAY, days=400):
    return calendar_of([doctor], "FR", first, first + timedelta(days=days))


def test_two_at_one_time_are_refused(actor, wanted):
    services.book(actor, wanted)
    other = Wanted(make_patient(), wanted.doctor, wanted.type, wanted.starts_at + timedelta(minutes=25))
    with pytest.raises(TakenError):
        services.book(actor, other)
    assert Appointment.objects.count() == 1


def test_next_time_is_free(actor, wanted):
    services.book(actor, wanted)
    services.book(actor, Wanted(make_patient(), wanted.doctor, wanted.type, wanted.starts_at + timedelta(minutes=30)))
    assert Appointment.objects.count() == 2


def test_room_taken_by_another_doctor_is_refused(actor, wanted, administrator):
    room = Room.objects.create(name="1")
    services.book(actor, Wanted(wanted.patient, wanted.doctor, wanted.type, wanted.starts_at, room))
    with pytest.raises(TakenError):
        services.book(actor, Wanted(make_patient(), administrator, wanted.type, wanted.starts_at, room))


def test_step_held_twice_is_refused_by_the_database_itself(actor, wanted):
    made = services.book(actor, wanted)
    with pytest.raises(IntegrityError), transaction.atomic(), writing(actor, "forged"):
        Held.objects.create(appointment=made, holder=f"doctor:{wanted.doctor.pk}", at=wanted.starts_at)


def test_appointment_moved_frees_its_old_time(actor, wanted):
    made = services.book(actor, wanted)
    services.move(actor, made, Place(wanted.starts_at + timedelta(minutes=15), wanted.doctor), 1)
    before = wanted.starts_at - timedelta(minutes=15)
    services.book(actor, Wanted(make_patient(), wanted.doctor, wanted.type, before))
    assert Appointment.objects.count() == 2


def test_appointment_moved_onto_another_stays_where_it_was(actor, wanted):
    first = services.book(actor, wanted)
    later = Wanted(make_patient(), wanted.doctor, wanted.type, wanted.starts_at + timedelta(hours=1))
    second = services.book(actor, later)
    with pytest.raises(TakenError):
        services.move(actor, second, Place(wanted.starts_at, wanted.doctor), 1)
    second.refresh_from_db()
    assert second.starts_at == later.starts_at
    assert (first.held.count(), second.held.count()) == (6, 6)


def test_appointment_changed_by_two_is_told_to_the_second(actor, wanted):
    made = services.book(actor, wanted)
    services.mark(actor, made, "missed", 1)
    with pytest.raises(StaleError):
        services.mark(actor, made, "cancelled", 1)


@pytest.mark.parametrize(
    ("day", "clock", "offset"),
    [
        (date(2026, 3, 28), time(9), 1),  # the day before the clocks go forward
        (date(2026, 3, 29), time(9), 2),
        (date(2026, 10, 24), time(9), 2),
        (date(2026, 10, 25), time(9), 1),
        (date(2026, 3, 29), time(2, 30), 2),  # a time that does not exist moves past the change
    ],
)
def test_clock_change_keeps_the_time_of_day(day, clock, offset):
    made = at(day, clock)
    assert made.utcoffset() == timedelta(hours=offset)
    assert timezone.localtime(made).hour == (3 if clock.hour == 2 else clock.hour)


def test_steps_hold_every_minute():
    begin = datetime(2026, 11, 30, 9, 7, tzinfo=timezone.get_current_timezone())
    assert [each.minute for each in steps(begin, begin + timedelta(minutes=10))] == [5, 10, 15]


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 5, 1), date(2027, 3, 29)])
def test_public_holiday_is_closed(doctor, hours, day):
    known = calendar(doctor, day, 1)
    assert not known.is_working(doctor.pk, day)
    assert known.holiday(day)


def test_closed_days_and_week_ends_have_no_free_time(doctor, hours):
    Closure.objects.create(doctor=None, begins_on=MONDAY, ends_on=MONDAY, reason="Congrès")
    known = calendar(doctor)
    assert list(free_starts(known, doctor.pk, MONDAY, 30)) == []
    assert known.closed(doctor.pk, MONDAY) == "Congrès"
    assert list(free_starts(known, doctor.pk, MONDAY + timedelta(days=5), 30)) == []


def test_free_times_leave_out_what_is_held_and_end_with_the_hours(actor, doctor, hours, wanted):
    services.book(actor, wanted)
    found = [timezone.localtime(each).time() for each in free_starts(calendar(doctor), doctor.pk, MONDAY, 30)]
    assert time(9, 30) in found
    assert time(9, 35) not in found
    assert time(10, 30) in found
    assert found[-1] == time(11, 30)


def test_series_keeps_its_spans_and_the_time_of_day(actor, doctor, hours, wanted):
    spans = [Span(n, MONDAY + timedelta(days=7 * n), MONDAY + timedelta(days=7 * n + 3)) for n in range(3)]
    found = services.places(calendar(doctor), wanted, spans, time(10, 20))
    assert [timezone.localtime(each.starts_at).time() for each in found] == [time(10, 20)] * 3
    assert [each.session_number for each in services.book_series(actor, found)] == [0, 1, 2]


def test_series_that_finds_no_place_books_nothing(doctor, hours, wanted):
    saturday = MONDAY + timedelta(days=5)
    with pytest.raises(NoPlaceError):
        services.places(calendar(doctor), wanted, [Span(1, saturday, saturday + timedelta(days=1))], time(10))


def test_series_of_which_one_is_taken_books_nothing(actor, wanted):
    services.book(actor, Wanted(make_patient(), wanted.doctor, wanted.type, wanted.starts_at + timedelta(days=7)))
    series = [wanted, Wanted(wanted.patient, wanted.doctor, wanted.type, wanted.starts_at + timedelta(days=7))]
    with pytest.raises(TakenError):
        services.book_series(actor, series)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("count", [1, 12])
def test_table_of_a_week_asks_one_query_whatever_there_is(
    actor, doctor, hours, wanted, count, django_assert_num_queries
):
    for each in range(count):
        services.book(
            actor, Wanted(wanted.patient, doctor, wanted.type, wanted.starts_at + timedelta(minutes=30 * each))
        )
    known = calendar(doctor)
    with django_assert_num_queries(1):
        made = grid([doctor], [MONDAY + timedelta(days=each) for each in range(7)], known)
    assert sum(len(cell.appointments) for row in made.rows for cell in row.cells) == count


def test_feed_says_no_name(actor, wanted):
    services.book(actor, msgspec.structs.replace(wanted, starts_at=timezone.now() + timedelta(days=7)))
    text = calendar_text(wanted.doctor, "Cabinet").decode()
    assert wanted.patient.record_number in text
    assert wanted.patient.family_name not in text


def test_feed_works_until_it_is_revoked(doctor, client):
    secret = services.open_feed(doctor)
    address = reverse("agenda:feed", args=[secret])
    assert client.get(address)["Content-Type"].startswith("text/calendar")
    services.close_feeds(doctor)
    assert client.get(address).status_code == 404
    assert secret not in "".join(Feed.objects.values_list("digest", flat=True))


def test_feed_guessed_is_not_found(doctor, client):
    services.open_feed(doctor)
    assert client.get(reverse("agenda:feed", args=["guess"])).status_code == 404


def test_booked_on_the_page_stands_in_the_table(doctor, hours, visit, signed_in):
    client, patient = signed_in(doctor), make_patient(family_name="Vasseur")
    said = {"doctor": doctor.pk, "day": MONDAY.isoformat(), "clock": "10:00", "type": visit.pk}
    client.post(reverse("agenda:book", args=[patient.pk]), said)
    page = client.get(reverse("agenda:day"), {"on": MONDAY.isoformat()}).content.decode()
    assert "Vasseur" in page


def test_booked_twice_on_the_page_is_told(actor, doctor, hours, visit, wanted, signed_in):
    services.book(actor, wanted)
    said = {"doctor": doctor.pk, "day": MONDAY.isoformat(), "clock": "10:15", "type": visit.pk}
    page = signed_in(doctor).post(reverse("agenda:book", args=[make_patient().pk]), said).content.decode()
    assert "taken" in page


def test_dragged_onto_nothing_is_refused(actor, doctor, wanted, signed_in):
    made = services.book(actor, wanted)
    address = reverse("agenda:moved", args=[made.patient_id, made.pk])
    client = signed_in(doctor)
    for said in (
        {},
        {"at": "x", "doctor": "1", "revision": "1"},
        {"at": f"{MONDAY}T10:00", "doctor": doctor.pk, "revision": "1"},
    ):
        assert client.post(address, said).status_code == 400


def test_series_is_proposed_and_booked_on_the_page(doctor, hours, visit, signed_in):
    client, patient = signed_in(doctor), make_patient()
    course = make_course(doctor, patient)
    said = {"doctor": doctor.pk, "day": MONDAY.isoformat(), "clock": "10:00", "type": visit.pk, "course": course.pk,
            "schedule": "acute-weekly-three", "sessions": "3", "interval_days": ""}  # fmt: skip
    address = reverse("agenda:series", args=[patient.pk])
    VisitType.objects.create(name="A first visit", minutes=40)
    assert f'value="{visit.pk}" selected>{visit}<' in client.get(address).content.decode()
    assert "Book 3 appointments" in client.post(address, said | {"do": "find"}).content.decode()
    assert Appointment.objects.count() == 0
    client.post(address, said | {"do": "book"})
    starts = list(Appointment.objects.order_by("starts_at").values_list("starts_at", flat=True))
    assert [(each - starts[0]).days for each in starts] == [0, 7, 14]


def test_hours_and_rooms_are_kept(administrator, doctor, signed_in):
    client = signed_in(administrator)
    address = reverse("agenda:hours")
    client.post(address, {"do": "opening", "doctor": doctor.pk, "weekday": "0", "begins": "09:00", "ends": "12:00"})
    page = client.post(
        address, {"do": "opening", "doctor": doctor.pk, "weekday": "0", "begins": "12:00", "ends": "09:00"}
    )
    client.post(address, {"do": "room", "name": "Salle 1"})
    assert "It must end after it begins" in page.content.decode()
    assert (Opening.objects.count(), Room.objects.get().name) == (1, "Salle 1")
