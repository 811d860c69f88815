import re
import secrets
from datetime import date, timedelta

import pytest
from django.utils import timezone

from papule.clinic.audit.models import AuditEvent
from papule.clinic.knowledge import view_on
from papule.clinic.stock import recalls, services
from papule.clinic.stock.forms import find_expiry
from papule.clinic.stock.kit import kit_on, named_contents
from papule.clinic.stock.lots import product_of, refusal, shelves, usable
from papule.clinic.stock.models import Antiseptic, Device, KitItem, Lot

TODAY = date(2026, 11, 27)
LIDOCAINE, OTHER = "lidocaine-10mg-ml", "piroxicam-20mg-ml"
GTIN = "03400936321953"


def new_page() -> str:
    """The key that a page is pressed with: each page its own."""
    return secrets.token_urlsafe(16)


def received(actor, number: str = "L1", product: str = LIDOCAINE, **more) -> Lot:
    said = {"expires_on": date(2027, 6, 30), "ampoules": 10, "gtin": "", "trade_name": "", "place": ""} | more
    return services.receive(actor, {"product": product, "number": number, **said})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/2027", date(2027, 12, 31)),
        ("02/28", date(2028, 2, 29)),
        ("31/12/2027", date(2027, 12, 31)),
        ("31.12.27", date(2027, 12, 31)),
        ("2027-12", date(2027, 12, 31)),
        ("2027-12-01", date(2027, 12, 1)),
        ("31/02/2027", None),
        ("13/2027", None),
        ("soon", None),
        ("", None),
        ("12/2027 or so", None),
    ],
)
def test_expiry_is_read_as_it_is_printed(typed, day):
    assert find_expiry(typed) == day


def test_same_lot_received_twice_is_added_up(actor):
    received(actor, place="fridge")
    received(actor, ampoules=5)
    lot = Lot.objects.get()
    assert (lot.ampoules, lot.place) == (15, "fridge")
    assert AuditEvent.objects.filter(action="stock.receive").count() == 2


def test_same_lot_with_another_expiry_is_refused_and_nothing_is_written(actor):
    received(actor)
    with pytest.raises(services.OtherExpiryError):
        received(actor, expires_on=date(2028, 6, 30))
    assert Lot.objects.get().ampoules == 10
    assert AuditEvent.objects.filter(action="stock.receive").count() == 1


def test_first_to_expire_is_proposed_first_and_nothing_that_may_not_be_used(actor):
    late = received(actor, "LATE", expires_on=date(2028, 1, 31))
    early = received(actor, "EARLY", expires_on=date(2027, 1, 31))
    received(actor, "GONE", expires_on=TODAY - timedelta(days=1))
    received(actor, "EMPTY", expires_on=date(2026, 12, 31), ampoules=0)
    received(actor, "RECALLED", expires_on=date(2026, 12, 31))
    recalls.start(actor, "particles", product=LIDOCAINE, lot_number="recalled")
    assert list(usable(LIDOCAINE, TODAY)) == [early, late]


def test_lot_is_good_through_its_last_day_and_refused_after(actor):
    assert refusal(LIDOCAINE, "A", TODAY, "", TODAY) == ""
    assert "Expired" in refusal(LIDOCAINE, "A", TODAY, "", TODAY + timedelta(days=1))


def test_recalled_lot_is_refused_at_once_and_however_it_is_typed(actor):
    lot = received(actor, "ab12")
    assert refusal(LIDOCAINE, "AB12", lot.expires_on, "", TODAY) == ""
    recall = recalls.start(actor, "particles", product=LIDOCAINE, lot_number="AB12")
    assert "particles" in refusal(LIDOCAINE, "AB12", lot.expires_on, "", TODAY)
    recalls.withdraw(actor, recall, "a mistake")
    assert refusal(LIDOCAINE, "AB12", lot.expires_on, "", TODAY) == ""


