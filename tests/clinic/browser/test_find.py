"""A product is looked for by typing in the composer: by keyboard, by touch, on a page without JavaScript, by axe."""

from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.clinic.browser.conftest import PHONE, kept_with, signed_in_at

DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "fr", "reduced_motion": "reduce"}
FIELD, SENT = "[id=product-0-0-find]", "[name=product-0-0]"


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def plan(request, browser, session_address):
    with closing(browser.new_context(**request.param)) as context:
        yield signed_in_at(context, session_address.replace("/session/", "/plan/"))


def typed(page: Page, words: str) -> None:
    page.locator(FIELD).click()
    page.locator(FIELD).fill("")
    page.keyboard.type(words)


def found(page: Page):
    return page.locator("[id=product-0-0-list] [role=option]:visible")


def test_product_is_found_by_a_brand_and_chosen_by_keyboard(plan):
    typed(plan, "CARBOCAINE 20")
    expect(found(plan)).to_have_count(1)
    expect(plan.locator(FIELD)).to_have_attribute("aria-activedescendant", found(plan).get_attribute("id") or "none")
    with kept_with(plan, "mepivacaine-20mg-ml"):
        plan.keyboard.press("Enter")
    expect(plan.locator(SENT)).to_have_value("mepivacaine-20mg-ml")
    expect(plan.locator(FIELD)).to_have_attribute("aria-expanded", "false")
    assert plan.url.endswith("/plan/")
    plan.reload()
    expect(plan.locator(FIELD)).to_have_value(plan.locator(f"{SENT} option:checked").inner_text())


def test_product_is_found_by_its_family_in_either_language_whatever_the_accents(plan):
    for words in ("anesthesique local amide", "Anésthésique", "amide anaesthetic"):
        typed(plan, words)
        expect(found(plan).filter(has_text="10 mg/mL (Mesoca")).to_have_count(1)
    found(plan).filter(has_text="20 mg/mL (Carbocaine)").click()
    expect(plan.locator(SENT)).to_have_value("mepivacaine-20mg-ml")


def test_what_was_chosen_stays_until_something_else_is(plan):
    before = plan.locator(FIELD).input_value()
    assert before
    typed(plan, "xyz")
    expect(found(plan)).to_have_count(0)
    expect(plan.locator(".find [role=status]").first).not_to_be_empty()
    plan.keyboard.press("Escape")
    expect(plan.locator(FIELD)).to_have_value(before)
    typed(plan, "mepi")
    plan.locator("#note").click()
    expect(plan.locator(FIELD)).to_have_value(before)
    expect(plan.locator(SENT)).to_have_value("lidocaine-10mg-ml")


def test_emptied_field_is_no_product(plan):
    plan.locator(FIELD).fill("")
    plan.locator("#note").click()
    expect(plan.locator(SENT)).to_have_value("")


def test_arrows_go_through_what_fits_and_round(plan):
    typed(plan, "mepi")
    expect(found(plan)).to_have_count(2)
    plan.keyboard.press("ArrowUp")
    expect(found(plan).last).to_have_attribute("aria-selected", "true")
    plan.keyboard.press("ArrowDown")
    expect(found(plan).first).to_have_attribute("aria-selected", "true")
    expect(found(plan).last).to_have_attribute("aria-selected", "false")


def test_axe_finds_nothing_in_the_open_list(plan):
    typed(plan, "lido")
    expect(found(plan).first).to_be_visible()
    assert Axe().run(plan).response["violations"] == []


def test_without_javascript_the_list_itself_is_chosen_from(browser, session_address):
    with closing(browser.new_context(**DESK, java_script_enabled=False)) as context:
        page = signed_in_at(context, session_address.replace("/session/", "/plan/"))
        page.locator(SENT).select_option("mepivacaine-20mg-ml")
        page.get_by_role("button", name="Enregistrer le plan").click()
        expect(page.locator(SENT)).to_have_value("mepivacaine-20mg-ml")
        expect(page.locator(FIELD)).to_have_count(0)
