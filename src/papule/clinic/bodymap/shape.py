"""Plane shapes of the drawings: smooth lines through points, ellipses, what lies inside. Pure, in centimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

Spot = tuple[float, float]
Line = tuple[Spot, ...]

STEPS = 3  # straight pieces between two points of a smooth line


def smooth(points: Sequence[Spot], *, closed: bool) -> Line:
    """Give a line through the points without corners (Catmull-Rom), as short straight pieces."""
    ends = (points[-1], points[0], points[1]) if closed else (points[0], points[-1], points[-1])
    padded = [ends[0], *points, *ends[1:]]
    pieces = len(points) if closed else len(points) - 1
    line = [_between(padded[i : i + 4], step / STEPS) for i in range(pieces) for step in range(STEPS)]
    return tuple(line) if closed else (*line, points[-1])


def _between(four: Sequence[Spot], part: float) -> Spot:
    """Give the spot at a part of the way from the second to the third of four."""
    x, y = (
        0.5 * (2 * b + (c - a) * part + (2 * a - 5 * b + 4 * c - d) * part**2 + (3 * b - a - 3 * c + d) * part**3)
        for a, b, c, d in ([spot[axis] for spot in four] for axis in (0, 1))
    )
    return x, y


def ellipse(x: float, y: float, width: float, height: float) -> Line:
    """Give an ellipse by its middle and its half axes."""
    turns = (math.tau * step / 28 for step in range(28))
    return tuple((x + width * math.cos(turn), y + height * math.sin(turn)) for turn in turns)


def contains(polygon: Line, x: float, y: float) -> bool:
    """Say whether a point lies inside a closed line (even-odd)."""
    left, top, right, bottom = box(polygon)
    if not (left <= x <= right and top <= y <= bottom):
        return False
    is_inside = False
    for (x1, y1), (x2, y2) in _edges(polygon):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            is_inside = not is_inside
    return is_inside


def area(polygon: Line) -> float:
    """Give the area of a closed line."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(polygon))) / 2


@lru_cache(maxsize=1024)
def box(polygon: Line) -> tuple[float, float, float, float]:
    """Give the smallest and largest x and y: left, top, right, bottom."""
    across, down = zip(*polygon, strict=True)
    return min(across), min(down), max(across), max(down)


def _edges(polygon: Line) -> Iterator[tuple[Spot, Spot]]:
    """Give the sides of a closed line."""
    yield from pairwise((*polygon, polygon[0]))


def path(line: Line, *, closed: bool, digits: int = 2) -> str:
    """Write a line as the `d` of an SVG path."""
    return "M" + "L".join(f"{x:.{digits}f} {y:.{digits}f}" for x, y in line) + ("Z" if closed else "")
