"""Needle, depth, points and volumes: against every source's range, measured skin and dangers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from papule.assessment.finding import About, Cited, Finding
from papule.assessment.geometry_of import ZoneUse
from papule.assessment.subject import Subject
from papule.assessment.texts import joined
from papule.kernel.quantity import plain
from papule.kernel.severity import Severity
from papule.knowledge.model.technique import BodySite, Danger, Range


def check(subject: Subject) -> Iterator[Finding]:
    """Find depths and volumes outside all sources, below the skin, near a danger; unbalanced volumes."""
    for zone in subject.zones:
        yield from _depth(zone, subject)
        yield from _volume(zone, subject)
        if zone.skin is not None:
            yield from _skin(zone, subject)
        yield from _danger(zone, subject)
    yield from _not_measured(subject)
    yield from _balance(subject)


def _found(
    code: str, severity: Severity, zone: ZoneUse, because: Mapping[str, object], cited: Iterable[Cited]
) -> Finding:
    return Finding(
        code=code,
        check="geometry",
        severity=severity,
        scope="plan",
        about=About("zone", zone.id),
        because=dict(because),
        citations=tuple(dict.fromkeys(cited)),
        params={**because, "site": zone.site.id, "technique": zone.technique.id},
    )


def _outside(value: float, ranges: tuple[Range, ...]) -> bool:
    for each in ranges:
        if value >= (each.low or 0) and (each.high is None or value <= each.high):
            return False
    return bool(ranges)


def _depth(zone: ZoneUse, subject: Subject) -> Iterator[Finding]:
    ranges = subject.view.depth_ranges(zone.technique)
    if zone.depth_mm is not None and _outside(zone.depth_mm, ranges):
        because = {"true_depth_mm": zone.depth_mm, "ranges": [written(each) for each in ranges]}
        cited = (cited for each in ranges for cited in subject.here.citations(each))
        yield _found("geometry/outside-technique", "caution", zone, because, cited)


def _volume(zone: ZoneUse, subject: Subject) -> Iterator[Finding]:
    volume, ranges = zone.zone.volume_per_point_ml, subject.view.volume_ranges
    if volume is not None and _outside(volume, ranges):
        because = {"volume_per_point_ml": volume, "ranges": sorted({written(each) for each in ranges})}
        cited = (cited for each in ranges for cited in subject.here.citations(each))
        yield _found("geometry/volume-per-point", "caution", zone, because, cited)


def written(given: Range) -> str:
    """Write a range as its source gives it: 4-6, at most 0.5, from 2."""
    if given.low is None or given.high is None:
        return f"<= {given.high:g}" if given.low is None else f">= {given.low:g}"
    return f"{given.low:g}" if given.low == given.high else f"{given.low:g}-{given.high:g}"


def _skin(zone: ZoneUse, subject: Subject) -> Iterator[Finding]:
    if zone.skin is not None and zone.depth_mm is not None and zone.passes_dermis:
        because = {"true_depth_mm": zone.depth_mm, "skin_mm": zone.skin.mean_mm}
        severity: Severity = "caution" if zone.technique.superficial else "info"
        yield _found("geometry/below-dermis", severity, zone, because, subject.here.citations(zone.skin))


def dangers(zone: ZoneUse, subject: Subject) -> Iterator[Danger]:
    """Give the dangers of a zone that concern this person, here and now, whether the tip comes to them or not."""
    return _dangers_at(zone.site, subject)


def _dangers_at(site: BodySite, subject: Subject) -> Iterator[Danger]:
    age = subject.person.age_years
    for danger in site.dangers:
        of_age = age is None or (danger.min_age_years or 0) <= age < (danger.max_age_years or age + 1)
        if subject.here.in_force(danger) and of_age:
            yield danger


def _danger(zone: ZoneUse, subject: Subject) -> Iterator[Finding]:
    """Find what the tip comes to: here, and in the parts of a wider site, of which nobody says that it is not this."""
    reached = [each for each in dangers(zone, subject) if reaches(zone, each.from_depth_mm)]
    if reached:
        yield _reached("caution", reached, zone, subject)
    known = {each.id for each in zone.site.dangers}
    parts = subject.view.parts_of(zone.site.id)
    nearby = [each for part in parts for each in _dangers_at(part, subject) if each.from_depth_mm is not None]
    within = {each.id: each for each in nearby if each.id not in known and reaches(zone, each.from_depth_mm)}
    if within:
        yield _reached("info", [within[key] for key in sorted(within)], zone, subject)


def _reached(severity: Severity, reached: list[Danger], zone: ZoneUse, subject: Subject) -> Finding:
    depths = [each.from_depth_mm for each in reached]
    because = {"true_depth_mm": zone.depth_mm, "from_depth_mm": depths[0] if len(depths) == 1 else depths}
    cited = (cited for each in reached for cited in subject.here.citations(each))
    found = _found("geometry/danger-zone", severity, zone, because, cited)
    told = {"structure": joined(each.structure for each in reached), "text": joined(each.text for each in reached)}
    return msgspec.structs.replace(found, params={**found.params, **told})


def reaches(zone: ZoneUse, from_depth_mm: float | None) -> bool:
    """Tell whether the tip comes to the danger; a depth nobody knows comes to every danger."""
    if zone.depth_mm is None:
        return not zone.technique.superficial
    return zone.passes_dermis if from_depth_mm is None else zone.depth_mm >= from_depth_mm


def _not_measured(subject: Subject) -> Iterator[Finding]:
    sites = sorted({zone.site.id for zone in subject.zones if zone.skin is None})
    if sites:
        yield Finding(
            code="geometry/not-measured",
            check="geometry",
            severity="info",
            scope="standing",
            about=About("zone", sites[0]),
            because={"sites": sites},
            params={"sites": sites},
        )


def _balance(subject: Subject) -> Iterator[Finding]:
    for number, items in enumerate(subject.by_syringe):
        volumes = subject.volumes[number]
        if items and volumes.planned > volumes.held:
            because = {"planned_ml": plain(volumes.planned), "syringe_ml": plain(volumes.held)}
            yield Finding(
                code="geometry/volume-balance",
                check="geometry",
                severity="needs_answer",
                scope="plan",
                about=About("syringe", f"syringe-{number + 1}"),
                because=dict(because),
                params=because,
            )
