"""What happens to a plan and a session when the day gets in the way."""

import re
import time
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect
from tests.clinic.browser.conftest import kept_with, signed_in_at
from tests.clinic.browser.test_session import FIRST, TAPS
from tests.clinic.conftest import PASSWORD

DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "en", "reduced_motion": "reduce"}


@pytest.fixture
def desk(browser, session_address):
    with closing(browser.new_context(**DESK)) as context:
        context.set_default_timeout(8000)
        yield context


@pytest.fixture
def plan(desk, session_address) -> Page:
    return signed_in_at(desk, session_address.replace("/session/", "/plan/"))


def kept(page: Page) -> None:
    expect(page.locator("#kept")).to_contain_text("Kept at")


def test_connection_lost_while_composing_loses_nothing(desk, plan):
    desk.set_offline(True)
    plan.fill("#note", "typed without a connection")
    expect(plan.get_by_text("No connection")).to_be_visible()
    desk.set_offline(False)
    plan.reload()
    expect(plan.locator("#note")).to_have_value("typed without a connection")


def test_connection_lost_while_a_session_is_filled_in_loses_nothing(desk, session_address):
    page = signed_in_at(desk, session_address)
    desk.set_offline(True)
    page.locator("[name=note]").evaluate("each => each.closest('details')?.setAttribute('open', '')")
    page.fill("[name=note]", "typed without a connection")
    desk.set_offline(False)
    page.reload()
    expect(page.locator("[name=note]")).to_have_value("typed without a connection")


def test_second_tab_on_a_plan_is_told_and_overwrites_nothing(desk, plan):
    other = desk.new_page()
    other.goto(plan.url)
    plan.fill("#note", "the first")
    kept(plan)
    other.fill("#note", "the second")
    expect(other.locator("#says")).to_contain_text("has changed this plan too")
    expect(other.locator("#note")).to_have_value("the second")
    plan.reload()
    expect(plan.locator("#note")).to_have_value("the first")


def test_back_to_a_plan_shows_what_was_kept(plan):
    plan.fill("#note", "before leaving")
    kept(plan)
    plan.locator(".patient-banner a").first.click()
    plan.wait_for_url(re.compile(r"/patients/\d+/$"))
    plan.go_back()
    expect(plan.locator("#note")).to_have_value("before leaving")


def test_sign_clicked_twice_is_one_session(desk, session_address):
    page = signed_in_at(desk, session_address)
    for tap in TAPS + FIRST:
        page.locator(tap).click()
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign session 1").dblclick(no_wait_after=True)
    page.wait_for_url("**/sessions/*/**")
    page.goto(session_address)
    expect(page.locator("h1")).to_contain_text("Session 2")


def test_locked_while_composing_is_unlocked_in_place(desk, plan):
    other = desk.new_page()
    other.goto(plan.url)
    other.locator("form[action$='/locked/'] button").first.click()
    other.wait_for_load_state()
    plan.fill("#note", "typed under a lock")
    plan.locator(".veil input[type=password]").fill(PASSWORD)
    plan.keyboard.press("Enter")
    expect(plan.locator(".veil")).to_have_count(0)
    expect(plan.locator("#note")).to_have_value("typed under a lock")
    with kept_with(plan, "and on"):
        plan.fill("#note", "typed under a lock, and on")
    plan.reload()
    expect(plan.locator("#note")).to_have_value("typed under a lock, and on")


def slow(route) -> None:
    """Answer a button late; what the page itself asks, at once."""
    if route.request.method == "POST" and route.request.is_navigation_request():
        answer = route.fetch(max_redirects=0)
        time.sleep(0.5)
        route.fulfill(response=answer)
    else:
        route.continue_()


