from datetime import date

import pytest

from papule.clinic.stock.barcodes import BELGIAN, FRENCH, KEYS, UnreadableError, read_scan

GS = "\x1d"
WHOLE = f"010340093632195317281231{'10LOT42'}{GS}21ABC"
FIRST_LOT = f"010340093632195310LOT42{GS}17281231"


def mangled(text: str, layout: str) -> str:
    """What a computer with this keyboard makes of the keys that an American scanner presses."""
    return text.translate(str.maketrans(KEYS, layout))


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"]d2{WHOLE}",
        f"]C1{WHOLE}",
        FIRST_LOT,
        *(FIRST_LOT.replace(GS, sign) for sign in ("<GS>", "{GS}", "␝", "|", "~", "^]", "\\x1d", "<gs>")),
        "(01)03400936321953(17)281231(10)LOT42",
        "  (01)03400936321953(10)LOT42(17)281231\n",
    ],
)
def test_code_in_every_spelling_gives_product_lot_and_expiry(text):
    scan = read_scan(text)
    assert (scan.gtin, scan.lot, scan.expires_on, scan.doubts) == ("03400936321953", "LOT42", date(2028, 12, 31), ())


@pytest.mark.parametrize("layout", [FRENCH, BELGIAN])
def test_code_typed_on_another_keyboard_is_put_right_and_doubted(layout):
    scan = read_scan(mangled(f"]d2{'0103400936321953'}1728123110AZQWM-12", layout))
    assert (scan.gtin, scan.lot, scan.expires_on) == ("03400936321953", "AZQWM-12", date(2028, 12, 31))
    assert scan.doubts == ("keyboard",)


def test_lost_separator_is_told_and_no_expiry_is_made_up():
    scan = read_scan(FIRST_LOT.replace(GS, ""))
    assert (scan.lot, scan.expires_on) == ("LOT4217281231", None)
    assert scan.doubts == ("swallowed",)


def test_code_without_expiry_is_told():
    assert read_scan("010340093632195310LOT42").doubts == ("no-expiry",)


def test_bare_product_number_is_one_and_nothing_else():
    scan = read_scan("3400936321953")
    assert (scan.gtin, scan.lot, scan.expires_on) == ("03400936321953", "", None)
    assert scan.doubts == ("no-lot", "no-expiry")


def test_day_zero_means_the_last_day_of_the_month():
    assert read_scan("01034009363219531728020010A").expires_on == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "garbage",
        "3400936321954",  # wrong check digit
        "01034009363219541728123110A",  # the same inside
        "01034009363219531728133110A",  # no such month
        "9" * 301,
        "💊",
        "<script>alert(1)</script>",
        "https://example.org/01/03400936321953",
    ],
)
def test_text_that_is_no_code_is_refused_with_what_to_do(text):
    with pytest.raises(UnreadableError, match="type the lot"):
        read_scan(text)
