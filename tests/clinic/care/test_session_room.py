import pytest
from django.utils import timezone
from tests.clinic.care.couch import address, filled, ready, signed
from tests.clinic.care.test_session_record import amended, amendment, record_address
from tests.clinic.made import TESTS

from papule.clinic.agenda import services as agenda
from papule.clinic.agenda.models import Room, VisitType
from papule.clinic.care.models import Administration, Session, SessionVersion
from papule.clinic.care.session_record import record_of
from papule.clinic.recalls.tracing import Sought, given


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


@pytest.fixture
def rooms(practice) -> list[Room]:
    return [Room.objects.create(name=f"Salle {number}") for number in (1, 2)]


@pytest.fixture
def course(doctor, practice, rooms):
    return ready(doctor, practice)


def in_room(name: str) -> int:
    return given(Sought("room", room=name)).exclude(room="").values("session").distinct().count()


def test_session_takes_the_room_of_its_appointment_and_keeps_it(client, course, doctor, rooms):
    visit = VisitType.objects.create(name="Séance", minutes=20, is_session=True)
    at = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    agenda.book(TESTS, agenda.Wanted(course.patient, doctor, visit, at, rooms[1], course=course))
    fields = filled(client, course)
    assert fields["room"] == "Salle 2"
    assert signed(client, course, fields).status_code == 302
    assert record_of(SessionVersion.objects.get().record).practice.room == "Salle 2"
    assert set(Administration.objects.values_list("room", flat=True)) == {"Salle 2"}
    assert "Salle 2" in client.get(record_address(Session.objects.get())).content.decode()


def test_next_session_begins_in_the_room_of_the_last(client, course):
    assert signed(client, course, filled(client, course, room="Salle 1")).status_code == 302
    assert filled(client, course)["room"] == "Salle 1"


def test_room_that_nobody_knows_is_asked_for_in_the_open(client, course):
    page = client.get(address(course)).content.decode()
    assert "asepsis, device: filled in as last time" not in page
    assert "room" not in filled(client, course)


def test_session_without_a_room_is_signed_and_says_that_it_is_not_noted(client, course):
    assert signed(client, course, filled(client, course)).status_code == 302
    assert "not noted" in client.get(record_address(Session.objects.get())).content.decode()


def test_room_that_an_amendment_puts_right_is_the_one_that_counts(client, course):
    signed(client, course, filled(client, course, room="Salle 1"))
    session = Session.objects.get()
    fields = amendment(client, session, room="Salle 2", reason="it was the other one")
    assert amended(client, session, fields).status_code == 302
    assert (in_room("Salle 1"), in_room("Salle 2")) == (0, 1)
    assert [each.record["practice"]["room"] for each in session.versions.order_by("number")] == ["Salle 1", "Salle 2"]
    page = client.get(record_address(session)).content.decode()
    assert "Salle 1" in page
    assert "Salle 2" in page


def test_amendment_to_a_room_that_does_not_exist_is_refused(client, course):
    signed(client, course, filled(client, course, room="Salle 1"))
    session = Session.objects.get()
    assert amended(client, session, amendment(client, session, room="Salle 9", reason="x")).status_code == 422