def test_button_pressed_while_a_field_is_being_filled_in_is_not_undone_by_what_the_page_keeps(plan):
    rows, asked = plan.locator("select[name^=product-0-]"), []
    before = rows.count()
    plan.route("**/plan/", slow)
    plan.locator("[name=volume-0-0]").fill("1.5")
    plan.on("request", lambda request: asked.append("hx-request" in request.headers))
    plan.get_by_role("button", name="Product", exact=True).first.click()
    expect(rows).to_have_count(before + 1)
    assert asked
    assert not any(asked)
    with kept_with(plan, "=0.5"):
        plan.locator("[name^=volume-0-]").last.fill("0.5")
    expect(plan.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    kept(plan)
    expect(plan.get_by_text("has changed this plan too")).to_have_count(0)
    expect(plan.locator("[name=volume-0-0]")).to_have_value("1.5")


def test_field_is_marked_while_it_is_wrong_and_told_beside_the_assessment(plan):
    field = plan.locator("[name=volume-0-0]")
    field.fill("two")
    expect(plan.locator("#says")).to_contain_text("Volume, mL: Give a number from 0 to 100.")
    expect(field).to_have_class(re.compile("is-invalid"))
    field.fill("2")
    expect(field).not_to_have_class(re.compile("is-invalid"))
    expect(plan.locator("#wrong")).to_be_empty()


def consultation(desk, session_address) -> Page:
    page = signed_in_at(desk, session_address.replace("/session/", "/"))
    page.get_by_role("button", name="New consultation in this course").click()
    return page


def test_signed_out_while_writing_a_consultation_signs_in_again_and_goes_on(desk, session_address):
    page = consultation(desk, session_address)
    page.fill("[name=examination]", "written before the session ended")
    page.locator("[name=other_care][value=exercise]").check()
    desk.clear_cookies(name="papule_session")
    page.locator("button[value=keep]").click()
    page.fill("[name=login]", "doctor")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=examination]")).to_have_value("written before the session ended")
    expect(page.locator("[name=other_care][value=exercise]")).to_be_checked()
    expect(page.locator("[data-back]")).to_be_visible()
    page.locator("button[value=keep]").click()
    expect(page.get_by_text("The consultation is kept.")).to_be_visible()
    expect(page.locator("[data-back]")).to_be_hidden()
    expect(page.locator("[name=examination]")).to_have_value("written before the session ended")


def test_consultation_left_without_keeping_is_back_until_it_is_thrown_away(desk, session_address):
    page = consultation(desk, session_address)
    page.fill("[name=examination]", "not kept")
    address = page.url
    page.close()
    page = desk.new_page()
    page.goto(address)
    expect(page.locator("[name=examination]")).to_have_value("not kept")
    page.locator("[data-back] button").click()
    expect(page.locator("[data-back]")).to_be_hidden()
    expect(page.locator("[name=examination]")).to_have_value("")


def test_what_a_browser_keeps_goes_with_signing_out_wherever_that_is(desk, session_address):
    page = consultation(desk, session_address)
    page.fill("[name=examination]", "not kept")
    page.goto(page.url.partition("/care/")[0] + "/profile/")
    assert page.evaluate("Object.keys(localStorage).length")
    page.get_by_role("button", name="Sign out").click()
    page.locator("[name=login]").wait_for()
    assert not page.evaluate("Object.keys(localStorage).length")


# Called after the page's own listener, which is the older one.
HEARD = """() => { window.heard = new Promise((resolve) => {
  new BroadcastChannel("papule-touched").onmessage = () => resolve();
}); }"""


def test_work_in_one_page_keeps_the_others_open(desk, plan):
    plan.clock.install()
    plan.reload()
    other = desk.new_page()
    other.goto(plan.url)
    plan.clock.run_for(9 * 60_000)
    plan.evaluate(HEARD)
    other.mouse.click(5, 5)
    plan.evaluate("() => window.heard")
    plan.clock.run_for(2 * 60_000)
    expect(plan.locator(".veil")).to_have_count(0)
    plan.clock.run_for(10 * 60_000)
    expect(plan.locator(".veil")).to_have_count(1)


def test_draft_not_thrown_away_after_all_can_still_be_thrown_away(desk, session_address):
    page = signed_in_at(desk, session_address)
    page.locator("label[for=identity]").click()
    kept(page)
    page.reload()
    page.once("dialog", lambda asked: asked.dismiss())
    page.locator("button[value=discard]").click()
    page.once("dialog", lambda asked: asked.accept())
    page.locator("button[value=discard]").click()
    expect(page.locator("#identity")).not_to_be_checked()
