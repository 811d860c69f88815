"""The body map in templates: `{% body_map_editor %}` to set points, `{% body_map %}` to look at them.

A page that shows one links `bodymap/body-map.css`; one that edits also loads the module `bodymap/body-map.js`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

import msgspec
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from papule.clinic.bodymap import picture
from papule.clinic.bodymap.atlas import MIDLINE_CM, VERSION, View, views
from papule.clinic.bodymap.picture import MARKS, Marked
from papule.clinic.knowledge import formulary, words

register = template.Library()
PARAVERTEBRAL = "spine-mps"  # the layout of the knowledge that gives the distances from the midline


@register.inclusion_tag("bodymap/editor.html")
def body_map_editor(value: str | Sequence[Marked], name: str, syringes: int = 1, blanks: str = "") -> dict[str, object]:
    """Show the editor of the points that lie as JSON in the hidden field `name`.

    Fields whose names begin with `blanks` are emptied when a point changes: they counted the points before.
    """
    language = (get_language() or "en").partition("-")[0]
    layout = formulary().layouts.get(PARAVERTEBRAL)
    sites = {region.site for view in views().values() for _, region in view.regions}
    return {
        "value": value if isinstance(value, str) and value else json.dumps(msgspec.to_builtins(value or [])),
        "blanks": blanks,
        "name": name,
        "syringes": [(number, MARKS[number % len(MARKS)]) for number in range(max(syringes, 1))],
        "views": [_drawn(view, language) for view in views()],
        "map": VERSION,
        "marks": json.dumps(MARKS),
        "midline": MIDLINE_CM,
        "names": json.dumps({site: words().name(site) for site in sorted(sites)}),
        "offsets": json.dumps(layout.offsets_cm if layout else ()),
    }


class Shown(msgspec.Struct, kw_only=True, frozen=True):
    """What is drawn of a point, wherever it was kept; what else is kept of it is left out."""

    site: str
    side: str
    syringe: int = 0
    view: str = ""
    x: float | None = None
    y: float | None = None


def _kept(points: Iterable[object] | None) -> Iterator[Shown]:
    """Read points; what is none is not shown."""
    for each in points or ():
        with suppress(msgspec.ValidationError):
            yield msgspec.convert(each, Shown, from_attributes=True)


@register.inclusion_tag("bodymap/shown.html")
def body_map(points: Iterable[object] | None, first_syringe: int = 0) -> dict[str, object]:
    """Show the drawings on which points lie, as they are kept or as plain values; a record counts syringes from 1."""
    listed = [msgspec.structs.replace(each, syringe=max(each.syringe - first_syringe, 0)) for each in _kept(points)]
    drawn = [each for each in listed if each.view in views() and each.x is not None and each.y is not None]
    language = (get_language() or "en").partition("-")[0]
    names = {each.site: words().name(each.site) for each in drawn}
    used = [view for view in views().values() if any(each.view == view.id for each in drawn)]
    return {"drawings": [_shown(view, drawn, language, names) for view in used]}


def _shown(view: View, points: Sequence[Marked], language: str, names: dict[str, str]) -> dict[str, object]:
    """Give what the template says of a drawing with its points."""
    here = [each for each in points if each.view == view.id]
    return {
        "name": picture.title_of(view, language),
        "svg": _safe(picture.render_svg(view.id, here, language, names)),
        "said": picture.described(here, language, names),
    }


@register.simple_tag
def body_dots(points: Iterable[Marked]) -> SafeString:
    """Show where points lie, all with one mark and each place once: for those of many sessions, beside their table."""
    places: dict[str, dict[tuple[float, float], None]] = {}
    for each in points:
        if each.x is not None and each.y is not None:
            places.setdefault(each.view, {})[each.x, each.y] = None
    if not places:
        return _safe("")
    language = (get_language() or "en").partition("-")[0]
    shown = [
        f'<figure class="body-shown-view">{picture.dotted_svg(name, places[name], language)}'
        f"<figcaption>{picture.title_of(view, language).capitalize()}</figcaption></figure>"
        for name, view in views().items()
        if name in places
    ]
    return _safe(f'<div class="body-shown">{"".join(shown)}</div>' if shown else "")


@lru_cache(maxsize=64)
def _drawn(name: str, language: str) -> dict[str, object]:
    """Give what the editor needs of a view; drawn once in a process and language."""
    view = views()[name]
    return {
        "id": view.id,
        "name": picture.title_of(view, language),
        "box": picture.box_of(view),
        "unit": view.unit,
        "ground": _safe(picture.ground(view, language, is_edited=True)),
        "joint_line": json.dumps(view.joint_line) if view.joint_line else "",
    }


def _safe(svg: str) -> SafeString:
    """Let a drawing through."""
    return mark_safe(svg)  # noqa: S308 -- drawn from the data of this app, words in it escaped
