"""The week of all doctors: whom each one sees, which times are free between, and what it asks of the database."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.conftest import make_user
from tests.clinic.made import make_patient

from papule.clinic.accounts.models import User
from papule.clinic.accounts.permissions import Role
from papule.clinic.agenda import services
from papule.clinic.agenda.everybody import Free, week_of_all
from papule.clinic.agenda.models import Appointment, Closure, Opening, VisitType
from papule.clinic.agenda.services import Wanted
from papule.clinic.agenda.times import at, calendar_of
from papule.clinic.audit.models import AuditEvent

DAYS = [MONDAY + timedelta(days=each) for each in range(7)]


@pytest.fixture
def other(practice) -> User:
    made = make_user("other", Role.doctor)
    Opening.objects.create(doctor=made, weekday=0, begins=time(14), ends=time(16))
    return made


def book(actor, doctor, visit, clock, day=MONDAY, **more):
    return services.book(actor, Wanted(make_patient(**more), doctor, visit, at(day, clock)))


def week(*people: User, minutes: int = 15):
    return week_of_all(list(people), DAYS, calendar_of(list(people), "FR", DAYS[0], DAYS[-1]), minutes)


def told(received) -> list[str]:
    return [
        f"{timezone.localtime(each.starts_at):%H:%M}-{timezone.localtime(each.ends_at):%H:%M} "
        + ("free" if isinstance(each, Free) else str(len(each.visits)))
        for each in received.lines
    ]


def test_free_times_stand_between_the_visits_of_each_doctor(actor, doctor, other, hours, visit):
    for clock in (time(9, 30), time(10), time(11)):
        book(actor, doctor, visit, clock)
    first = week(doctor, other)[0]
    morning = ["09:00-09:30 free", "09:30-10:30 2", "10:30-11:00 free", "11:00-11:30 1", "11:30-12:00 free"]
    assert told(first.doctors[0]) == morning
    assert told(first.doctors[1]) == ["14:00-16:00 free"]


def test_time_too_short_for_the_visit_is_not_free(actor, doctor, hours, visit):
    for clock in (time(9, 30), time(11)):
        book(actor, doctor, visit, clock)
    assert told(week(doctor, minutes=31)[0].doctors[0]) == ["09:30-10:00 1", "10:00-11:00 free", "11:00-11:30 1"]


def test_visit_outside_the_hours_makes_no_free_time_of_its_own(actor, doctor, hours, visit):
    book(actor, doctor, visit, time(8, 45))
    book(actor, doctor, visit, time(13))
    assert told(week(doctor)[0].doctors[0]) == ["08:45-09:15 1", "09:15-12:00 free", "13:00-13:30 1"]


def test_who_did_not_come_and_who_called_off_give_their_time_back(actor, doctor, hours, visit):
    away, off = (book(actor, doctor, visit, clock) for clock in (time(9), time(10)))
    services.mark(actor, away, Appointment.State.missed, away.revision)
    services.mark(actor, off, Appointment.State.cancelled, off.revision)
    assert told(week(doctor)[0].doctors[0]) == ["09:00-09:30 1", "09:00-12:00 free"]


def test_time_that_is_over_is_not_free(doctor, hours, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at(MONDAY, time(10, 2)) + timedelta(days=1))
    shown = week(doctor)
    assert told(shown[0].doctors[0]) == []
    assert told(shown[1].doctors[0]) == ["10:05-12:00 free"]


def test_closed_days_say_why_and_empty_week_ends_are_left_out(actor, doctor, other, hours, visit):
    Closure.objects.create(doctor=doctor, begins_on=DAYS[1], ends_on=DAYS[1], reason="congress")
    shown = week(doctor, other)
    assert [each.day for each in shown] == DAYS[:5]
    assert shown[1].doctors[0].closed == "congress"
    assert shown[1].doctors[1].is_off
    book(actor, doctor, visit, time(10), DAYS[5])
    assert [each.day for each in week(doctor, other)] == DAYS[:6]


def test_doctor_whose_hours_nobody_wrote_down_has_no_free_time_to_show(actor, doctor, visit):
    book(actor, doctor, visit, time(10))
    received = week(doctor)[0].doctors[0]
    assert not received.has_hours
    assert told(received) == ["10:00-10:30 1"]


@pytest.mark.parametrize("count", [1, 5])
def test_week_of_all_asks_one_query_whatever_there_is(
    actor, doctor, other, hours, visit, count, django_assert_num_queries
):
    for each in range(count):
        book(actor, doctor, visit, (datetime.combine(MONDAY, time(9)) + timedelta(minutes=30 * each)).time())
    calendar = calendar_of([doctor, other], "FR", DAYS[0], DAYS[-1])
    with django_assert_num_queries(1):
        shown = week_of_all([doctor, other], DAYS, calendar, 15)
    assert sum(len(run.visits) for run in shown[0].doctors[0].lines if not isinstance(run, Free)) == count


def test_page_of_all_asks_as_many_queries_however_many_doctors_and_visits(actor, doctor, hours, visit, signed_in):
    client, address = signed_in(doctor), reverse("agenda:week_of_all")
    asked = []
    for name in ("first", "second", "third", "fourth"):
        made = make_user(name, Role.doctor)
        Opening.objects.create(doctor=made, weekday=0, begins=time(9), ends=time(12))
        book(actor, made, visit, time(9))
        book(actor, made, visit, time(11))
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(address, {"on": MONDAY.isoformat()})
        asked.append(len(queries))
    assert len(shown.context["week"][0].doctors) == 5
    assert asked[1] == asked[2] == asked[3]


def test_free_time_leads_to_the_booking_of_the_patient_it_is_looked_for(actor, doctor, hours, visit, signed_in):
    patient, long = make_patient(family_name="Vasseur"), VisitType.objects.create(name="Bilan", minutes=60)
    book(actor, doctor, visit, time(9, 30))
    asked = {"on": MONDAY.isoformat(), "patient": patient.pk, "type": long.pk}
    client = signed_in(doctor)
    shown = client.get(reverse("agenda:week_of_all"), asked)
    address = (
        f"{reverse('agenda:book', args=[patient.pk])}?on={MONDAY:%Y-%m-%d}&at=10:00&doctor={doctor.pk}&type={long.pk}"
    )
    assert f'href="{address.replace("&", "&amp;")}"' in shown.content.decode()
    begun = client.get(address).context["form"]
    assert begun["clock"].value() == "10:00"
    assert str(begun["doctor"].value()) == str(doctor.pk)
    read = AuditEvent.objects.filter(action="read", subject="agenda").latest("pk")
    assert patient.pk in read.detail["patients"]
    assert len(read.detail["patients"]) == 2


def test_week_page_takes_nonsense_for_nothing(doctor, signed_in):
    client = signed_in(doctor)
    shown = client.get(reverse("agenda:week_of_all"), {"on": "x", "type": "9" * 30, "patient": "-"})
    assert shown.status_code == 200
    assert shown.context["on"] == timezone.localdate()
    assert client.get(reverse("agenda:week_of_all"), {"patient": "999999"}).status_code == 404


def test_free_times_are_shown_where_no_type_of_visit_is_written_down(doctor, hours, signed_in):
    shown = signed_in(doctor).get(reverse("agenda:week_of_all"), {"on": MONDAY.isoformat()})
    assert told(shown.context["week"][0].doctors[0]) == ["09:00-12:00 free"]
