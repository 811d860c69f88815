import pytest

from papule.clinic.bodymap.atlas import views
from papule.clinic.bodymap.drawing import points_in
from papule.clinic.bodymap.printing import mark_svg, paper_svg
from papule.clinic.bodymap.templatetags.bodymap import body_dots
from papule.clinic.documents.drawn import Spot, where_of, where_of_all
from papule.clinic.documents.sheet import Drawings


def spots(view: str = "adult-back", site: str = "lumbar-spine", side: str = "left") -> list[Spot]:
    return [Spot(view, site, side, x, y) for x, y in points_in(view, site, side, 6)]


def record(*syringes: int, **more) -> dict:
    points = [
        {"view": each.view, "site": each.site, "side": each.side, "x": each.x, "y": each.y, "syringe": number}
        for number in syringes
        for each in spots()
    ]
    held = [{"number": each, "given": True, "products": [{"names": {"en": f"product {each}"}}]} for each in syringes]
    return {"points": points, "syringes": held} | more


@pytest.mark.parametrize("view", list(views()))
def test_drawing_for_paper_stands_by_itself(view):
    svg, ratio = paper_svg(view, [], "fr")
    assert "currentColor" not in svg
    assert "var(" not in svg
    assert ratio > 0


def test_part_holds_every_point_and_less_than_the_whole():
    svg, _ratio = paper_svg("adult-back", spots(), "fr")
    top, height = (float(each) for each in svg.partition('viewBox="0 ')[2].partition('"')[0].split()[::2])
    assert all(top < each.y * 178 < top + height for each in spots())
    assert height < 178 / 2
    assert svg.count('<path class="body-mark') == len(spots())


@pytest.mark.parametrize(("y", "written"), [(0.3, 1), (0.9, 2)])
def test_letters_of_the_sides_are_written_again_where_a_part_does_not_show_them(y, written):
    svg, _ratio = paper_svg("adult-back", [Spot("adult-back", "calf", "left", 0.45, y)], "fr")
    assert svg.count(">G</text>") == written


def test_session_with_two_syringes_has_a_key():
    drawings = list(where_of(record(1, 2), "en"))[1]
    assert isinstance(drawings, Drawings)
    assert [words for _mark, words in drawings.key] == ["Syringe 1: product 1", "Syringe 2: product 2"]
    assert drawings.key[0][0] == mark_svg(0)
    assert drawings.drawings[0].caption == "Lumbar spine, left: 12"


def test_syringe_that_was_not_given_is_not_drawn():
    kept_back = record(1)
    kept_back["syringes"][0]["given"] = False
    assert list(where_of(kept_back, "en")) == []


@pytest.mark.parametrize("said", [{}, {"points": [{"site": "knee", "side": "left", "syringe": 1}]}])
def test_points_without_place_are_not_drawn(said):
    assert list(where_of(said, "en")) == []


def test_place_of_several_sessions_is_drawn_once():
    drawings = list(where_of_all([record(1), record(1)], "en"))[1]
    assert drawings.drawings[0].caption == "Lumbar spine, left: 6"


def test_many_points_are_one_line_and_each_place_is_drawn_once():
    html = body_dots([*spots(), *spots(), Spot("knee", "knee", "left", 0.5, 0.5), Spot("", "knee", "left", 0.5, 0.5)])
    assert html.count("<figure") == html.count('class="body-dots"') == 2
    assert html.count("h0") == len(spots()) + 1


def test_no_point_is_no_drawing():
    assert body_dots([]) == ""
