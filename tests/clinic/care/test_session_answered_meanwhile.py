"""An answer of the day that comes while the session is being filled in, by the private link or on another page."""

import pytest
from django.utils import timezone
from tests.clinic.care.couch import address, fields_of, filled, signed, told
from tests.clinic.made import make_answers

from papule.clinic.care.models import Session
from papule.clinic.patients.models import FactAnswer

pytestmark = pytest.mark.django_db


def answer(course, **said: str) -> None:
    make_answers(course.patient, timezone.localdate(), **said)


def current(course, fact: str) -> str:
    return FactAnswer.objects.get(patient=course.patient, fact=fact, is_current=True).answer


@pytest.mark.parametrize("said", ["yes", "unknown"])
def test_nothing_changed_writes_over_no_answer_that_the_page_did_not_show(client, course, said):
    fields = filled(client, course)
    answer(course, fever=said)
    page = signed(client, course, fields)
    assert "changes" in told(page)
    assert "Answered meanwhile: fever" in page.text
    assert not Session.objects.exists()
    assert current(course, "fever") == said


def test_shown_then_and_denied_by_the_patient_it_is_signed(client, course):
    fields = filled(client, course)
    answer(course, fever="yes")
    assert signed(client, course, fields).status_code == 422
    again = filled(client, course) | {"fact-fever": "no"}
    assert signed(client, course, again).status_code == 302
    assert current(course, "fever") == "no"


def test_no_that_comes_meanwhile_and_what_is_answered_alike_stand_in_nobodys_way(client, course):
    fields = filled(client, course) | {"changes": "some", "fact-herpes": "unknown"}
    answer(course, fever="no", herpes="unknown")
    assert "Answered meanwhile" not in signed(client, course, fields).text


def test_draft_that_was_kept_before_asks_again(client, course):
    client.post(address(course), filled(client, course) | {"do": "save"})
    assert fields_of(client, course)["changes"] == "none"
    answer(course, fever="yes")
    opened = client.get(address(course))
    assert "Answered meanwhile: fever" in opened.text
    assert "changes" not in fields_of(client, course)
    assert "answered today: yes" in opened.text
