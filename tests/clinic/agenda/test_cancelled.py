"""A cancelled or missed appointment holds no time, wherever it is moved."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.made import make_patient

from papule.clinic.agenda import services
from papule.clinic.agenda.refusals import TakenError
from papule.clinic.agenda.services import Place, Wanted
from papule.clinic.agenda.times import at


@pytest.fixture
def wanted(doctor, visit) -> Wanted:
    return Wanted(make_patient(), doctor, visit, at(MONDAY, time(9)))


def test_cancelled_gives_its_time_back_and_takes_it_again(actor, wanted):
    made = services.book(actor, wanted)
    services.mark(actor, made, "cancelled", 1)
    other = services.book(actor, Wanted(make_patient(), wanted.doctor, wanted.type, wanted.starts_at))
    with pytest.raises(TakenError):
        services.mark(actor, made, "booked", made.revision)
    services.mark(actor, other, "missed", 1)
    made.refresh_from_db()
    services.mark(actor, made, "booked", made.revision)
    assert made.held.count() == 6


@pytest.mark.parametrize("state", ["cancelled", "missed"])
def test_cancelled_and_moved_holds_no_time_until_it_is_booked_again(actor, wanted, state, signed_in):
    made, later = services.book(actor, wanted), wanted.starts_at + timedelta(hours=1)
    services.mark(actor, made, state, 1)
    services.move(actor, made, Place(later, wanted.doctor), made.revision)
    assert made.held.count() == 0
    page = signed_in(wanted.doctor).get(reverse("agenda:appointment", args=[made.patient_id, made.pk]))
    assert "It holds no time" in page.content.decode()
    other = services.book(actor, Wanted(make_patient(), wanted.doctor, wanted.type, later))
    with pytest.raises(TakenError):
        services.mark(actor, made, "booked", made.revision)
    services.mark(actor, other, "cancelled", 1)
    made.refresh_from_db()
    services.mark(actor, made, "booked", made.revision)
    assert made.held.count() == 6
