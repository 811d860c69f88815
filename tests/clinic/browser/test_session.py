"""The session in a real browser: six taps, no connection, two at once, keyboard alone, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.clinic.browser.conftest import PHONE, kept_with, signed_in_at
from tests.clinic.conftest import PASSWORD

TAPS = tuple(f"label[for={each}]" for each in ("identity", "changes-none", "nrs-6", "lots", "look-0-clear"))
FIRST = tuple(f"label[for={each}]" for each in ("consent-oral", "capacity-able", "antiseptic-1"))


def sign(page: Page, taps: tuple[str, ...]) -> int:
    """Tap, then the password and Enter; gives the number of taps."""
    for tap in taps:
        page.locator(tap).tap()
    page.locator("#password").tap()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sessions/*/**")
    return len(taps) + 1


def test_identical_follow_up_takes_six_taps(context, session_address):
    page = signed_in_at(context, session_address)
    sign(page, TAPS + FIRST)
    page.goto(session_address)
    assert sign(page, TAPS) <= 6
    expect(page.locator("h1")).to_contain_text("Session 2")


def test_session_is_filled_in_and_signed_by_keyboard_alone(context, session_address):
    page = signed_in_at(context, session_address)
    first = ("#consent-oral", "#capacity-able", "#antiseptic-1")
    for field in ("#identity", "#changes-none", "#nrs-6", *first, "#lots", "#look-0-clear"):
        page.focus(field)
        page.keyboard.press("Space")
        expect(page.locator(field)).to_be_checked()
    page.focus("#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sessions/*/**")
    expect(page.locator("main")).to_contain_text("is signed")


def test_connection_lost_while_filling_in_loses_nothing(context, session_address):
    page = signed_in_at(context, session_address)
    context.set_offline(True)
    page.fill("#note", "typed without a connection")
    page.locator("label[for=identity]").tap()
    page.get_by_text("No connection").wait_for()
    context.set_offline(False)
    page.get_by_text("Kept at").wait_for()
    page.reload()
    expect(page.locator("#note")).to_have_value("typed without a connection")
    expect(page.locator("#identity")).to_be_checked()


def test_page_closed_without_a_connection_is_filled_in_again(context, session_address):
    page = signed_in_at(context, session_address)
    context.set_offline(True)
    page.fill("#note", "typed, then closed")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(session_address)
    expect(again.locator("#note")).to_have_value("typed, then closed")


def test_second_page_is_told_and_overwrites_nothing(context, session_address):
    page = signed_in_at(context, session_address)
    page.fill("#note", "first")
    page.locator("label[for=identity]").tap()
    page.get_by_text("Kept at").wait_for()
    other = context.new_page()
    other.goto(session_address)
    with kept_with(page, "second"):
        page.fill("#note", "second")
        page.locator("label[for=lots]").tap()
    other.locator("label[for=look-0-clear]").tap()
    other.get_by_text("has filled in this session too").wait_for()
    page.reload()
    expect(page.locator("#note")).to_have_value("second")


def test_lots_that_are_typed_anew_are_confirmed_anew(context, session_address):
    page = signed_in_at(context, session_address)
    page.locator("label[for=lots]").tap()
    page.locator("#lot-0-0-0-row summary").tap()
    page.fill("#lot-0-0-0", "OTHER")
    expect(page.locator("#lots")).not_to_be_checked()


def test_time_of_observation_runs_and_survives_a_reload(context, session_address):
    page = signed_in_at(context, session_address)
    page.get_by_role("button", name="Injected: start the time").tap()
    timer = page.get_by_role("timer")
    expect(timer).to_contain_text("left")
    until, before = timer.get_attribute("data-until"), timer.inner_text()
    expect(timer).not_to_have_text(before)
    page.reload()
    expect(timer).to_contain_text("left")
    assert timer.get_attribute("data-until") == until


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_session_record_and_amendment(browser, session_address, scheme):
    context = browser.new_context(**PHONE, color_scheme=scheme)
    page = signed_in_at(context, session_address)
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    page.locator("label[for=changes-some]").tap()
    found = Axe().run(page).response["violations"]
    page.goto(session_address)
    sign(page, TAPS + FIRST)
    found += Axe().run(page).response["violations"]
    page.goto(f"{page.url}amend/")
    found += Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    context.close()


SIGN_AT_ONCE = """async ([password, times]) => {
  const form = new FormData(document.getElementById("session"));
  form.set("do", "sign");
  form.set("password", password);
  const send = () => fetch(location.href, { method: "POST", body: form }).then((answer) => answer.url);
  return Promise.all(Array.from({ length: times }, send));
}"""


def test_signed_five_times_at_once_there_is_one_session(context, session_address):
    page = signed_in_at(context, session_address)
    for tap in TAPS + FIRST:
        page.locator(tap).tap()
    page.get_by_text("Ready to be signed").wait_for()
    page.wait_for_load_state("networkidle")
    answers = page.evaluate(SIGN_AT_ONCE, [PASSWORD, 5])
    assert len(set(answers)) == 1, answers
    assert "/sessions/" in answers[0]
    page.goto(session_address)
    expect(page.locator("h1")).to_contain_text("Session 2")


def test_signed_out_while_typing_signs_in_again_and_goes_on(context, session_address):
    page = signed_in_at(context, session_address)
    context.clear_cookies(name="papule_session")
    page.fill("#note", "typed while signed out")
    page.locator("label[for=identity]").tap()
    page.locator("[name=login]").wait_for()
    page.fill("[name=login]", "doctor")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("#note")).to_have_value("typed while signed out")
    expect(page.locator("#identity")).to_be_checked()


def test_session_is_filled_in_and_signed_without_javascript(browser, session_address):
    context = browser.new_context(**PHONE, java_script_enabled=False)
    page = signed_in_at(context, session_address)
    for tap in TAPS + FIRST:
        page.locator(tap).tap()
    page.get_by_role("button", name="Injected: start the time").tap()
    expect(page.get_by_role("timer")).to_contain_text("until")
    expect(page.locator("#identity")).to_be_checked()
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign session 1").tap()
    page.wait_for_url("**/sessions/*/**")
    context.close()
