"""What the drawing of a needle says: needle, depth, layers, dangers."""

from __future__ import annotations

from papule.assessment.geometry_of import true_depth_mm
from papule.clinic.drawings.drawing import Table
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.site import Layer, Reach, Site
from papule.treatment.case import NeedleUse


def inserted_mm(needle: NeedleUse) -> float:
    """Give how much of the needle is in: all of it unless said."""
    return needle.length_mm if needle.inserted_mm is None else needle.inserted_mm


def measured(layer: Layer, reader: Reader) -> str:
    """Write a measured thickness with its limits."""
    mean = reader.say("mean", value=reader.number(layer.mean_mm))
    if layer.low_mm is None or layer.high_mm is None:
        return mean
    return f"{mean} ({reader.number(layer.low_mm)}–{reader.number(layer.high_mm)})"


def briefly(layer: Layer, reader: Reader) -> str:
    """Write a measured thickness where there is little room."""
    if layer.low_mm is None or layer.high_mm is None:
        return measured(layer, reader)
    limits = {"low": reader.number(layer.low_mm), "high": reader.number(layer.high_mm)}
    return reader.say("within", value=reader.number(layer.mean_mm), **limits)


def needle_words(needle: NeedleUse, reader: Reader) -> str:
    """Say which needle it is."""
    length = f"{reader.number(needle.length_mm)} mm"
    return f"{length} · {needle.gauge} G" if needle.gauge else length


def depth_words(depth: float, site: Site, reader: Reader) -> str:
    """Say how deep the needle ends, and in which layer."""
    return reader.say("depth", value=reader.number(depth), layer=site.layer)


def danger_words(danger: Reach, reader: Reader) -> str:
    """Say from which depth a structure is in danger, and whether the needle comes to it."""
    depth = danger.from_depth_mm
    said = reader.say("any depth") if depth is None else reader.say("from depth", value=reader.number(depth))
    return reader.say("reached", depth=said) if danger.reached else said


def danger_line(danger: Reach, reader: Reader) -> str:
    """Write a line on a danger."""
    return reader.say("named", name=danger.structure, value=danger_words(danger, reader))


def needle_table(needle: NeedleUse, site: Site, reader: Reader) -> Table:
    """Give everything the drawing shows, a line each."""
    depth = true_depth_mm(needle)
    rows = [
        (reader.say("needle"), needle_words(needle, reader)),
        (reader.say("angle"), f"{reader.number(needle.angle_deg)}°"),
        (reader.say("inserted"), f"{reader.number(inserted_mm(needle))} mm"),
        (reader.say("true depth"), f"{reader.number(depth)} mm"),
        (reader.say("tip"), site.layer),
        (reader.say("skin"), _whom(site.skin, reader)),
        (reader.say("epidermis"), _whom(site.epidermis, reader)),
        (reader.say("hypodermis"), _whom(site.subcutis, reader)),
        (reader.say("to muscle"), _whom(site.to_muscle, reader)),
    ]
    rows += [(each.structure, danger_words(each, reader)) for each in site.dangers]
    return Table((reader.say("what"), reader.say("value")), tuple(rows))


def _whom(layer: Layer | None, reader: Reader) -> str:
    return reader.say("not measured") if layer is None else ", ".join(filter(None, (measured(layer, reader), layer.on)))
