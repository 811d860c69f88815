"""An aesthetic act waits for its quote and for the time to think; an act that treats waits for nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clinic.aesthetic.made_up import aesthetic, body, handed, quote_for
from tests.clinic.care.couch import address, filled, plan_body, ready, signed, told
from tests.clinic.made import TESTS, make_course, make_patient

from papule.clinic.aesthetic import services
from papule.clinic.aesthetic.waiting import Waiting, find_waiting, is_aesthetic
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Plan, PlanVersion, Session
from papule.clinic.care.plan_body import plain
from papule.clinic.care.session_record import record_of

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def course(doctor, practice):
    return aesthetic(doctor, practice)


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


def said(page) -> str:
    return " ".join(each.message for each in page.context["refused"].obstacles)


@pytest.mark.parametrize(
    ("aim", "indication", "expected"),
    [
        ("therapeutic", "low-back-pain-acute", False),
        ("therapeutic", "", False),
        ("aesthetic", "low-back-pain-acute", True),
        ("aesthetic", "", True),
        ("fat-lysis", "", True),
        ("therapeutic", "facial-ageing", True),
        ("therapeutic", "cellulite", True),
    ],
)
def test_course_is_for_looks_by_its_aim_or_by_its_indication(doctor, aim, indication, expected):
    assert is_aesthetic(make_course(doctor, make_patient(), aim=aim, indication=indication)) is expected


def test_session_that_treats_asks_for_no_quote(client, doctor, practice):
    course = ready(doctor, practice)
    assert "time to think" not in client.get(address(course)).content.decode()
    signed(client, course, filled(client, course))
    assert record_of(Session.objects.get().current.record).consent.thinking is None


def test_session_without_a_quote_is_not_signed(client, course):
    page = signed(client, course, filled(client, course))
    assert (page.status_code, told(page)) == (422, ["wait"])
    assert "No written quote was made" in said(page)
    assert not Session.objects.exists()


def test_quote_that_was_not_handed_over_does_not_begin_the_time(client, course, practice):
    services.keep_terms(TESTS, 0)
    quote_for(course, practice)
    page = signed(client, course, filled(client, course))
    assert told(page) == ["wait"]
    assert "was not handed over" in said(page)


def test_time_that_the_practice_has_not_set_is_not_taken_as_none(client, course, practice):
    handed(course, practice, 400)
    page = signed(client, course, filled(client, course))
    assert told(page) == ["wait"]
    assert "has not said how long" in said(page)


@pytest.mark.parametrize(("days_ago", "is_signed"), [(0, False), (13, False), (14, True), (200, True)])
def test_session_is_signed_from_the_day_on_which_the_time_is_over(client, course, practice, days_ago, is_signed):
    services.keep_terms(TESTS, 14)
    handed(course, practice, days_ago)
    page = signed(client, course, filled(client, course))
    assert Session.objects.exists() is is_signed
    if not is_signed:
        assert told(page) == ["wait"]
        ready_on = timezone.localdate() + timedelta(days=14 - days_ago)
        assert f"may consent from {ready_on.day} {ready_on:%B} {ready_on.year} on" in said(page)


def test_no_time_to_think_is_a_decision_that_counts(client, course, practice):
    services.keep_terms(TESTS, 0)
    handed(course, practice, 0)
    signed(client, course, filled(client, course))
    assert Session.objects.exists()


def test_consent_given_before_the_time_was_over_does_not_count(client, course, practice):
    services.keep_terms(TESTS, 14)
    handed(course, practice, 20)
    early = (timezone.localdate() - timedelta(days=7)).isoformat()
    page = signed(client, course, filled(client, course, consent="written", consent_on=early))
    assert told(page) == ["wait"]
    assert "before the time to think was over" in said(page)


def test_written_reason_lets_it_be_signed_and_stays_in_the_record(client, course, practice):
    services.keep_terms(TESTS, 14)
    quote = handed(course, practice, 3)
    signed(client, course, filled(client, course, wait_why="asked for it in writing, leaves tomorrow"))
    thinking = record_of(Session.objects.get().current.record).consent.thinking
    assert (thinking.quote, thinking.days) == (quote.number, 14)
    assert thinking.ready_on == timezone.localdate() + timedelta(days=11)
    assert thinking.why_earlier == "asked for it in writing, leaves tomorrow"
    page = client.get(f"/care/{course.patient_id}/sessions/{Session.objects.get().pk}/").content.decode()
    assert "leaves tomorrow" in page


def test_blank_reason_is_none(client, course):
    assert told(signed(client, course, filled(client, course, wait_why="   "))) == ["wait"]


def test_session_in_which_nothing_was_given_needs_no_quote(client, course):
    fields = filled(client, course) | {"given-0": "no", "why-0": "the patient thinks it over"}
    signed(client, course, fields)
    assert Session.objects.exists()


def test_quote_of_other_products_does_not_count(client, course, practice, doctor):
    services.keep_terms(TESTS, 0)
    handed(course, practice, 5)
    changed = plan_body({"product": "procaine-20mg-ml", "volume_ml": 2}, points=20)
    with writing(TESTS, "plan.save", patient_id=course.patient_id):
        plan = Plan.objects.get(course=course)
        plan.current = PlanVersion.objects.create(
            plan=plan, number=2, body=plain(changed), assessment="{}", made_by=doctor, made_at=timezone.now()
        )
        plan.save()
    waiting = find_waiting(course, changed)
    assert (waiting.fits, waiting.ready_on) == (False, None)
    assert "names other products" in client.get(f"/care/{course.patient_id}/courses/{course.pk}/plan/").content.decode()


def test_newer_quote_begins_the_time_anew(course, practice):
    services.keep_terms(TESTS, 14)
    handed(course, practice, 30)
    newer = quote_for(course, practice)
    waiting = find_waiting(course, body())
    assert (waiting.number, waiting.handed_on, waiting.ready_on) == (newer.number, None, None)


def test_what_is_not_known_never_makes_it_ready():
    today = timezone.localdate()
    for fits in (True, False):
        for handed_on in (None, today):
            for days in (None, 0):
                known = Waiting("P1-1", fits=fits, handed_on=handed_on, days=days)
                assert known.is_over(today) is (fits and handed_on is not None and days is not None)
