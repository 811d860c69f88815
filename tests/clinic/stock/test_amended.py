"""What an amendment gives back to the cupboard: no more than the session took from it."""

from decimal import Decimal

import pytest
from tests.clinic.care.couch import filled, ready, signed
from tests.clinic.care.test_session_record import amended, amendment
from tests.clinic.made import TESTS

from papule.clinic.care.models import Session
from papule.clinic.stock import movements, services
from papule.clinic.stock.models import Lot


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


@pytest.fixture
def course(doctor, practice):
    return ready(doctor, practice)


def treated(client, course, here: int) -> Session:
    """A session that used two ampoules of T-1, of which so many lay here; T-2 is what was really in the hand."""
    fields = filled(client, course)
    Lot.objects.filter(number="T-1").update(ampoules=here, ampoule_ml=Decimal("0.5"))
    known = Lot.objects.get(number="T-1")
    services.receive(TESTS, {"product": known.product, "number": "T-2", "expires_on": known.expires_on, "ampoules": 10})
    signed(client, course, fields)
    return Session.objects.get()


def put_right(client, session, lot: str = "T-2", version: str = "1") -> None:
    fields = amendment(client, session, reason="misread", version=version, **{"lot-0-1-0": lot})
    fields["expiry-0-1-0"] = Lot.objects.get(number=lot).expires_on.strftime("%d/%m/%Y")
    assert amended(client, session, fields).status_code == 302


def left(number: str) -> tuple[int, int]:
    """How many lie here, and how many are told as short."""
    lot = Lot.objects.get(number=number)
    return lot.ampoules, movements.short_since(lot)


@pytest.mark.parametrize(("here", "after"), [(0, (0, 2)), (1, (0, 1)), (5, (3, 0))])
def test_amended_lot_gives_back_only_what_was_there(client, course, here, after):
    session = treated(client, course, here)
    assert left("T-1") == after
    put_right(client, session)
    assert left("T-1") == (here, 0)
    assert left("T-2") == (9, 0)
    page = client.get(f"/stock/lots/{Lot.objects.get(number='T-1').pk}/").content.decode()
    assert ("shortage taken back" in page) is (here < 2)


def test_lot_amended_back_is_taken_and_short_again(client, course):
    session = treated(client, course, 1)
    put_right(client, session)
    put_right(client, session, "T-1", "2")
    assert left("T-1") == (0, 1)
    assert left("T-2") == (10, 0)


def test_lot_that_was_counted_since_stays_as_it_was_counted(client, course):
    session = treated(client, course, 1)
    for number, found in (("T-1", 1), ("T-2", 9)):  # as they lie there, the misreading not yet noticed
        movements.count(TESTS, Lot.objects.get(number=number), {"ampoules": found})
    put_right(client, session)
    assert (left("T-1"), left("T-2")) == ((1, 0), (9, 0))
