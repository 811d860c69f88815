"""A page of the cupboard moves ampoules once: reloaded, tapped twice, sent again by a slow line, gone back to."""

from datetime import date

import pytest
from django.db import IntegrityError
from tests.clinic.stock.test_cupboard import LIDOCAINE, new_page
from tests.clinic.stock.test_movements import moved

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.stock import movements, services
from papule.clinic.stock.models import Lot, Movement

pytestmark = pytest.mark.usefixtures("practice")
RECEIVED = {"do": "keep", "product": LIDOCAINE, "number": "L1", "expires_on": "30/06/2027", "ampoules": "10"}
OUT = {"do": "out", "kind": "wasted", "out": "3", "reason": "broken"}
COUNTED = {"do": "count", "ampoules": "8", "expires_on": "30/06/2027", "place": "drawer"}


@pytest.fixture
def client(assistant, signed_in):
    return signed_in(assistant)


@pytest.fixture
def lot(client) -> Lot:
    client.post("/stock/receive/", RECEIVED | {"once": key_of(client.get("/stock/receive/"))})
    return Lot.objects.get()


def key_of(page) -> str:
    return page.context["page"]["once"].value()


def test_lot_that_is_sent_twice_is_received_once(client, lot):
    once = Movement.objects.get().once
    for number in ("L1", "l1"):
        assert client.post("/stock/receive/", RECEIVED | {"number": number, "once": once}).status_code == 302
    lot.refresh_from_db()
    assert (lot.ampoules, moved(lot)) == (10, [("received", 10, 0)])
    assert AuditEvent.objects.filter(action="stock.receive").count() == 1


def test_each_page_has_a_key_of_its_own_and_is_received_by_itself(client, lot):
    client.post("/stock/receive/", RECEIVED | {"once": key_of(client.get("/stock/receive/"))})
    lot.refresh_from_db()
    assert lot.ampoules == 20


@pytest.mark.parametrize("other", [{"number": "L2"}, {"ampoules": "5"}, {"expires_on": "12/2028"}, {"place": "fridge"}])
def test_page_that_is_gone_back_to_and_filled_in_anew_is_told_and_kept_when_pressed_once_more(client, lot, other):
    once = Movement.objects.get().once
    page = client.post("/stock/receive/", RECEIVED | other | {"once": once})
    assert page.status_code == 200
    assert "L1" in str(page.context["form"].non_field_errors())
    assert Movement.objects.count() == 1
    assert key_of(page) != once
    again = client.post("/stock/receive/", RECEIVED | other | {"once": key_of(page)})
    assert again.status_code == (200 if "expires_on" in other else 302)  # the same lot with another expiry is refused
    assert Movement.objects.count() == (1 if "expires_on" in other else 2)


def test_ampoules_taken_out_by_one_page_twice_are_taken_out_once(client, lot):
    address, once = f"/stock/lots/{lot.pk}/", key_of(client.get(f"/stock/lots/{lot.pk}/"))
    for _time in range(3):
        assert client.post(address, OUT | {"once": once}).status_code == 302
    lot.refresh_from_db()
    assert (lot.ampoules, moved(lot)) == (7, [("received", 10, 0), ("wasted", -3, 0)])


@pytest.mark.parametrize("other", [{"out": "2"}, {"kind": "returned"}, {"reason": "expired"}])
def test_another_taking_out_by_the_same_page_is_told(client, lot, other):
    address, once = f"/stock/lots/{lot.pk}/", new_page()
    client.post(address, OUT | {"once": once})
    page = client.post(address, OUT | other | {"once": once})
    assert page.context["out"].non_field_errors()
    assert Movement.objects.count() == 2
    assert client.post(address, OUT | other | {"once": key_of(page)}).status_code == 302
    assert Movement.objects.count() == 3


def test_count_that_arrives_again_does_not_undo_what_moved_since(actor, client, lot):
    address, once = f"/stock/lots/{lot.pk}/", new_page()
    for _time in range(2):
        assert client.post(address, COUNTED | {"once": once}).status_code == 302
    movements.take_out(actor, lot, "wasted", 1, "broken")
    assert client.post(address, COUNTED | {"once": once}).status_code == 302
    lot.refresh_from_db()
    assert (lot.ampoules, lot.place) == (7, "drawer")
    assert moved(lot) == [("received", 10, 0), ("counted", -2, 0), ("wasted", -1, 0)]


@pytest.mark.parametrize("other", [{"ampoules": "9"}, {"expires_on": "31/07/2027"}, {"place": "fridge"}])
def test_count_put_right_by_a_page_that_is_gone_back_to_is_told_and_then_kept(client, lot, other):
    address, once = f"/stock/lots/{lot.pk}/", new_page()
    client.post(address, COUNTED | {"once": once})
    page = client.post(address, COUNTED | other | {"once": once})
    assert page.context["count"].non_field_errors()
    lot.refresh_from_db()
    assert (lot.ampoules, lot.place, lot.expires_on) == (8, "drawer", date(2027, 6, 30))
    assert client.post(address, COUNTED | other | {"once": key_of(page)}).status_code == 302
    lot.refresh_from_db()
    assert (lot.ampoules, lot.place) == (int(other.get("ampoules", "8")), other.get("place", "drawer"))


@pytest.mark.parametrize("once", ["", "short", "x" * 41])
@pytest.mark.parametrize("form", [OUT, COUNTED])
def test_page_without_its_key_moves_nothing(client, lot, form, once):
    page = client.post(f"/stock/lots/{lot.pk}/", form | {"once": once})
    assert page.status_code == 200
    assert page.context["page"].errors
    assert Movement.objects.count() == 1


def test_two_pages_at_one_moment_with_one_key_are_one_movement_by_the_database_itself(actor, monkeypatch):
    said = {"product": LIDOCAINE, "number": "L1", "expires_on": date(2027, 6, 30), "ampoules": 10}
    once, looked = new_page(), []
    services.receive(actor, said, once)
    find = movements.find_moved

    def too_early(key):
        looked.append(key)
        return None if len(looked) == 1 else find(key)

    monkeypatch.setattr(services, "find_moved", too_early)
    assert services.receive(actor, said, once).ampoules == 10
    assert len(looked) == 2
    with pytest.raises(IntegrityError), writing(actor, "stock.count"):
        movements.move(None, Lot.objects.get(), "counted", 1, once=once)
