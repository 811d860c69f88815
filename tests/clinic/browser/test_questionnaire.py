"""The patient's questionnaire before a first visit: on a phone, by keyboard, without a script."""

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect
from tests.clinic.browser.conftest import PHONE
from tests.clinic.browser.test_around_the_session import BOTH, DESK, let_in, somebody
from tests.clinic.browser.test_every_page import ALL_RULES, COLOURS, too_wide, unreachable

__all__ = ["somebody"]  # a fixture
MANY = 20  # pages, that nobody would go through
REST = "No to all the others, go on"


@pytest.fixture
def newcomer(demonstration):
    """The practice with somebody who was only registered: no course, no plan."""
    return replace(demonstration, known=demonstration.known | {"patient_id": demonstration.known["other_id"]})


def begin(somebody, newcomer, language, device):
    """A patient who has come in and answered that there is no warning sign."""
    practice, patient = somebody(language, DESK, "diallo"), somebody(language, device)
    let_in(practice, patient, newcomer, has_course=False)
    patient.page.goto(patient.page.url.replace("/home/", "/questions/"))
    expect(patient.page.locator("button[name=answer]")).to_have_count(3)
    patient.press("No")
    return patient


def toggle(patient, fact: str, answer: str) -> Locator:
    return patient.page.locator(f"#{answer}-{fact}")


def press(patient, fact: str, answer: str) -> None:
    patient.page.locator(f"label[for={answer}-{fact}]").click()


@BOTH
def test_questionnaire_before_a_first_visit_is_pressed_through(language, device, somebody, newcomer):
    patient = begin(somebody, newcomer, language, device)
    page = patient.page
    press(patient, "fever", "yes")
    assert unreachable(page, ALL_RULES) == []
    assert too_wide(page) == []
    page.emulate_media(color_scheme="dark")
    assert unreachable(page, COLOURS) == []
    patient.press(REST)
    patient.follow("Page before")
    expect(toggle(patient, "fever", "yes")).to_be_checked()
    button, pressed = page.locator("main button[value=no]"), 0
    while button.count() and pressed < MANY:
        button.click()
        page.wait_for_load_state()
        pressed += 1
    expect(patient.main()).to_contain_text(patient.word("Thank you"))
    expect(page.locator("main > dl dt")).to_have_count(1)
    assert unreachable(page, ALL_RULES) == []
    page.goto(page.url.replace("/questions/", "/background/"))
    page.check("[name=allergies_said][value=these]")
    page.check("[name=medicines_said][value=none]")
    patient.press("Keep")
    expect(page.get_by_role("alert")).to_contain_text(patient.word("Nothing was kept yet."))
    assert unreachable(page, ALL_RULES) == []
    assert too_wide(page) == []
    page.fill("[name=allergies]", f"latex {language}{patient.page.viewport_size['width']}, hives")
    patient.press("Keep")
    expect(patient.main()).to_contain_text(patient.word("Kept. Thank you."))


def test_questionnaire_by_keyboard_says_no_only_on_its_button(somebody, newcomer):
    patient = begin(somebody, newcomer, "en", DESK)
    page, yes, unknown = patient.page, *(toggle(patient, "fever", each) for each in ("yes", "unknown"))
    yes.focus()
    page.keyboard.press("Space")
    expect(yes).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main :checked")).to_have_count(1)
    yes.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(unknown).to_be_checked()
    expect(yes).not_to_be_checked()
    page.get_by_role("button", name=REST).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Heart and circulation")
    patient.follow("Page before")
    expect(unknown).to_be_checked()


def test_questionnaire_without_a_script_asks_again_what_is_pressed_twice(somebody, newcomer):
    patient = begin(somebody, newcomer, "fr", PHONE | {"java_script_enabled": False})
    press(patient, "fever", "yes")
    press(patient, "fever", "unknown")
    patient.press(REST)
    expect(patient.main()).to_contain_text(patient.word("“Yes” and “I don’t know” are both pressed. Leave one."))
    press(patient, "fever", "yes")
    patient.press(REST)
    expect(patient.page.locator("h1")).to_contain_text("Cœur et circulation")
