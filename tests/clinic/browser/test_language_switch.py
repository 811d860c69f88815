"""The other language of a page that is not sent, or was sent back: what was typed goes along, never a password."""

from contextlib import closing

import pytest
from playwright.sync_api import Page, expect
from tests.clinic.browser.conftest import PHONE
from tests.clinic.browser.test_around_the_session import DESK, somebody
from tests.clinic.browser.test_questionnaire import begin, newcomer

__all__ = ["newcomer", "somebody"]  # fixtures


def in_french(page: Page) -> None:
    page.locator("[data-language] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_what_a_patient_typed_goes_along(somebody, newcomer, device):
    page = begin(somebody, newcomer, "en", device).page
    page.goto(page.url.replace("/questions/", "/background/"))
    page.check("[name=allergies_said][value=these]")
    page.fill("[name=medicines]", "ramipril, 5 mg")
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("[name=allergies]", "latex\nhives")
    in_french(page)
    expect(page.locator("[name=allergies]")).to_have_value("latex\nhives")
    expect(page.locator("[name=medicines]")).to_have_value("ramipril, 5 mg")
    expect(page.locator("[name=allergies_said][value=these]")).to_be_checked()
    assert page.evaluate("sessionStorage.getItem('papule-typed')") is None
    page.reload()
    expect(page.locator("[name=allergies]")).to_have_value("")


def test_login_that_was_refused_keeps_the_name_and_no_password(browser, demonstration):
    with closing(browser.new_context(**DESK, locale="en")) as context:
        page = context.new_page()
        page.goto(f"{demonstration.root}/account/login/")
        page.fill("[name=login]", "nobody")
        page.fill("[name=password]", "wrong")
        page.press("[name=password]", "Enter")
        expect(page.locator("main")).to_contain_text("not correct")
        page.fill("[name=password]", "wrong again")
        in_french(page)
        expect(page.locator("[name=login]")).to_have_value("nobody")
        expect(page.locator("[name=password]")).to_have_value("")