def test_code_of_another_product_is_refused(actor):
    received(actor, gtin=GTIN)
    assert product_of(GTIN) == LIDOCAINE
    assert "another product" in refusal(OTHER, "X", date(2028, 1, 1), GTIN, TODAY)
    assert refusal(LIDOCAINE, "X", date(2028, 1, 1), GTIN, TODAY) == ""


def test_lot_that_the_cupboard_knows_otherwise_is_refused(actor):
    lot = received(actor, "AB12")
    assert "Read the ampoule again" in refusal(LIDOCAINE, "ab12", date(2029, 1, 31), "", TODAY)
    assert "lies in the cupboard as" in refusal(OTHER, "AB12", lot.expires_on, "", TODAY)
    received(actor, "AB12", OTHER)
    assert refusal(OTHER, "AB12", lot.expires_on, "", TODAY) == ""
    assert refusal(OTHER, "NEW", lot.expires_on, "", TODAY) == ""


@pytest.mark.parametrize(("number", "expires_on"), [("", date(2028, 1, 1)), ("A", None)])
def test_lot_without_number_or_expiry_is_refused(practice, number, expires_on):
    assert "missing" in refusal(LIDOCAINE, number, expires_on, "", TODAY)


def test_shelves_are_searched_by_product_trade_name_lot_and_code(actor):
    received(actor, "L1", trade_name="MESOCAÏNE", gtin=GTIN)
    received(actor, "P9", OTHER)
    for query in ("lidoca", "mesocaï", "l1", GTIN[3:9], ""):
        assert LIDOCAINE in [shelf.product for shelf in shelves(query)], query
    assert shelves("nothing like it") == ()


def test_kit_is_ready_only_when_whole_and_in_date(actor):
    assert not kit_on(TODAY).is_ready
    first = KitItem(name="adrenaline 1 mg/mL", expires_on=TODAY)
    services.keep(actor, first)
    services.keep(actor, KitItem(name="oxygen"))
    assert kit_on(TODAY).is_ready
    assert kit_on(TODAY).checked_on is None
    assert kit_on(TODAY + timedelta(days=1)).expired == (first,)
    services.check_kit(actor, {first.pk}, {first.pk: date(2028, 1, 31)})
    kit = kit_on(TODAY)
    assert [each.name for each in kit.missing] == ["oxygen"]
    assert kit.checked_on == timezone.localdate()
    assert not kit.is_ready


def test_knowledge_names_contents_of_a_kit_with_sources():
    named = named_contents(view_on(TODAY, "FR", "sfm"))
    assert len(named) >= 5
    assert all(each.cite for each in named)


def test_antiseptic_out_of_date_or_no_longer_used_is_not_proposed(actor):
    services.keep(actor, Antiseptic(name="good"))
    services.keep(actor, Antiseptic(name="old", expires_on=TODAY - timedelta(days=1)))
    services.keep(actor, Antiseptic(name="unused", is_used=False))
    assert [each.name for each in services.antiseptics_in_use(TODAY)] == ["good"]


def test_cleaning_is_logged_with_who_and_how(actor, doctor):
    device = Device(name="Gun 1")
    services.keep(actor, device)
    services.clean(actor, doctor, device, "wipe")
    entry = device.cleanings.get()
    assert (entry.cleaned_by, entry.method) == (doctor, "wipe")


PAGES = ("/stock/", "/stock/?q=lid&all=on", "/stock/receive/", "/stock/scanner/", "/stock/kit/", "/stock/antiseptics/",
         "/stock/devices/")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_the_assistant_and_not_for_the_researcher(assistant, researcher, signed_in, page):
    assert signed_in(assistant).get(page).status_code == 200
    assert signed_in(researcher).get(page).status_code == 403


def test_lot_is_scanned_confirmed_and_lies_in_the_cupboard(assistant, signed_in):
    client = signed_in(assistant)
    read = client.post("/stock/receive/", {"do": "read", "scan": f"01{GTIN}1728123110LOT42"})
    said = read.context["form"].initial
    assert (said["number"], said["gtin"], said["product"]) == ("LOT42", GTIN, "")
    assert Lot.objects.count() == 0
    form = {"do": "keep", "product": LIDOCAINE, "number": "LOT42", "expires_on": "31/12/2028", "gtin": GTIN,
            "ampoules": "10", "once": new_page()}  # fmt: skip
    assert client.post("/stock/receive/", form).status_code == 302
    assert Lot.objects.get().gtin == GTIN
    again = client.post("/stock/receive/", {"do": "read", "scan": f"01{GTIN}1729123110LOT43"})
    assert again.context["form"].initial["product"] == LIDOCAINE


