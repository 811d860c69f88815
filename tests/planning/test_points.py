from decimal import Decimal
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papule.assessment.geometry_of import true_depth_mm
from papule.planning.points import (
    Area,
    inserted_mm,
    patch,
    points_covering,
    rectangle,
    spacing_covering,
    syringe_ml,
)
from papule.treatment.case import NeedleUse

lengths = st.floats(0.1, 2000).map(lambda each: round(each, 2))


@pytest.mark.parametrize(
    ("area", "spacing", "points"),
    [
        (rectangle(60, 40), 10, 24),
        (rectangle(60, 40), 20, 6),
        (rectangle(61, 40), 20, 8),  # a started row is a row
        (rectangle(10, 10), 30, 1),  # never less than one point
        (rectangle(0.3, 0.1), 0.1, 3),  # decimals are what they look like
        (patch(24), 20, 6),
        (patch(24), 25, 4),
        (patch(4), 20, 1),  # 2 cm of spacing: 4 cm2 a point
        (patch(9), 30, 1),  # 3 cm of spacing: 9 cm2 a point
    ],
)
def test_points_cover_an_area_on_a_square_grid(area, spacing, points):
    assert points_covering(area, spacing) == points


@given(lengths, lengths, st.floats(0.5, 100).map(lambda each: round(each, 2)))
def test_squares_of_the_points_are_at_least_the_area(width, length, spacing):
    area = rectangle(width, length)
    points = points_covering(area, spacing)
    assert points * Decimal(repr(spacing)) ** 2 >= area.mm2
    assert points >= points_covering(Area(area.mm2), spacing)  # whole rows and columns never need fewer


@given(st.floats(0.1, 1000).map(lambda each: round(each, 2)), st.integers(1, 1000))
def test_spacing_is_the_inverse_of_points(cm2, points):
    area = patch(cm2)
    spacing = spacing_covering(area, points)
    assert points_covering(area, spacing * (1 + 1e-9)) <= points <= points_covering(area, spacing * (1 - 1e-9))


def test_thirty_points_of_a_tenth_are_exactly_three_ml():
    assert syringe_ml(30, 0.1) == Decimal(3)


@given(st.floats(0.1, 13), st.floats(5, 90))
def test_inserted_length_is_the_inverse_of_true_depth(depth, angle):
    inserted = inserted_mm(depth, angle)
    needle = NeedleUse(length_mm=inserted, angle_deg=angle)
    assert true_depth_mm(needle) == pytest.approx(depth, abs=1e-5)


def test_two_mm_deep_at_thirty_degrees_is_four_mm_inserted():
    assert inserted_mm(2, 30) == 4
    assert inserted_mm(2, 90) == 2


@pytest.mark.parametrize("wrong", [0, -1, nan, inf])
def test_what_is_no_positive_number_is_refused(wrong):
    for call in (
        lambda: rectangle(wrong, 1),
        lambda: patch(wrong),
        lambda: points_covering(patch(1), wrong),
        lambda: spacing_covering(patch(1), wrong),
        lambda: syringe_ml(1, wrong),
        lambda: inserted_mm(wrong, 30),
        lambda: inserted_mm(1, wrong),
    ):
        with pytest.raises(ValueError, match=r"."):
            call()


def test_an_angle_past_upright_is_refused():
    with pytest.raises(ValueError, match="91"):
        inserted_mm(1, 91)
