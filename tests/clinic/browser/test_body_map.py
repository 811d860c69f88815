"""The body map in a real browser: mouse, finger, keyboard, axe."""

import json
from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.clinic.browser.conftest import PHONE, kept_with, signed_in_at

from papule.clinic.bodymap.atlas import views
from papule.clinic.bodymap.drawing import region_at

DESK = {"viewport": {"width": 1280, "height": 1000}, "locale": "en", "reduced_motion": "reduce"}


def plan_of(session_address: str) -> str:
    return session_address.replace("/session/", "/plan/")


@pytest.fixture
def page(browser, session_address):
    with closing(browser.new_context(**DESK)) as context:
        page = signed_in_at(context, plan_of(session_address))
        page.locator("[data-do=clear]").click()
        page.locator(".body-ground").scroll_into_view_if_needed()
        yield page


def kept(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(page.input_value("#points_json"))
    return found


def write(page: Page, points: str) -> None:
    """Put points into the field as the draft does that was kept in the browser."""
    page.locator("#points_json").evaluate(
        "(each, points) => { each.value = points; each.form.dispatchEvent(new Event('keep')); }", points
    )


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where centimetres of the drawing (from the axis and the top of the head) are on the screen."""
    svg = page.locator("svg.body-view:not([display])")
    view = views()[str(svg.get_attribute("data-view"))]
    matrix = svg.evaluate("each => { const m = each.getScreenCTM(); return [m.a, m.d, m.e, m.f] }")
    return matrix[0] * (view.figures[0].middle + x) + matrix[2], matrix[1] * (1.5 + y) + matrix[3]


def drag(page: Page, *places: tuple[float, float]) -> None:
    page.mouse.move(*at(page, *places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*at(page, *place), steps=5)
    page.mouse.up()


def test_click_sets_a_point_where_it_is_and_python_agrees_on_the_site(page):
    page.mouse.click(*at(page, -5, 64))
    page.mouse.click(*at(page, 5, 64))
    left, right = kept(page)
    assert (left["site"], left["side"], right["side"]) == ("lumbar-spine", "left", "right")
    assert region_at(left["view"], left["x"], left["y"]) == ("lumbar-spine", "left")
    assert left["x"] == pytest.approx((51 - 5) / 102, abs=0.005)
    expect(page.locator("[data-here]")).to_contain_text("lumbar spine, right: 1 point")


def test_click_beside_the_body_sets_nothing_and_says_so(page):
    page.mouse.click(*at(page, -45, 20))
    assert kept(page) == []
    expect(page.locator("[data-here]")).to_have_text("beside the body")


def test_drag_moves_a_point_undo_brings_it_back_and_delete_removes_it(page):
    page.mouse.click(*at(page, -5, 64))
    drag(page, (-5, 64), (-8, 100))
    [moved] = kept(page)
    assert (moved["site"], moved["side"]) == ("thigh", "left")
    page.click("[data-do=undo]")
    assert kept(page)[0]["site"] == "lumbar-spine"
    page.click("[data-do=redo]")
    assert kept(page) == [moved]
    page.mouse.click(*at(page, -8, 100))
    page.keyboard.press("Delete")
    assert kept(page) == []


def test_point_dragged_off_the_body_stays_where_it_was(page):
    page.mouse.click(*at(page, -5, 64))
    before = kept(page)
    drag(page, (-5, 64), (-40, 20))
    assert kept(page) == before


def test_lasso_fills_an_area_at_the_spacing_and_mirror_repeats_it_on_the_other_side(page):
    page.locator("[data-spacing]").fill("25")
    page.keyboard.down("Shift")
    drag(page, (3, 94), (15, 94), (15, 114), (4, 114), (3, 94))
    page.keyboard.up("Shift")
    filled = kept(page)
    assert 20 <= len(filled) <= 45
    assert {each["side"] for each in filled} == {"right"}
    page.click("[data-do=mirror]")
    both = kept(page)
    assert Counter(each["side"] for each in both) == {"left": len(filled), "right": len(filled)}
    assert all(region_at(each["view"], each["x"], each["y"]) == (each["site"], each["side"]) for each in both)
    page.click("[data-do=mirror]")
    assert len(kept(page)) == len(both)


def test_presets_lay_the_points_of_the_knowledge_beside_the_spine_and_on_the_knees(page):
    page.mouse.click(*at(page, -5, 64))
    page.click("[data-do=clear]")
    page.click("[data-do=paravertebral]")
    offsets = sorted(round((each["x"] - 0.5) * 102, 1) for each in kept(page))
    assert offsets == pytest.approx([-8, -5, -1.5, 0, 1.5, 5, 8], abs=0.05)
    page.click("[data-do=clear]")
    page.click("[data-do=joint-line]")
    assert Counter((each["view"], each["site"], each["side"]) for each in kept(page)) == {
        ("knee", "knee", "left"): 4,
        ("knee", "knee", "right"): 4,
    }


@pytest.mark.parametrize("view", list(views()))
def test_every_drawing_can_be_shown_and_filled(page, view):
    page.click(f"button[data-view={view}]")
    page.locator("[data-count]").fill("7")
    page.click("[data-do=fill]")
    points = kept(page)
    assert 1 <= len(points) <= 7
    assert all(region_at(view, each["x"], each["y"]) == (each["site"], each["side"]) for each in points)


def test_points_are_set_moved_over_and_removed_by_keyboard_alone(page):
    page.focus(".body-ground")
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    middle, left = kept(page)
    assert (middle["side"], left["side"]) == ("midline", "left")
    page.keyboard.press("Control+z")
    assert kept(page) == [middle]
    page.keyboard.press("Control+y")
    page.keyboard.press("Delete")
    assert kept(page) == [middle]
    page.locator("[data-list] summary").press("Enter")
    page.locator("[data-list] li [data-remove]").press("Enter")
    assert kept(page) == []


def test_area_is_drawn_by_keyboard_alone(page):
    page.focus(".body-ground")
    page.keyboard.press("l")
    for keys in (["ArrowLeft"] * 6, ["ArrowDown"] * 5, ["ArrowRight"] * 6):
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
    page.keyboard.press("l")
    assert len(kept(page)) > 5


def test_points_are_kept_by_the_server_with_what_the_map_does_not_know(page):
    known = {
        "id": "a",
        "syringe": 0,
        "site": "knee",
        "side": "left",
        "view": "knee",
        "x": 0.75,
        "y": 0.4,
        "volume_ml": 0.2,
    }
    write(page, json.dumps([known]))
    page.click("button[data-view=knee]")
    page.locator("[data-list] summary").click()
    page.locator("[data-choose=a]").click()
    with kept_with(page, '"right"'):
        page.click("[data-do=mirror]")
    page.reload()
    assert [(each["side"], each["volume_ml"]) for each in kept(page)] == [("left", 0.2), ("right", 0.2)]


def test_larger_drawing_still_sets_points_where_they_are_clicked(page):
    page.mouse.click(*at(page, -5, 64))
    page.click("[data-do=closer]")
    page.click("[data-do=closer]")
    page.mouse.click(*at(page, 1.5, 64))
    assert kept(page)[1]["x"] == pytest.approx((51 + 1.5) / 102, abs=0.001)


def test_finger_sets_points_and_the_page_does_not_scroll_under_it(browser, session_address):
    with closing(browser.new_context(**PHONE)) as context:
        page = signed_in_at(context, plan_of(session_address))
        page.locator("[data-do=clear]").tap()
        page.locator(".body-ground").evaluate("each => each.scrollIntoView({block: 'center'})")
        page.touchscreen.tap(*at(page, -5, 64))
        assert [(each["site"], each["side"]) for each in kept(page)] == [("lumbar-spine", "left")]
        assert page.locator(".body-ground").evaluate("each => getComputedStyle(each).touchAction") == "none"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_points_that_cannot_be_read_are_not_written_over_unasked(page):
    write(page, "{broken")
    page.mouse.click(*at(page, -5, 64))
    assert page.input_value("#points_json") == "{broken"
    expect(page.locator("[data-here]")).to_contain_text("could not be read")
    page.click("[data-do=clear]")
    assert kept(page) == []


def test_points_done_otherwise_in_a_session_count_instead_of_the_numbers_planned(browser, session_address):
    with closing(browser.new_context(**DESK)) as context:
        page = signed_in_at(context, session_address)
        page.locator("label[for=points]").click()
        page.click("button[data-view=knee]")
        with kept_with(page, '"knee"'):
            page.click("[data-do=joint-line]")
        page.reload()
        counts = [each.input_value() for each in page.locator("[name^=count-]").all()]
        assert counts == ["14", "14", "4"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_composer_with_the_map(browser, session_address, scheme):
    for device in (DESK, PHONE):
        with closing(browser.new_context(**device, color_scheme=scheme)) as context:
            page = signed_in_at(context, plan_of(session_address))
            page.click("[data-do=joint-line]")
            expect(page.locator("[data-list] summary").first).to_be_visible()
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
