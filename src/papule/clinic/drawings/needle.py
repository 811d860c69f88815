"""The needle through the skin, to scale: true depth, the layers where somebody measured them, dangers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians, sin

from papule.assessment.geometry_of import true_depth_mm
from papule.clinic.drawings import ink
from papule.clinic.drawings.drawing import Drawing
from papule.clinic.drawings.needle_words import (
    briefly,
    danger_line,
    depth_words,
    inserted_mm,
    needle_table,
    needle_words,
)
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.scale import steps
from papule.clinic.drawings.site import Layer, Site
from papule.kernel.value import Value
from papule.treatment.case import NeedleUse

WIDTH = 394.0
_LEFT, _RIGHT, _LABELS = 58.0, 214.0, 226.0  # the picture, and the names of the layers beside it
_SURFACE, _DEEPEST, _SHALLOWEST = 100.0, 260.0, 175.0
_LEAST_MM = 2.0  # of depth shown
_LINE = 15.0
_NEAR = 2  # times the depth of the needle or the skin


class View(Value):
    """Where things lie: one scale for both directions, so that angle and depth are true."""

    site: Site
    needle: NeedleUse
    depth: float  # mm
    per_mm: float
    bottom: float

    def y(self, depth_mm: float) -> float:
        """Give the place of a depth."""
        return _SURFACE + depth_mm * self.per_mm

    @property
    def bottom_mm(self) -> float:
        """Give the deepest depth shown."""
        return (self.bottom - _SURFACE) / self.per_mm

    @property
    def inserted(self) -> float:
        """Give the inserted length in mm."""
        return inserted_mm(self.needle)

    @property
    def entry(self) -> float:
        """Give where the needle enters; the inserted part lies in the middle."""
        return (_LEFT + _RIGHT) / 2 - self.inserted * cos(radians(self.needle.angle_deg)) * self.per_mm / 2

    @property
    def tip(self) -> tuple[float, float]:
        """Give where the needle ends."""
        return self.entry + self.inserted * cos(radians(self.needle.angle_deg)) * self.per_mm, self.y(self.depth)


def needle_drawing(needle: NeedleUse, site: Site, reader: Reader, key: str = "needle") -> Drawing:
    """Draw a needle through the skin of a site; what nobody measured is hatched, without a number."""
    view = _view(needle, site)
    title = reader.say("needle at", site=site.name)
    table = needle_table(needle, site, reader)
    description = ". ".join(reader.say("named", name=name, value=value) for name, value in table.rows)
    dangers, height = _dangers(site, view.bottom, reader)
    marks = [*_layers(view, key), *_ruler(view, reader), *_reached(view, reader), *_names(view, reader)]
    marks += [*_steel(view), *_labels(view, reader), *dangers]
    return Drawing(ink.svg(key, (WIDTH, height), (title, description), marks), title, description, lambda: table)


def _view(needle: NeedleUse, site: Site) -> View:
    depth = true_depth_mm(needle)
    skin = site.skin.mean_mm if site.skin else 0.0
    shown = max(_LEAST_MM, depth * 1.3, skin * 1.5, *(each * 1.1 for each in _near(site, max(depth, skin))))
    wide = max(inserted_mm(needle) * cos(radians(needle.angle_deg)), 1e-9)
    per_mm = min((_DEEPEST - _SURFACE) / shown, (_RIGHT - _LEFT - 60) / wide)
    return View(site, needle, depth, per_mm, min(max(_SURFACE + shown * per_mm, _SHALLOWEST), _DEEPEST))


def _near(site: Site, depth: float) -> list[float]:
    """Give the depths of the dangers that come close enough to be drawn."""
    known = [each.from_depth_mm for each in site.dangers if each.from_depth_mm is not None]
    return [each for each in known if each <= _NEAR * depth]


def _layers(view: View, key: str) -> Iterator[str]:
    hatch, site, bottom = f"{ink.named(key)}-hatch", view.site, view.bottom_mm
    yield ink.hatching(hatch)
    if site.skin is None:
        yield _band(0, bottom, view, hatch)
    else:
        skin = site.skin.mean_mm
        yield ink.painted("skin", [_band(0, skin, view)])
        yield ink.painted("epidermis", [_band(0, site.epidermis.mean_mm, view)] if site.epidermis else [])
        yield from _deeper(view, skin, hatch)
        yield _spread(view, site.skin)
    edge = view.y(0)
    yield ink.painted("surface", [ink.line(_LEFT, edge, _RIGHT, edge)])


def _deeper(view: View, skin: float, hatch: str) -> Iterator[str]:
    """Draw the hypodermis: as thick as measured, or hatched from the skin downwards."""
    until = view.site.hypodermis_ends_mm
    yield ink.painted("hypodermis", [_band(skin, until or view.bottom_mm, view)])
    if until is None:
        yield _band(skin, view.bottom_mm, view, hatch)
    elif until < view.bottom_mm:
        yield ink.painted("below", [_band(until, view.bottom_mm, view)])
        yield _band(until, view.bottom_mm, view, hatch)


def _band(above: float, below: float, view: View, hatch: str = "") -> str:
    top, end = view.y(min(above, view.bottom_mm)), view.y(min(below, view.bottom_mm))
    return ink.box(_LEFT, top, _RIGHT - _LEFT, max(end - top, 0), f' fill="url(#{hatch})"' if hatch else "")


def _spread(view: View, skin: Layer) -> str:
    """Draw between which limits the lower border of the skin was measured."""
    if skin.low_mm is None or skin.high_mm is None:
        return ""
    low, high = (view.y(min(each, view.bottom_mm)) for each in (skin.low_mm, skin.high_mm))
    bracket = f'<path d="M{_RIGHT - 9:.1f} {low:.1f}h6m-3 0V{high:.1f}m-3 0h6"/>'
    return ink.painted("surface", [bracket])


def _ruler(view: View, reader: Reader) -> Iterator[str]:
    """Draw millimetres from the surface down; the true depth takes the place of those near it."""
    depths = [each for each in steps(view.bottom_mm, 5) if each <= view.bottom_mm]
    near = _LINE - 1
    written = [each for each in depths if abs(view.y(each) - view.tip[1]) > near]
    yield ink.painted("surface", [ink.line(_LEFT - 4, view.y(each), _LEFT, view.y(each)) for each in depths])
    yield ink.painted("quiet", [ink.text(_LEFT - 9, view.y(each) + 4, reader.number(each), "end") for each in written])
    yield ink.painted("quiet", [ink.text(_LEFT - 9, _SURFACE - 12, "mm", "end")])


def _reached(view: View, reader: Reader) -> Iterator[str]:
    """Draw the true depth from the ruler to the tip."""
    x, y = view.tip
    yield ink.painted("gap", [ink.line(_LEFT, y, x - 6, y)])
    yield ink.painted("accent", [ink.text(_LEFT - 9, y + 4, reader.number(view.depth), "end", 13)])
    known = [(each.reached, each.from_depth_mm) for each in view.site.dangers]
    drawn = [(comes, view.y(depth)) for comes, depth in known if depth is not None and depth <= view.bottom_mm]
    yield ink.painted("over", [ink.line(_LEFT, at, _RIGHT, at) for _, at in drawn])
    for comes, at in drawn:
        paint = "serious" if comes else "event"
        yield ink.painted(paint, [f'<path d="M{_RIGHT - 9:.1f} {at - 13:.1f}l6 11h-12z"/>'])


def _steel(view: View) -> Iterator[str]:
    """Draw the needle: its hub where there is room for it, else two strokes that say it goes on."""
    angle, (x, y) = radians(view.needle.angle_deg), view.tip
    free = max(view.needle.length_mm - view.inserted, 0) * view.per_mm
    room = min((_SURFACE - 52) / sin(angle), (view.entry - _LEFT - 8) / max(cos(angle), 1e-9))
    out, whole = min(free, room), free <= room
    turned = f' transform="translate({view.entry:.1f} {_SURFACE}) rotate({view.needle.angle_deg:g})"'
    inside = ((x - view.entry) ** 2 + (y - _SURFACE) ** 2) ** 0.5
    hub = ink.box(-out - 16, -5, 16, 10, ' rx="2"') if whole else ""
    broken = "" if whole else f'<path d="M{-out - 1:.1f} -6l5 12M{4 - out:.1f} -6l5 12"/>'
    yield ink.painted("steel", [f'<path d="M{-out:.1f} 0H{inside:.1f}"/>', broken], turned)
    yield ink.painted("quiet", [hub], turned)
    yield ink.painted("dot", [ink.circle(x, y, 4.5)])


def _names(view: View, reader: Reader) -> Iterator[str]:
    """Name the layers beside the picture, each with what was measured."""
    wanted = [(view.y(min(at, view.bottom_mm)), *words) for at, words in _named(view, reader)]
    places = _apart([each[0] for each in wanted], 2 * _LINE + 4, _SURFACE + 8, view.bottom - _LINE)
    for (at, name, measured), y in zip(wanted, places, strict=True):
        yield ink.painted("grid", [ink.line(_RIGHT + 2, at, _LABELS - 4, y)])
        yield ink.painted("text", [ink.text(_LABELS, y + 2, ink.fitted(name, WIDTH - _LABELS))])
        yield ink.painted("quiet", [ink.text(_LABELS, y + 2 + _LINE, ink.fitted(measured, WIDTH - _LABELS))])


def _named(view: View, reader: Reader) -> Iterator[tuple[float, tuple[str, str]]]:
    site, bottom = view.site, view.bottom_mm
    if site.skin is None:
        yield bottom / 2, (reader.say("layers unknown"), reader.say("not measured"))
        return
    skin, until = site.skin.mean_mm, site.hypodermis_ends_mm
    yield skin / 2, (reader.say("skin"), briefly(site.skin, reader))
    if skin < bottom:
        ends = reader.say("until", value=reader.number(until)) if until else reader.say("not measured")
        yield (skin + min(until or bottom, bottom)) / 2, (reader.say("hypodermis"), ends)


def _apart(places: list[float], gap: float, top: float, bottom: float) -> list[float]:
    """Move places apart, keeping their order, within limits."""
    moved = [min(max(each, top), bottom - gap * (len(places) - 1 - number)) for number, each in enumerate(places)]
    for number, (above, below) in enumerate(pairwise(list(moved))):
        moved[number + 1] = max(below, max(above, moved[number]) + gap)
    return moved


def _labels(view: View, reader: Reader) -> Iterator[str]:
    """Write what needle it is, how it is held, and where it ends."""
    room = WIDTH - _LABELS
    name = ink.wrapped(view.site.name, (_LABELS - 12) / ink.BOLD, 3)
    yield ink.painted("strong", [ink.text(0, 13 + _LINE * at, each) for at, each in enumerate(name)])
    yield ink.painted("strong", [ink.text(_LABELS, 13, ink.fitted(needle_words(view.needle, reader), room / ink.BOLD))])
    held = reader.say("held", inserted=reader.number(view.inserted), angle=reader.number(view.needle.angle_deg))
    yield ink.painted("quiet", [ink.text(_LABELS, 31, ink.fitted(held, room))])
    lines = ink.wrapped(depth_words(view.depth, view.site, reader), room / ink.BOLD, 3)
    yield ink.painted("accent", [ink.text(_LABELS, 48 + _LINE * at, each) for at, each in enumerate(lines)])


def _dangers(site: Site, bottom: float, reader: Reader) -> tuple[list[str], float]:
    """List the dangers under the picture."""
    drawn, y = [], bottom + 24
    for each in site.dangers:
        lines = ink.wrapped(danger_line(each, reader), (WIDTH - 22) / ink.BOLD, 3)
        drawn.append(ink.painted("serious" if each.reached else "event", [f'<path d="M7 {y - 10:.1f}l6 11h-12z"/>']))
        paint = "warn" if each.reached else "text"
        drawn.append(ink.painted(paint, [ink.text(20, y + _LINE * at, words) for at, words in enumerate(lines)]))
        y += _LINE * len(lines) + 5
    return drawn, y - 12 if drawn else bottom + 8
