from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clinic.made import TESTS, make_course, make_patient

from papule.clinic.agenda import services
from papule.clinic.agenda.models import Room, VisitType
from papule.clinic.agenda.rooms import first_room, room_names, spelled


@pytest.fixture
def rooms(practice) -> dict[str, Room]:
    return {name: Room.objects.create(name=name) for name in ("Salle 1", "Salle 2", "Salle 3")}


@pytest.fixture
def course(doctor, rooms):
    return make_course(doctor, make_patient())


@pytest.fixture
def visit(db) -> VisitType:
    return VisitType.objects.create(name="Séance", minutes=20, is_session=True)


def booked(course, visit, room, *, days=0, hour=9, is_of_course=True):
    at = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    said = {"course": course} if is_of_course else {}
    return services.book(TESTS, services.Wanted(course.patient, course.doctor, visit, at, room, **said))


def proposed(course, last="") -> str:
    return first_room(course, last, timezone.localdate())


def test_room_of_today_s_appointment_goes_before_that_of_last_time(course, visit, rooms):
    assert proposed(course, "Salle 1") == "Salle 1"
    booked(course, visit, rooms["Salle 2"])
    assert proposed(course, "Salle 1") == "Salle 2"


def test_appointment_of_this_course_goes_before_an_earlier_one_of_the_same_patient(course, visit, rooms):
    booked(course, visit, rooms["Salle 3"], hour=8, is_of_course=False)
    assert proposed(course) == "Salle 3"
    booked(course, visit, rooms["Salle 2"], hour=11)
    assert proposed(course) == "Salle 2"


@pytest.mark.parametrize("what", ["tomorrow", "missed", "cancelled", "somebody else", "no room"])
def test_appointment_that_tells_no_room_of_today_proposes_none(course, visit, rooms, what):
    if what == "somebody else":
        booked(make_course(course.doctor, make_patient()), visit, rooms["Salle 2"])
    elif what == "no room":
        booked(course, visit, None)
    else:
        made = booked(course, visit, rooms["Salle 2"], days=int(what == "tomorrow"))
        if what != "tomorrow":
            services.mark(TESTS, made, what, made.revision)
    assert proposed(course) == ""


def test_room_that_is_out_of_use_is_not_proposed_and_the_only_one_left_is(course, rooms):
    Room.objects.filter(name="Salle 1").update(is_used=False)
    assert proposed(course, "Salle 1") == ""
    Room.objects.filter(name="Salle 3").update(is_used=False)
    assert proposed(course, "Salle 1") == "Salle 2"


def test_practice_that_wrote_down_no_room_keeps_its_own_words(practice, doctor):
    course = make_course(doctor, make_patient())
    assert room_names("at home") == ()
    assert proposed(course, "at home") == "at home"
    assert spelled("  at   home ") == "at home"


def test_room_is_chosen_of_those_in_use_and_the_one_that_is_filled_in(rooms):
    Room.objects.filter(name="Salle 3").update(is_used=False)
    assert room_names() == ("Salle 1", "Salle 2")
    assert room_names("Salle 3") == ("Salle 1", "Salle 2", "Salle 3")


def test_room_is_kept_as_the_practice_writes_it(rooms):
    assert spelled(" salle  1 ") == "Salle 1"
    assert spelled("y" * 300) == "y" * 100
