"""The needle of each zone of an assessed case, drawn."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from papule.assessment.geometry_of import ZoneUse
from papule.assessment.subject import Subject
from papule.assessment.wording import Words
from papule.clinic.drawings.drawing import Drawing
from papule.clinic.drawings.needle import needle_drawing
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.site import Site, site_of


def zone_drawings(subject: Subject, reader: Reader, words: Words, key: str = "needle") -> tuple[Drawing, ...]:
    """Draw the needle of every zone that has one; zones that would look alike are drawn once, with their sides."""
    alike: dict[object, list[ZoneUse]] = {}
    for each in subject.zones:
        alike.setdefault((each.site.id, each.technique.id, each.needle), []).append(each)
    return tuple(
        needle_drawing(zones[0].needle, _site(zones, subject, words), reader, f"{key}-{number}")
        for number, zones in enumerate((each for each in alike.values() if each[0].needle is not None), 1)
        if zones[0].needle is not None
    )


def _site(zones: Sequence[ZoneUse], subject: Subject, words: Words) -> Site:
    """Give the site of zones that differ in their sides alone, named with all of these."""
    site = site_of(zones[0], subject, words)
    sides = dict.fromkeys(words.term(each.zone.side) for each in zones if each.zone.side)
    named = f"{words.name(zones[0].site.id)} ({', '.join(sides)})" if len(sides) > 1 else site.name
    return msgspec.structs.replace(site, name=named)
