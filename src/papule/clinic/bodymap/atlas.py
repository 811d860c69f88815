"""The drawings as they lie in `views/*.json`, made whole: halves mirrored, children grown from adults. In centimetres.

A view is one drawing of one or more figures. A figure that is symmetric is written as its half on the viewer's right.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from papule.clinic.bodymap import shape
from papule.clinic.bodymap.shape import Line, Spot

Side = Literal["left", "right", "midline"]
Faces = Literal["front", "back", "left", "right"]
OTHER: dict[str, Any] = {"left": "right", "right": "left", "front": "front", "back": "back", "midline": "midline"}
ORDER = (
    "adult-back", "adult-front", "adult-left", "adult-right", "knee", "hand-left", "hand-right", "foot-left",
    "foot-right", "face", "scalp", "child-back", "child-front",
)  # fmt: skip
VERSION = "1"  # of the drawings: a point keeps the version it was set on
MIDLINE_CM = 0.45  # as far from the middle a point still is on the midline


@dataclass(frozen=True, slots=True)
class Region:
    """A site as drawn: a closed line, and the side where the whole of it is on one."""

    site: str
    edge: Line
    side: Side | None  # None: spans the midline, the side is that of the point
    area: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One body, or part of a body, of a view."""

    middle: float  # x of its axis
    faces: Faces
    outline: tuple[Line, ...]
    lines: tuple[Line, ...]
    regions: tuple[Region, ...]  # the smallest first
    letters: tuple[tuple[Side, Spot], ...]

    def side_of(self, x: float) -> Side:
        """Give the side of the patient at x: who faces us has the right on our left."""
        if self.faces in {"left", "right"}:
            return "left" if self.faces == "left" else "right"
        if abs(x - self.middle) <= MIDLINE_CM:
            return "midline"
        return "left" if (x > self.middle) == (self.faces == "front") else "right"


@dataclass(frozen=True, slots=True)
class View:
    """One drawing."""

    id: str
    name: dict[str, str]
    width: float  # centimetres of a body of `height_cm`
    height: float
    height_cm: float
    figures: tuple[Figure, ...]
    joint_line: tuple[Spot, ...] = ()  # where points along the joint line go, 0 to 1

    @property
    def unit(self) -> float:
        """Give the length by which what is drawn on it is sized: a mark's half width."""
        return max(self.width / 140, self.height / 230)

    @property
    def regions(self) -> tuple[tuple[Figure, Region], ...]:
        """Give all regions, each with its figure."""
        return tuple((figure, region) for figure in self.figures for region in figure.regions)


@lru_cache(maxsize=1)
def views() -> dict[str, View]:
    """Give all drawings by id, in the order they are offered."""
    return {name: _view(name) for name in ORDER}


def _raw(name: str) -> dict[str, Any]:
    """Read the file of a view, and what it is made from."""
    found: dict[str, Any] = json.loads((files(__package__) / "views" / f"{name}.json").read_text("utf-8"))
    if "warp_of" in found:
        return _grown(_raw(found["warp_of"]), found)
    if "mirror_of" in found:
        return {**_raw(found["mirror_of"]), "name": found["name"], "mirrored": True}
    return found


def _view(name: str) -> View:
    """Make a view of its file."""
    raw = _raw(name)
    width, height = raw["size"]
    is_mirrored = raw.get("mirrored", False)
    figures = tuple(_figure(each, width if is_mirrored else None) for each in raw["figures"])
    left, top = raw["figures"][0]["origin"]
    joint_line = tuple(((left + x) / width, (top + y) / height) for x, y in raw.get("joint_line", ()))
    return View(name, raw["name"], width, height, raw["height_cm"], figures, joint_line)


