"""The body as a map: which site lies where, points laid in a site, and the picture. Pure; x and y are 0 to 1."""

from __future__ import annotations

import math
import random
from functools import lru_cache

from papule.clinic.bodymap import shape
from papule.clinic.bodymap.atlas import VERSION, Figure, Region, Side, View, views
from papule.clinic.bodymap.picture import render_svg

__all__ = ["VERSION", "View", "points_in", "region_at", "render_svg", "sites_of", "views"]

CLOSEST_CM = 0.1  # points are laid no closer


def region_at(view: str, x: float, y: float) -> tuple[str, Side] | None:
    """Give the site and the side of the patient at a point of a drawing; None beside the body or the map."""
    drawn = views().get(view)
    if drawn is None:
        return None
    across, down = x * drawn.width, y * drawn.height
    for figure in drawn.figures:
        if any(shape.contains(edge, across, down) for edge in figure.outline):
            found = next((each for each in figure.regions if shape.contains(each.edge, across, down)), None)
            return (found.site, found.side or figure.side_of(across)) if found else None
    return None


@lru_cache(maxsize=64)
def sites_of(view: str) -> frozenset[tuple[str, Side]]:
    """Give every site of a drawing with the sides it can be reached on."""
    pairs = ((region.site, region.side) for _, region in views()[view].regions)
    sides: tuple[Side, ...] = ("left", "right", "midline")
    return frozenset((site, each) for site, side in pairs for each in ((side,) if side else sides))


def points_in(view: str, site: str, side: Side, count: int, seed: int = 0) -> list[tuple[float, float]]:
    """Lay points evenly over a site of a drawing; the seed shifts the grid. Fewer where the site has no room.

    Raises KeyError for a view that is not drawn.
    """
    drawn = views()[view]
    chance = random.Random(f"{view} {site} {side} {seed}")  # noqa: S311 -- lays points, keeps no secret
    shift = chance.random(), chance.random()
    found = [each for each in drawn.regions if each[1].site == site and each[1].side in {side, None}]
    room = sum(region.area for _, region in found)
    if count <= 0 or not room:
        return []
    spacing = max(math.sqrt(room / count), CLOSEST_CM)
    laid: list[tuple[float, float]] = []
    while len(laid) < count and spacing >= CLOSEST_CM:
        laid = [spot for each in found for spot in _grid(drawn, *each, side, spacing, shift)]
        spacing *= 0.96
    return _thinned(laid, count)


def _grid(
    drawn: View, figure: Figure, region: Region, side: Side, spacing: float, shift: tuple[float, float]
) -> list[tuple[float, float]]:
    """Lay a staggered grid over a region, and keep what lies in it and not in a smaller one."""
    left, top, right, bottom = shape.box(region.edge)
    rows = math.ceil((bottom - top) / spacing) + 1
    columns = math.ceil((right - left) / spacing) + 1
    lines = (
        [figure.middle] if side == "midline" else [left + (each + shift[0] - 0.5) * spacing for each in range(columns)]
    )
    spots = (
        (x + (spacing / 2 if row % 2 and side != "midline" else 0), top + (row + shift[1] - 0.5) * spacing)
        for row in range(rows)
        for x in lines
    )
    relative = ((round(x / drawn.width, 4), round(y / drawn.height, 4)) for x, y in spots)
    return [spot for spot in relative if region_at(drawn.id, *spot) == (region.site, side)]


def _thinned(laid: list[tuple[float, float]], count: int) -> list[tuple[float, float]]:
    """Keep as many as wanted, evenly over all."""
    if len(laid) <= count:
        return laid
    return [laid[int(each * len(laid) / count)] for each in range(count)]
