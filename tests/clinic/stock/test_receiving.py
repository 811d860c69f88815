"""What comes into the cupboard again, and what no cupboard holds."""

import json
import re

import pytest
from django.db import IntegrityError
from tests.clinic.stock.test_cupboard import LIDOCAINE, new_page, received

from papule.clinic.stock.models import Lot

pytestmark = pytest.mark.usefixtures("practice")


def test_second_delivery_of_a_lot_is_taken_in_on_the_page_and_another_expiry_is_told(assistant, signed_in):
    client, said = signed_in(assistant), {
        "do": "keep", "product": LIDOCAINE, "number": "L1", "expires_on": "30/06/2027", "ampoules": "3",
        "ampoule_ml": "10",
    }  # fmt: skip
    for number in ("L1", "L1", "l1"):
        assert client.post("/stock/receive/", said | {"number": number, "once": new_page()}).status_code == 302
    assert [(each.number, each.ampoules) for each in Lot.objects.all()] == [("L1", 9)]
    page = client.post("/stock/receive/", said | {"expires_on": "30/06/2028", "once": new_page()})
    assert list(page.context["form"].errors) == ["expires_on"]


@pytest.mark.parametrize("found", ["99999999999", "-1", ""])
def test_count_that_no_cupboard_holds_is_told(actor, assistant, signed_in, found):
    lot = received(actor)
    form = {"do": "count", "ampoules": found, "expires_on": "30/06/2027"}
    page = signed_in(assistant).post(f"/stock/lots/{lot.pk}/", form)
    assert list(page.context["count"].errors) == ["ampoules"]


def test_lot_that_somebody_received_in_that_moment_is_added_to(actor, monkeypatch):
    received(actor)
    looked = []
    found = Lot.objects.select_for_update

    def too_early():
        looked.append(1)
        return Lot.objects.none() if len(looked) == 1 else found()

    monkeypatch.setattr(Lot.objects, "select_for_update", too_early)
    assert received(actor).ampoules == 20
    assert len(looked) == 2


def test_lot_that_the_database_refuses_is_not_tried_for_ever(actor, monkeypatch):
    def refuse(**_columns):
        raise IntegrityError

    monkeypatch.setattr(Lot.objects, "create", refuse)
    with pytest.raises(IntegrityError):
        received(actor)


@pytest.mark.parametrize("key", ["abc", "²", "9" * 30, ""])
def test_item_of_the_kit_that_is_none_is_not_found(assistant, signed_in, key):
    assert signed_in(assistant).post("/stock/kit/", {"do": f"remove-{key}"}).status_code == 404


@pytest.mark.parametrize("address", ["/stock/receive/", "/stock/ordering/", "/recalls/trace/"])
def test_product_is_asked_with_the_names_it_is_found_by(assistant, signed_in, address):
    page = signed_in(assistant).get(address).content.decode()
    assert re.search(r'<select name="product"[^>]* data-find="product-names" data-none="[^"]+"', page)
    names = json.loads(re.search(r'<script id="product-names" type="application/json">(.*?)</script>', page)[1])
    assert "Xylocaine" in names[LIDOCAINE]
    assert "papule/find" in page
