"""Words for an indication stand for one, or it is asked which: nothing is guessed, nothing kept silently."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.care.test_consultation import address, filled
from tests.clinic.made import make_consultation, make_course, make_patient

from papule.clinic.care.indications import find_indication, fitting_indications, nearest_indications
from papule.clinic.care.models import Course
from papule.clinic.knowledge import formulary

BACK = {"low-back-pain-acute", "low-back-pain-chronic"}
ACUTE, CHRONIC = sorted(BACK)


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


@pytest.fixture
def begin(client, practice):
    where = reverse("care:consultation_new", args=[make_patient().pk])

    def post(words: str, phase: str = "", **more) -> str:
        said = {"complaint": "x", "indication_words": words, "aim": "therapeutic", "phase": phase} | more
        return client.post(where, said).content.decode()

    return post


@pytest.mark.parametrize("said", ["lombalgie", "mal de dos", "M54.5", "m54.5", "Low back pain"])
def test_words_of_a_complaint_are_narrowed_by_the_phase_and_stand_for_none_without(said):
    assert find_indication(said, "acute") == ACUTE
    assert find_indication(said, "chronic") == CHRONIC
    assert find_indication(said) == ""
    assert set(fitting_indications(said)) == BACK


@pytest.mark.parametrize(
    ("said", "phase"), [("lumbago", "chronic"), ("lombalgie aiguë", "chronic"), ("mal de dos chronique", "acute")]
)
def test_words_of_one_phase_said_with_the_other_stand_for_none_and_both_are_offered(said, phase):
    assert find_indication(said, phase) == ""
    assert set(fitting_indications(said)) == BACK


@pytest.mark.parametrize(("said", "found"), [("migraine", "migraine-attack"), ("tendinite", "tendinopathy")])
def test_a_name_of_its_own_stands_for_its_indication_though_longer_names_hold_it(said, found):
    assert find_indication(said) == find_indication(said, "chronic") == found


def test_a_code_of_several_complaints_stands_for_none():
    bearers = [key for key, each in formulary().indications.items() if "M54.1" in each.icd10]
    assert len(bearers) > 1
    assert find_indication("M54.1") == ""
    assert set(fitting_indications("M54.1")) == set(bearers)


def test_words_written_wrong_have_neighbours_and_nonsense_has_none():
    assert ACUTE in nearest_indications("lonbalgie aigue")
    assert nearest_indications("xyzzy") == ()


def test_words_of_several_open_no_course_and_ask_which(begin):
    page = begin("lombalgie")
    assert not Course.objects.exists()
    assert all(f'value="{key}"' in page for key in BACK)
    assert "Did you mean" in page
    begin("lombalgie", meant=CHRONIC)
    assert Course.objects.get().indication == CHRONIC


def test_words_of_none_are_kept_only_when_the_doctor_says_so(begin):
    page = begin("xyzzy")
    assert not Course.objects.exists()
    assert "No list of signs to look for is known for it" in page
    begin("abracadabra", meant="=xyzzy")  # said of other words
    assert not Course.objects.exists()
    begin("xyzzy", meant="=xyzzy")
    assert (Course.objects.get().indication, Course.objects.get().free_indication) == ("", "xyzzy")


def test_an_indication_that_was_not_offered_is_not_taken(begin):
    begin("lombalgie", meant="zoster")
    assert not Course.objects.exists()


def test_words_that_stand_need_no_second_word_and_what_is_written_later_is_asked(client, doctor, practice):
    course = make_course(doctor, make_patient(), indication="", free_indication="xyzzy")
    make_consultation(doctor, course, held_at=timezone.now())
    assert client.post(address(course), filled(indication_words="xyzzy")).status_code == 302
    said = {"indication_words": "mal de dos", "revision": str(client.get(address(course)).context["revision"])}
    page = client.post(address(course), filled(phase="", **said))
    course.refresh_from_db()
    assert (page.status_code, course.free_indication) == (200, "xyzzy")
    client.post(address(course), filled(phase="chronic", **said))
    course.refresh_from_db()
    assert (course.indication, course.free_indication) == (CHRONIC, "")
