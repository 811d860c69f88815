"""What lies where on the drawings."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papule.clinic.bodymap.atlas import OTHER, View, views
from papule.clinic.bodymap.drawing import VERSION, points_in, region_at, render_svg, sites_of
from papule.clinic.bodymap.shape import contains
from papule.clinic.care.plan_body import Point
from papule.clinic.knowledge import formulary

NAMES = tuple(views())
SYMMETRIC = ("adult-front", "adult-back", "child-front", "child-back", "face", "knee")
PAIRS = {"adult-left": "adult-right", "hand-left": "hand-right", "foot-left": "foot-right"}
SPOT = st.floats(0, 1)
SITES = [(name, site, side) for name in NAMES for site, side in sorted(sites_of(name))]


def spots(view: View, across: int, down: int):
    return (((x + 0.5) / across, (y + 0.5) / down) for x in range(across) for y in range(down))


def is_on_body(view: View, x: float, y: float) -> bool:
    return any(contains(edge, x * view.width, y * view.height) for each in view.figures for edge in each.outline)


@given(st.sampled_from(SYMMETRIC), SPOT, SPOT)
def test_mirrored_place_on_a_symmetric_drawing_is_the_same_site_on_the_other_side(name, x, y):
    view = views()[name]
    found, mirrored = region_at(name, x, y), region_at(name, 2 * view.figures[0].middle / view.width - x, y)
    if found is None or mirrored is None:  # within a rounding of an edge
        assert found == mirrored or not (0.001 < x < 0.999 and is_on_body(view, x, y))
    else:
        assert mirrored[1] == OTHER[found[1]]


@given(st.sampled_from(sorted(PAIRS)), SPOT, SPOT)
def test_mirrored_place_on_the_drawing_of_the_other_side_is_on_the_other_side(name, x, y):
    found, mirrored = region_at(name, x, y), region_at(PAIRS[name], 1 - x, y)
    assert {found and found[1], mirrored and mirrored[1]} <= {
        name.partition("-")[2],
        PAIRS[name].partition("-")[2],
        None,
    }
    if found and mirrored:
        assert (found[1], mirrored[1]) == (name.partition("-")[2], PAIRS[name].partition("-")[2])


@pytest.mark.parametrize(
    ("view", "x", "side"),
    [
        ("adult-front", 0.4, "right"),
        ("adult-front", 0.6, "left"),
        ("adult-back", 0.4, "left"),
        ("adult-back", 0.6, "right"),
        ("child-front", 0.4, "right"),
        ("child-back", 0.6, "right"),
        ("knee", 0.25, "right"),
        ("face", 0.6, "left"),
    ],
)
def test_side_is_that_of_the_patient_who_faces_us_or_turns_away(view, x, side):
    found = region_at(view, x, 0.4)
    assert found is not None
    assert found[1] == side


@pytest.mark.parametrize("name", NAMES)
def test_letters_stand_on_their_side_of_the_figure(name):
    for figure in views()[name].figures:
        for side, (x, _) in figure.letters:
            assert figure.side_of(x) == side


@pytest.mark.parametrize("name", NAMES)
def test_letters_stand_beside_the_figure_and_not_on_each_other(name):
    drawn = views()[name]
    size = drawn.unit * 8
    places = [place for figure in drawn.figures for _side, place in figure.letters]
    for x, y in places:
        assert region_at(name, x / drawn.width, y / drawn.height) is None
        assert size / 3 < x < drawn.width - size / 3
    for (x, y), (other, below) in combinations(places, 2):
        assert abs(x - other) > size * 1.5 or abs(y - below) > size * 1.5


def test_every_site_of_the_knowledge_is_drawn_and_nothing_else_is():
    drawn = {site for name in NAMES for site, _ in sites_of(name)}
    assert drawn == set(formulary().body_sites)


def test_every_site_takes_points_somewhere_on_each_side_it_is_drawn_on():
    reached = {(site, side) for view, site, side in SITES if points_in(view, site, side, 3)}
    assert {site for site, _ in reached} == set(formulary().body_sites)
    assert {(site, side) for _, site, side in SITES if side != "midline"} <= reached


@given(st.sampled_from(SITES), st.integers(0, 40), st.integers(0, 5))
def test_points_in_a_site_lie_in_it_and_are_the_same_for_the_same_seed(place, count, seed):
    view, site, side = place
    laid = points_in(view, site, side, count, seed)
    assert len(laid) <= count
    assert len(set(laid)) == len(laid)
    assert laid == points_in(view, site, side, count, seed)
    assert all(region_at(view, x, y) == (site, side) for x, y in laid)


@pytest.mark.parametrize(
    ("view", "site", "side"),
    [("adult-back", "lumbar-spine", "left"), ("face", "midface", "right"), ("knee", "knee", "left")],
)
def test_points_asked_for_in_a_large_site_all_find_room(view, site, side):
    assert len(points_in(view, site, side, 24)) == 24


@pytest.mark.parametrize("name", NAMES)
def test_hardly_any_place_on_the_body_is_without_a_site(name):
    view = views()[name]
    on_body = [spot for spot in spots(view, 90, 120) if is_on_body(view, *spot)]
    nameless = [spot for spot in on_body if region_at(name, *spot) is None]
    assert len(nameless) <= len(on_body) * 0.005


@pytest.mark.parametrize(
    "place", [("adult-front", 0.02, 0.02), ("adult-front", 0.5, 0.95), ("nowhere", 0.5, 0.5), ("face", -3, 9)]
)
def test_place_beside_the_body_has_no_site(place):
    assert region_at(*place) is None


def test_joint_line_of_the_knees_lies_on_the_knees_of_both_sides():
    found = [region_at("knee", x, y) for x, y in views()["knee"].joint_line]
    assert found == [("knee", "right")] * 4 + [("knee", "left")] * 4


@dataclass
class Hostile:
    view: str = "knee"
    site: str = "<script>"
    side: str = "left"
    syringe: int = 19
    x: float | None = 0.7
    y: float | None = 0.5


def test_picture_names_what_it_shows_and_lets_no_markup_through():
    points = [Point(id="a", syringe=1, site="knee", side="left", view="knee", map=VERSION, x=0.7, y=0.5), Hostile()]
    svg = render_svg("knee", points, "fr", {"knee": "genou & <b>"})
    root = ET.fromstring(svg)  # noqa: S314 -- drawn by ourselves
    assert root.findtext("{*}title") == "genoux"
    assert "genou & <b>, à gauche\u00a0: 1" in (root.findtext("{*}desc") or "")
    assert len(root.findall(".//*[@transform]")) == 2
    assert "style=" not in svg
    assert "<script" not in svg


def test_marks_of_two_syringes_differ_in_shape_and_not_only_in_colour():
    one, two = (
        render_svg("knee", [Point(id="a", syringe=each, site="knee", side="left", view="knee", x=0.7, y=0.5)], "en", {})
        for each in (0, 1)
    )
    shape_of = [ET.fromstring(each).find(".//*[@transform]").attrib["d"] for each in (one, two)]  # noqa: S314 -- drawn by ourselves
    assert shape_of[0] != shape_of[1]


def test_letters_of_the_sides_are_those_of_the_language():
    assert ">D</text>" in render_svg("adult-front", [], "fr", {})
    assert ">R</text>" in render_svg("adult-front", [], "en", {})


def test_more_points_than_a_site_has_room_for_leave_it_full_and_no_fuller():
    laid = points_in("face", "glabella", "left", 100_000)
    assert 20 < len(laid) < 1000
