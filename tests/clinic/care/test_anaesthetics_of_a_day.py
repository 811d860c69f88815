"""What numbs and was given earlier on the same day, in another course, counts at the couch as well."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.clinic.care.couch import LIDOCAINE, plan_body, ready
from tests.clinic.made import make_course, make_session

from papule.clinic.care.assessing import judge
from papule.clinic.care.facts import history_of

MIXED = "lidocaine-adrenaline-10mg-ml"


@pytest.fixture
def course(doctor, practice):
    return ready(doctor, practice)


def found(course, practice, doctor, volume_ml: float) -> dict[str, str]:
    body = plan_body({"product": LIDOCAINE, "volume_ml": volume_ml})
    judged = judge(course, body, practice, doctor, timezone.localdate())
    return {each.code: each.severity for each in judged.assessment.findings if each.check == "doses"}


def test_what_a_product_contains_is_part_of_the_history(doctor, course):
    today = timezone.localdate()
    make_session(
        doctor, course, today, product=MIXED, substance="lidocaine-adrenaline", amount="", volume_ml=Decimal("15.5")
    )
    (past,) = history_of(course, today)[1]
    assert past.substances == ("lidocaine-adrenaline", "lidocaine")
    assert past.amounts == {"lidocaine": "155 mg"}


@pytest.mark.parametrize(("days", "severity"), [(0, "stop"), (1, None)], ids=["earlier on the day", "the day before"])
def test_two_courses_of_a_day_share_the_maximum_of_a_session(doctor, practice, course, days, severity):
    today = timezone.localdate()
    other = make_course(doctor, course.patient, opened_on=today)
    make_session(doctor, other, today - timedelta(days=days), volume_ml=Decimal(15), amount="150 mg")
    assert found(course, practice, doctor, 6).get("dose/maximum") == severity


def test_lidocaine_within_a_product_shares_it_as_well(doctor, practice, course):
    today = timezone.localdate()
    other = make_course(doctor, course.patient, opened_on=today)
    assert "dose/maximum" not in found(course, practice, doctor, 6)
    make_session(
        doctor, other, today, product=MIXED, substance="lidocaine-adrenaline", amount="", volume_ml=Decimal(15)
    )
    assert found(course, practice, doctor, 6)["dose/maximum"] == "stop"
