"""An allergic reaction that was recorded stands against what the session gave, until tests clear it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clinic.care.couch import LIDOCAINE, plan_body, ready
from tests.clinic.made import TESTS, make_allergy, make_session

from papule.clinic.care.assessing import judge
from papule.clinic.outcomes import services
from papule.clinic.outcomes.models import AdverseEvent


@pytest.fixture
def course(doctor, practice):
    return ready(doctor, practice)


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


def react(doctor, course, kind: str = "anaphylaxis", **given: str) -> AdverseEvent:
    session = make_session(doctor, course, timezone.localdate() - timedelta(days=7), **given)
    said = {"session": session, "kind": kind, "onset_on": timezone.localdate(), "severity": "severe"}
    return services.record_event(TESTS, doctor, course.patient, said)


def stops(course, practice, doctor) -> list[str]:
    body = plan_body({"product": LIDOCAINE, "volume_ml": 2})
    found = judge(course, body, practice, doctor, timezone.localdate()).assessment.findings
    return [each.code for each in found if each.check == "allergies" and each.severity == "stop"]


def address(event: AdverseEvent) -> str:
    return f"/outcomes/{event.patient_id}/events/{event.pk}/"


def said(event: AdverseEvent, **more: object) -> dict[str, object]:
    return {
        "session": event.session_id, "kind": event.kind, "onset_on": f"{event.onset_on}", "severity": event.severity,
        "outcome": event.outcome, "revision": event.revision,
    } | more  # fmt: skip


def test_anaphylaxis_stops_what_was_given_before_it(doctor, practice, course):
    assert stops(course, practice, doctor) == []
    react(doctor, course)
    assert stops(course, practice, doctor) == ["allergy/amide-la"]


def test_what_a_product_contains_is_held_against_the_patient_as_well(doctor, practice, course):
    react(doctor, course, product="skinbooster-vital-20mg-ml", substance="skinbooster-vital")
    assert stops(course, practice, doctor) == ["allergy/amide-la"]


def test_allergy_that_was_written_down_too_is_told_once(doctor, practice, course):
    make_allergy(course.patient, "lidocaine", "amide-la")
    react(doctor, course)
    assert stops(course, practice, doctor) == ["allergy/amide-la"]


@pytest.mark.parametrize("kind", ["bruise", "vasovagal-syncope", "other"])
def test_other_events_are_no_allergy(doctor, practice, course, kind):
    react(doctor, course, kind)
    assert stops(course, practice, doctor) == []


def test_substance_that_tests_cleared_is_no_longer_held_against_the_patient(doctor, practice, course, client):
    event = react(doctor, course)
    page = client.get(address(event)).content.decode()
    assert 'name="cleared" value="lidocaine"' in page
    assert client.post(address(event), said(event, cleared=["lidocaine"])).status_code == 302
    assert stops(course, practice, doctor) == []
    event.refresh_from_db()
    client.post(address(event), said(event, cleared=[]))
    assert stops(course, practice, doctor) == ["allergy/amide-la"]


def test_only_what_the_session_gave_can_be_cleared(doctor, course, client):
    event = react(doctor, course)
    assert client.post(address(event), said(event, cleared=["procaine"])).status_code == 200
    bruise = react(doctor, course, "bruise")
    assert 'name="cleared"' not in client.get(address(bruise)).content.decode()


def test_event_is_chosen_and_not_the_first_of_the_list(course, client):
    page = client.post(f"/outcomes/{course.patient_id}/events/", {"onset_on": f"{timezone.localdate()}"})
    assert {"kind", "severity", "outcome"} <= set(page.context["form"].errors)
    assert not AdverseEvent.objects.exists()


def test_death_is_serious(doctor, course, client):
    event = react(doctor, course)
    page = client.post(address(event), said(event, outcome="death"))
    assert "is_serious" in page.context["form"].errors
    assert client.post(address(event), said(event, outcome="death", is_serious="on")).status_code == 302
