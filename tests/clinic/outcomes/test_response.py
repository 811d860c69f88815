"""How pain answered: from before the first session to the latest score."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.clinic.made import TESTS, make_course, make_patient, make_score, make_session

from papule.clinic.care.models import Course
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes import services
from papule.clinic.outcomes.following import find_response

VIEW = view_on(date(2026, 11, 27), "FR", "sfm")
FIRST = date(2026, 11, 3)


@pytest.fixture
def course(doctor) -> Course:
    return make_course(doctor, make_patient())


def treated(doctor, course, *before: float | None) -> None:
    """Sessions a week apart, each with the pain before it where it was said."""
    for number, value in enumerate(before):
        day = FIRST + timedelta(weeks=number)
        session = make_session(doctor, course, day)
        if value is not None:
            make_score(course, value, day, session=session)


def test_response_without_second_score_is_not_told(doctor, course):
    assert find_response(course, VIEW) is None
    treated(doctor, course, 7)
    assert find_response(course, VIEW) is None


@pytest.mark.parametrize(("now", "improved"), [(5, True), (Decimal("5.1"), False), (7, False), (9, False), (0, True)])
def test_response_is_judged_by_the_thresholds_of_the_knowledge(doctor, course, now, improved):
    treated(doctor, course, 7)
    services.score_pain(TESTS, course, {"nrs": Decimal(now)}, "diary")
    found = find_response(course, VIEW)
    assert found is not None
    assert (found.improved, found.points, found.due) == (improved, 2, False)
    assert found.citations


def test_response_of_the_visual_scale_is_not_mixed_in(doctor, course):
    treated(doctor, course, 7)
    services.score_pain(TESTS, course, {"vas": Decimal(10)}, "diary")
    assert find_response(course, VIEW) is None


def test_response_is_not_told_where_the_pain_before_the_first_session_is_unknown(doctor, course):
    treated(doctor, course, None, 9, 5)
    assert find_response(course, VIEW) is None


def test_response_begins_at_the_first_session_not_at_a_consultation_before(doctor, course):
    make_score(course, 9, FIRST - timedelta(days=90), "consultation")
    treated(doctor, course, 5, 5, 6)
    found = find_response(course, VIEW)
    assert found is not None
    assert (found.before, found.now, found.improved) == (5, 6, False)
