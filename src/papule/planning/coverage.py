"""An area held against what sources say of a technique: how many points, how much volume."""

from typing import NamedTuple

from papule.assessment.finding import Cited
from papule.assessment.geometry_of import ALIASES
from papule.assessment.view import View
from papule.knowledge.model.statement import Text
from papule.knowledge.model.technique import Range, Technique
from papule.planning.points import Area, points_covering, syringe_ml
from papule.treatment.case import Syringe


class Covered(NamedTuple):
    """Points that cover an area at one spacing, or between the two ends of a source's range."""

    spacing_mm: tuple[float, ...]  # one, or the widest and the closest
    points: tuple[int, ...]
    volume_ml: tuple[float, ...]  # by the volume per point that the case gives; empty without
    citations: tuple[Cited, ...]
    text: Text


def technique_of(name: str, view: View) -> Technique:
    """Give a technique by its id or other name in a case. Raises KeyError."""
    return view.formulary.techniques[ALIASES.get(name, name)]


def coverings_of(syringe: Syringe, area: Area | None, spacing_mm: float | None, view: View) -> tuple[Covered, ...]:
    """Cover an area with the technique of a syringe, and the volume per point of its first zone."""
    if area is None:
        return ()
    volume = syringe.zones[0].volume_per_point_ml if syringe.zones else None
    return coverings(area, technique_of(syringe.technique, view), view, spacing_mm, volume)


def coverings(
    area: Area, technique: Technique, view: View, spacing_mm: float | None, volume_per_point_ml: float | None
) -> tuple[Covered, ...]:
    """Cover an area at a spacing, or at each that a source gives for the technique.

    Raises ValueError for a spacing or volume that is not positive.
    """
    if spacing_mm is not None:
        return (_covered(area, (spacing_mm,), volume_per_point_ml, (), {}),)
    return tuple(
        _covered(area, _ends(each), volume_per_point_ml, view.here.citations(each), each.text)
        for each in technique.spacing_mm
        if view.here.in_force(each) and _ends(each)
    )


def _covered(
    area: Area, spacings: tuple[float, ...], volume_per_point_ml: float | None, cited: tuple[Cited, ...], text: Text
) -> Covered:
    points = tuple(points_covering(area, each) for each in spacings)
    volume = volume_per_point_ml
    volumes = () if volume is None else tuple(float(syringe_ml(each, volume)) for each in points)
    return Covered(spacings, points, volumes, cited, text)


def _ends(given: Range) -> tuple[float, ...]:
    """Give the widest spacing first: it needs the fewest points."""
    ends = [end for end in (given.high, given.low) if end]
    return tuple(dict.fromkeys(ends))
