"""The cupboard in a real browser: a hand scanner, a camera, a photograph, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.clinic.browser.conftest import PHONE, signed_in_at
from tests.clinic.stock.test_photos import CODE, photographed

GTIN = "03400936321953"
PAGES = ("", "receive/", "scanner/", "lots/1/", "kit/", "antiseptics/", "antiseptics/1/", "devices/")
SEES = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["data_matrix"]; }
  async detect() { return [{ rawValue: "0103400936321953" + "10CAMERA" + String.fromCharCode(29) + "17281231" }]; }
};
"""


def stock(session_address: str, page: str = "") -> str:
    return f"{session_address.partition('/care/')[0]}/stock/{page}"


def confirmed(page: Page, lot: str) -> None:
    """What was read stands in the form; it is put into the cupboard."""
    expect(page.locator("#id_number")).to_have_value(lot)
    expect(page.locator("#id_expires_on")).to_have_value("31/12/2028")
    expect(page.locator("#id_product")).to_have_value("lidocaine-10mg-ml")
    page.get_by_role("button", name="As printed").tap()
    page.get_by_text(f"Lot {lot}").wait_for()


def test_hand_scanner_types_its_separator_as_a_key_and_ends_with_enter(context, session_address):
    page = signed_in_at(context, stock(session_address, "receive/"))
    page.focus("#scan")
    page.keyboard.type(f"]d201{GTIN}10SCANNED")
    page.keyboard.press("Control+BracketRight")
    page.keyboard.type("17281231")
    page.keyboard.press("Enter")
    confirmed(page, "SCANNED")


def test_camera_reads_a_code_where_the_browser_can(context, session_address):
    context.add_init_script(SEES)
    page = signed_in_at(context, stock(session_address, "receive/"))
    page.get_by_role("button", name="Live camera").tap()
    confirmed(page, "CAMERA")


def test_browser_that_sees_no_codes_offers_no_camera(context, session_address):
    page = signed_in_at(context, stock(session_address, "receive/"))
    expect(page.locator("[data-scan-camera]")).to_have_count(1)
    has_detector = page.evaluate("'BarcodeDetector' in window")
    expect(page.locator("[data-scan-camera]")).to_be_visible(visible=has_detector)


def test_photograph_is_read_by_the_server(context, session_address, tmp_path):
    photographed(CODE).save(tmp_path / "photo.jpg", "JPEG")
    page = signed_in_at(context, stock(session_address, "receive/"))
    page.set_input_files("#photo", tmp_path / "photo.jpg")
    page.get_by_role("button", name="Read the photograph").tap()
    confirmed(page, "LOT42")


def test_photograph_of_an_ampoule_goes_to_its_product_in_the_session(context, session_address, tmp_path):
    photographed(CODE).save(tmp_path / "photo.jpg", "JPEG")
    page = signed_in_at(context, session_address)
    page.locator("label[for=lots]").tap()
    page.locator("#scan-lots > summary").tap()
    page.set_input_files("#photo", tmp_path / "photo.jpg")
    page.get_by_role("button", name="Read the photograph").tap()
    page.get_by_text("LOT42").first.wait_for()
    expect(page.locator("#lots")).not_to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_cupboard(browser, session_address, scheme):
    context = browser.new_context(**PHONE, color_scheme=scheme)
    page = signed_in_at(context, stock(session_address))
    found = []
    for each in PAGES:
        page.goto(stock(session_address, each))
        violations = Axe().run(page).response["violations"]
        found += [(each, violation["id"], violation["nodes"][0]["html"]) for violation in violations]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), each
    assert found == []
    context.close()
