"""What comes into the cupboard again, and what no cupboard holds."""

import pytest
from tests.clinic.stock.test_cupboard import LIDOCAINE, received

from papule.clinic.stock.models import Lot

pytestmark = pytest.mark.usefixtures("practice")


def test_second_delivery_of_a_lot_is_taken_in_on_the_page_and_another_expiry_is_told(assistant, signed_in):
    client, said = signed_in(assistant), {
        "do": "keep", "product": LIDOCAINE, "number": "L1", "expires_on": "30/06/2027", "ampoules": "3",
        "ampoule_ml": "10",
    }  # fmt: skip
    for number in ("L1", "L1", "l1"):
        assert client.post("/stock/receive/", said | {"number": number}).status_code == 302
    assert [(each.number, each.ampoules) for each in Lot.objects.all()] == [("L1", 9)]
    page = client.post("/stock/receive/", said | {"expires_on": "30/06/2028"})
    assert list(page.context["form"].errors) == ["expires_on"]


@pytest.mark.parametrize("found", ["99999999999", "-1", ""])
def test_count_that_no_cupboard_holds_is_told(actor, assistant, signed_in, found):
    lot = received(actor)
    form = {"do": "count", "ampoules": found, "expires_on": "30/06/2027"}
    page = signed_in(assistant).post(f"/stock/lots/{lot.pk}/", form)
    assert list(page.context["count"].errors) == ["ampoules"]
