"""Points, spacing, depth: how many points cover an area, what they take up, how far the needle goes in.

Points stand on a square grid: with a spacing of s each point covers a square of s x s, so that
20 to 30 mm of spacing (Italian school, source t-s19a) are 4 to 9 cm2 a point. All lengths are in
mm, areas in mm2, volumes in mL, angles in degrees to the skin. What is zero, negative or no
number raises ValueError.
"""

from decimal import Decimal
from math import ceil, inf, radians, sin, sqrt
from typing import NamedTuple

from papule.kernel.quantity import exact

MM2_IN_CM2 = 100
RIGHT_ANGLE = 90


class Area(NamedTuple):
    """A patch of skin: its size, and its sides where it is a rectangle."""

    mm2: Decimal
    sides_mm: tuple[Decimal, Decimal] | None = None


def rectangle(width_mm: float, length_mm: float) -> Area:
    """Give the area of a zone of so many mm by so many."""
    width, length = _positive(width_mm), _positive(length_mm)
    return Area(width * length, (width, length))


def patch(cm2: float) -> Area:
    """Give the area of a zone of any shape, in cm2."""
    return Area(_positive(cm2) * MM2_IN_CM2)


def points_covering(area: Area, spacing_mm: float) -> int:
    """Count the points of a square grid that cover an area; whole rows and columns of a rectangle."""
    spacing = _positive(spacing_mm)
    if area.sides_mm is None:
        return ceil(area.mm2 / spacing**2)
    width, length = area.sides_mm
    return ceil(width / spacing) * ceil(length / spacing)


def spacing_covering(area: Area, points: int) -> float:
    """Give the spacing in mm at which so many points cover an area: the side of each point's square."""
    return sqrt(area.mm2 / _positive(points))


def syringe_ml(points: int, volume_per_point_ml: float) -> Decimal:
    """Give the volume in mL that so many points take."""
    return _positive(points) * _positive(volume_per_point_ml)


def inserted_mm(depth_mm: float, angle_deg: float) -> float:
    """Give the length to insert, in mm, for a true depth at an angle: depth / sine of the angle.

    The inverse of `true_depth_mm`. Source: Micheels 2016, J Drugs Dermatol 15(4):483.
    """
    if not 0 < angle_deg <= RIGHT_ANGLE:
        raise ValueError(angle_deg)
    return round(float(_positive(depth_mm)) / sin(radians(angle_deg)), 6)


def _positive(number: float) -> Decimal:
    if not 0 < number < inf:
        raise ValueError(number)
    return exact(number)
