"""The body map in templates."""

import json

import pytest
from django.template import Context, Template
from django.utils.translation import override

from papule.clinic.care.plan_body import Point

KNEE = {"id": "a", "syringe": 0, "site": "knee", "side": "left", "view": "knee", "map": "1", "x": 0.75, "y": 0.4}


def shown(text: str, **context: object) -> str:
    return Template("{% load bodymap %}" + text).render(Context(context))


@pytest.mark.parametrize("points", [[KNEE], [Point(**KNEE)], [{**KNEE, "volume_ml": 0.1, "new": 1}]])
def test_points_are_shown_on_their_drawing_however_they_are_kept(points):
    with override("fr"):
        html = shown("{% body_map points %}", points=points)
    assert html.count("<figure") == 1
    assert "genou, à gauche" in html
    assert "body-mark-0" in html


@pytest.mark.parametrize(
    "points",
    [
        None,
        [],
        [{"site": "knee", "side": "left"}],
        [{**KNEE, "view": "of another version"}],
        ["no point", {**KNEE, "x": "0"}, {"side": 3}],
    ],
)
def test_points_that_were_counted_or_drawn_elsewhere_show_no_drawing(points):
    assert "<svg" not in shown("{% body_map points %}", points=points)


def test_what_lies_where_is_said_with_marks_as_french_spaces_them():
    with override("fr"):
        html = shown("{% body_map points %}", points=[KNEE, {**KNEE, "side": "right", "x": 0.25}])
    assert html.count("genou, à gauche\u00a0: 1\u00a0; genou, à droite\u00a0: 1") == 2


def test_syringe_of_a_record_that_counts_from_one_has_the_mark_of_the_first():
    assert "body-mark-0" in shown("{% body_map points 1 %}", points=[{**KNEE, "syringe": 1}])


def test_editor_keeps_what_it_is_given_and_has_nothing_inline():
    html = shown('{% body_map_editor value "points_json" 2 %}', value=json.dumps([KNEE]))
    assert 'name="points_json"' in html
    assert json.dumps([KNEE]).replace('"', "&quot;") in html
    assert html.count("data-syringe=") == 2
    assert not {"style=", "onclick", "<script"} & set(html.split())
    assert " style=" not in html


def test_editor_lets_no_markup_of_a_value_through():
    assert "<img" not in shown('{% body_map_editor value "points_json" %}', value='"><img src=x onerror=1>')


def test_numbers_of_the_editor_are_written_for_machines_in_french_too():
    with override("fr"):
        html = shown('{% body_map_editor "" "points_json" %}')
    assert 'data-midline="0.45"' in html
    assert 'data-unit="0.' in html
    assert ">D</text>" in html
