"""A doctor who receives on weekday mornings, in Paris. For tests of the agenda."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from papule.clinic.agenda.models import Opening, VisitType

LATE = date(timezone.localdate().year + 1, 11, 30)
MONDAY = LATE + timedelta(days=-LATE.weekday() % 7)  # to come, three weeks without a public holiday after it


@pytest.fixture(autouse=True)
def paris():
    with timezone.override("Europe/Paris"):
        yield


@pytest.fixture
def visit(practice) -> VisitType:
    return VisitType.objects.create(name="Séance", minutes=30, is_session=True)


@pytest.fixture
def hours(doctor):
    for weekday in range(5):
        Opening.objects.create(doctor=doctor, weekday=weekday, begins=time(9), ends=time(12))
