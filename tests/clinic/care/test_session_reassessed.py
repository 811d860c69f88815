"""A course without relief goes on once the doctor has looked again, and has written what was found."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clinic.care.couch import blocked, fields_of, filled, signed
from tests.clinic.made import make_score, make_session

from papule.clinic.care.models import Override, Session

REASON = "reason-schedule/reassess|schedule"
FOUND = "looked again: no red flag, gait better, pain at rest the same; two more sessions agreed"


@pytest.fixture(params=[7, None], ids=["as-much-pain", "pain-never-known"])
def tried(request, course, doctor):
    """The course has three sessions behind it, and nobody can say that they helped."""
    for weeks in (3, 2, 1):
        session = make_session(doctor, course, timezone.localdate() - timedelta(weeks=weeks))
        if request.param is not None:
            make_score(course, request.param, timezone.localdate(session.performed_at), session=session)
    return course


@pytest.mark.parametrize("nrs", ["7", "none"])
def test_course_without_relief_is_signed_with_a_written_reassessment_only(client, tried, nrs):
    fields = filled(client, tried, nrs=nrs)
    page = signed(client, tried, fields)
    assert (page.status_code, blocked(page)) == (422, ["schedule/reassess"])
    assert blocked(signed(client, tried, fields | {REASON: "   "})) == ["schedule/reassess"]
    assert signed(client, tried, fields | {REASON: FOUND}).status_code == 302
    assert Override.objects.get(code="schedule/reassess").reason == FOUND
    (kept,) = [each for each in Session.objects.get(number=4).current.record["overrides"] if each["reason"] == FOUND]
    assert kept["code"] == "schedule/reassess"


def test_reassessment_is_written_anew_at_the_next_session(client, tried):
    assert signed(client, tried, filled(client, tried, nrs="7") | {REASON: FOUND}).status_code == 302
    assert not fields_of(client, tried).get(REASON)
    assert blocked(signed(client, tried, filled(client, tried, nrs="7"))) == ["schedule/reassess"]