@pytest.mark.parametrize(
    "wrong",
    [
        {"product": "no-such-product"},
        {"number": ""},
        {"number": "9" * 41},
        {"expires_on": "never"},
        {"gtin": "3400936321954"},
        {"ampoules": "-1"},
        {"ampoules": "99999999999999999999"},
    ],
)
def test_lot_with_something_wrong_is_refused_and_what_was_typed_stays(assistant, signed_in, wrong):
    form = {"do": "keep", "product": LIDOCAINE, "number": "LOT42", "expires_on": "12/2028", "ampoules": "7"} | wrong
    page = signed_in(assistant).post("/stock/receive/", form | {"once": new_page()})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == list(wrong)
    assert page.context["form"].data["number"] == form["number"]
    assert Lot.objects.count() == 0


def test_scanner_trial_finds_a_scanner_that_types_for_another_keyboard(assistant, signed_in):
    client = signed_in(assistant)
    right = client.post("/stock/scanner/", {"scan": "]d2010340090000000610AZQWM-12␝1730123121T1"})
    assert right.context["is_typed_right"]
    lost = client.post("/stock/scanner/", {"scan": "]d2010340090000000610AZQWM-121730123121T1"})
    assert not lost.context["is_right"]
    french = "$dé010340090000000610AZQWM-12<GS>1730123121T1"
    assert not client.post("/stock/scanner/", {"scan": french}).context["is_right"]


def test_expiry_that_was_misread_is_put_right_on_the_page_of_the_lot(assistant, actor, signed_in):
    lot = received(actor)
    form = {"do": "count", "ampoules": "4", "place": "", "trade_name": "", "expires_on": "31/07/2027"}
    signed_in(assistant).post(f"/stock/lots/{lot.pk}/", form | {"once": new_page()})
    lot.refresh_from_db()
    assert (lot.ampoules, lot.expires_on) == (4, date(2027, 7, 31))
    wrong = signed_in(assistant).post(f"/stock/lots/{lot.pk}/", form | {"expires_on": "never"})
    assert wrong.context["count"].errors


def test_kit_over_the_page_is_taken_over_gone_through_and_emptied(assistant, signed_in):
    client = signed_in(assistant)
    for _ in range(2):
        client.post("/stock/kit/", {"do": "take", "item": "kit-adrenaline"})
    item = KitItem.objects.get()
    client.post("/stock/kit/", {"do": "check", "present": [item.pk], f"expires-{item.pk}": "12/2027"})
    item.refresh_from_db()
    assert (item.expires_on, item.is_present) == (date(2027, 12, 31), True)
    client.post("/stock/kit/", {"do": "check", "present": [item.pk], f"expires-{item.pk}": "nonsense"})
    item.refresh_from_db()
    assert item.expires_on == date(2027, 12, 31)
    client.post("/stock/kit/", {"do": f"remove-{item.pk}"})
    assert not KitItem.objects.exists()


def test_antiseptic_over_the_page_keeps_its_allergy_groups(assistant, signed_in):
    client = signed_in(assistant)
    client.post("/stock/antiseptics/", {"name": "Biseptine", "is_used": "on", "allergy_groups": ["chlorhexidine"]})
    made = Antiseptic.objects.get()
    assert made.allergy_groups == ["chlorhexidine"]
    page = client.get(f"/stock/antiseptics/{made.pk}/").content.decode()
    assert re.search(r'value="chlorhexidine"[^>]*checked', page)
    wrong = client.post("/stock/antiseptics/", {"name": "X", "allergy_groups": ["no-such-group"]})
    assert wrong.context["form"].errors
