"""The number of a lot, cleaned in one way wherever it is written; what belongs to another ampoule is not kept."""

import pytest
from tests.clinic.care.couch import GTIN, LIDOCAINE, address, filled, signed, told
from tests.clinic.care.test_session_record import amended, amendment, record_address
from tests.clinic.made import TESTS

from papule.clinic.care.models import Administration, Session, SessionVersion
from papule.clinic.care.session_record import record_of
from papule.clinic.stock import recalls

TYPED = {"expiry-0-0-0": "12/2098", "gtin-0-0-0": "", "trade-0-0-0": ""}


def written(version: int) -> tuple[str, str, str]:
    given = Administration.objects.get(version__number=version, product=LIDOCAINE)
    return given.lot_number, given.gtin, given.product_name


@pytest.mark.parametrize("number", ["AB  12", " AB\t12 ", "AB\u00a0 12"])
def test_recalled_lot_is_refused_however_its_spaces_are_typed(client, course, number):
    recalls.start(TESTS, "particles", product=LIDOCAINE, lot_number="AB 12")
    assert told(signed(client, course, filled(client, course) | TYPED | {"lot-0-0-0": number})) == ["lot-0-0-0"]


def test_lot_is_kept_in_sessions_and_amendments_as_it_is_searched_for(client, course):
    signed(client, course, filled(client, course) | TYPED | {"lot-0-0-0": "AB  12"})
    assert written(1)[0] == "AB 12"
    fields = amendment(client, Session.objects.get(), **{"lot-0-0-0": "AB \t 13", "reason": "misread"})
    assert amended(client, Session.objects.get(), fields).status_code == 302
    assert written(2)[0] == "AB 13"


def test_amended_lot_leaves_code_and_trade_name_of_the_ampoule_that_it_was_not(client, course):
    more = {"trade-0-0-0": "Xylocaine", "gtin-0-0-0": GTIN}
    signed(client, course, filled(client, course) | more)
    session = Session.objects.get()
    assert written(1) == ("L-FIRST", GTIN, "Xylocaine")
    amended(client, session, amendment(client, session, note="more", reason="forgotten"))
    assert written(2) == ("L-FIRST", GTIN, "Xylocaine")
    amended(client, session, amendment(client, session, **{"lot-0-0-0": "L-OTHER", "reason": "misread"}))
    number, gtin, name = written(3)
    assert (number, gtin) == ("L-OTHER", "")
    assert "Xylocaine" not in name


def test_lot_typed_over_another_leaves_the_code_and_trade_name_of_the_ampoule_it_is_not(client, course):
    as_shown = filled(client, course) | {"trade-0-0-0": "Xylocaine"}
    assert (as_shown["lot-0-0-0"], as_shown["gtin-0-0-0"]) == ("L-FIRST", GTIN)
    client.post(address(course), {**as_shown, "lot-0-0-0": "L-TYPED", "expiry-0-0-0": "12/2098", "do": "save"})
    again = filled(client, course)
    assert (again["lot-0-0-0"], again["gtin-0-0-0"], again["trade-0-0-0"]) == ("L-TYPED", "", "")
    signed(client, course, again)
    number, gtin, name = written(1)
    assert (number, gtin) == ("L-TYPED", "")
    assert "Xylocaine" not in name


def test_lot_typed_as_it_was_keeps_its_code(client, course):
    signed(client, course, filled(client, course) | {"lot-0-0-0": " L-FIRST "})
    assert written(1)[:2] == ("L-FIRST", GTIN)


REFUSED = {
    "recalled": ({"lot-0-0-0": "L-BAD"}, "particles"),
    "expired": ({"lot-0-0-0": "L-OLD", "expiry-0-0-0": "01/2020"}, "Expired on 31 January 2020."),
    "in the cupboard otherwise": ({"lot-0-0-0": "L-LATE"}, "In the cupboard this lot expires on"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_amended_lot_that_may_not_be_given_is_told_and_stands_with_a_reason(client, course, what):
    more, told_of_it = REFUSED[what]
    recalls.start(TESTS, "particles", product=LIDOCAINE, lot_number="L-BAD")
    signed(client, course, filled(client, course))
    session = Session.objects.get()
    fields = amendment(client, session, reason="misread", **more)
    page = amended(client, session, fields)
    assert page.status_code == 422
    assert told_of_it in str(page.context["form"]["lot-0-0-0"].errors)
    assert list(page.context["form"].fields)[:3] == ["lot-0-0-0", "expiry-0-0-0", "despite-0-0-0"]
    assert SessionVersion.objects.count() == 1
    assert amended(client, session, fields | {"despite-0-0-0": "w" * 501}).status_code == 422
    assert amended(client, session, fields | {"despite-0-0-0": "so the ampoule says"}).status_code == 302
    lot = record_of(SessionVersion.objects.get(number=2).record).syringes[0].products[0].lots[0]
    assert lot.despite == "so the ampoule says"
    assert set(lot.refused) == {"en", "fr"}
    session.refresh_from_db()
    said = client.get(record_address(session)).content.decode()
    assert told_of_it in said
    assert "written down all the same: so the ampoule says" in said
    note = amendment(client, session, reason="forgotten", note="more")
    assert amended(client, session, note).status_code == 302
    assert record_of(SessionVersion.objects.get(number=3).record).syringes[0].products[0].lots[0] == lot


def test_lot_that_is_recalled_after_its_session_stands_in_the_way_of_no_other_amendment(client, course):
    signed(client, course, filled(client, course))
    session = Session.objects.get()
    recalls.start(TESTS, "particles", product=LIDOCAINE, lot_number="L-FIRST")
    assert amended(client, session, amendment(client, session, note="more", reason="forgotten")).status_code == 302


def test_amendment_to_a_lot_that_may_be_given_forgets_why_another_stood_there(client, course):
    recalls.start(TESTS, "particles", product=LIDOCAINE, lot_number="L-BAD")
    signed(client, course, filled(client, course))
    session = Session.objects.get()
    bad = {"lot-0-0-0": "L-BAD", "despite-0-0-0": "so it says", "reason": "misread"}
    assert amended(client, session, amendment(client, session, **bad)).status_code == 302
    assert (
        amended(client, session, amendment(client, session, **{"lot-0-0-0": "L-FIRST", "reason": "no"})).status_code
        == 302
    )
    lot = record_of(SessionVersion.objects.get(number=3).record).syringes[0].products[0].lots[0]
    assert (lot.number, lot.refused, lot.despite) == ("L-FIRST", {}, "")