def _figure(raw: dict[str, Any], mirror_width: float | None) -> Figure:
    """Make a figure; with the width of the view given, as its mirror image."""
    left, top = raw["origin"]
    sign = 1 if mirror_width is None else -1
    middle = left if mirror_width is None else mirror_width - left
    faces: Faces = raw["faces"] if mirror_width is None else OTHER[raw["faces"]]

    def placed(line: Sequence[Spot]) -> Line:
        return tuple((middle + sign * x, top + y) for x, y in line)

    def mirrored(line: Line) -> Line:
        return tuple((2 * middle - x, y) for x, y in reversed(line))

    halves = Halves(placed, mirrored, is_symmetric=raw["symmetric"])
    empty = Figure(middle, faces, (), (), (), ())
    regions = tuple(region for each in raw["regions"] for region in halves.regions(each, empty))
    return Figure(
        middle,
        faces,
        tuple(line for each in raw["outline"] for line in halves.outline(each)),
        tuple(line for each in raw["lines"] for line in halves.lines(shape.smooth(each, closed=False))),
        tuple(sorted(regions, key=lambda region: region.area)),
        tuple((empty.side_of(line[0][0]), line[0]) for line in halves.lines((tuple(raw["letters"]),))),
    )


@dataclass(frozen=True, slots=True)
class Halves:
    """How what is written of a figure becomes the whole: put in its place and, where symmetric, doubled."""

    placed: Callable[[Sequence[Spot]], Line]
    mirrored: Callable[[Line], Line]
    is_symmetric: bool

    def lines(self, line: Sequence[Spot]) -> list[Line]:
        """Give a line, and its mirror image."""
        whole = self.placed(line)
        return [whole, self.mirrored(whole)] if self.is_symmetric else [whole]

    def outline(self, points: Sequence[Spot]) -> list[Line]:
        """Give the outline: a half that begins and ends on the axis is closed over it."""
        if not self.is_symmetric:
            return [self.placed(shape.smooth(points, closed=True))]
        if points[0][0] == 0 and points[-1][0] == 0:
            other = [(-x, y) for x, y in reversed(points)][1:-1]
            return [self.placed(shape.smooth([*points, *other], closed=True))]
        return self.lines(shape.smooth(points, closed=True))

    def regions(self, raw: dict[str, Any], figure: Figure) -> list[Region]:
        """Give a region: one over the midline where its half touches the axis, else one on each side."""
        edge = shape.ellipse(*raw["ellipse"]) if "ellipse" in raw else tuple((x, y) for x, y in raw["polygon"])
        if self.is_symmetric and any(x == 0 for x, _ in edge):
            half = self.placed(_from_axis(edge))
            whole = (*half, *self.mirrored(half))
            return [Region(raw["site"], whole, None, shape.area(whole))]
        return [
            Region(raw["site"], line, figure.side_of(sum(x for x, _ in line) / len(line)), shape.area(line))
            for line in self.lines(edge)
        ]


def _from_axis(edge: Line) -> Line:
    """Turn a closed half so that it begins and ends on the axis."""
    for start in range(len(edge)):
        turned = (*edge[start:], *edge[:start])
        if turned[0][0] == 0 and turned[-1][0] == 0:
            return turned
    message = f"a half region touches the axis at one point only: {edge[:3]}"
    raise ValueError(message)


def _grown(adult: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """Give an adult's drawing with a child's proportions: heights moved, widths scaled by height."""

    def moved(points: Sequence[Spot]) -> list[Spot]:
        return [(x * _along(child["across"], y), _along(child["down"], y)) for x, y in points]

    def region(each: dict[str, Any]) -> dict[str, Any]:
        edge = shape.ellipse(*each["ellipse"]) if "ellipse" in each else each["polygon"]
        return {"site": each["site"], "polygon": moved(edge)}

    [figure] = adult["figures"]
    grown = {
        **figure,
        "origin": child["origin"],
        "letters": child["letters"],
        "outline": [moved(each) for each in figure["outline"]],
        "lines": [moved(each) for each in figure["lines"]],
        "regions": [region(each) for each in figure["regions"]],
    }
    return {**child, "figures": [grown]}


def _along(table: Sequence[Spot], at: float) -> float:
    """Read a table between its rows."""
    row = min(max(bisect_right(table, at, key=lambda each: each[0]) - 1, 0), len(table) - 2)
    (start, low), (end, high) = table[row], table[row + 1]
    return low + (high - low) * (at - start) / (end - start)
