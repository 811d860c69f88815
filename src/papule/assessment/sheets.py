"""The arithmetic beside the findings: doses, syringes, points."""

from __future__ import annotations

from papule.assessment.finding import Dose, SyringeSheet, ZoneSheet
from papule.assessment.geometry_of import ZoneUse
from papule.assessment.subject import Subject
from papule.assessment.uses import Use, maximum_of
from papule.kernel.quantity import Quantity, exact


def doses(subject: Subject) -> tuple[Dose, ...]:
    """Give each substance with what is drawn, injected, and the share of its tightest maximum."""
    tightest: dict[str, Use] = {}
    for use in subject.uses:
        known, of_this_age = tightest.get(use.substance), not use.limit.for_older
        if use.fraction is not None and of_this_age and (known is None or use.fraction > (known.fraction or 0)):
            tightest[use.substance] = use
    injected = _injected(subject)
    weight = subject.person.patient.weight_kg
    return tuple(
        _dose(key, drawn, injected.get(key, drawn), tightest.get(key), weight)
        for key, drawn in sorted(subject.amounts.items())
    )


def _dose(key: str, drawn: Quantity, injected: Quantity, use: Use | None, weight: float | None) -> Dose:
    return Dose(
        substance=key,
        drawn=str(drawn),
        injected=str(injected),
        maximum=maximum_of(use, weight) if use else None,
        per=use.limit.per if use else None,
        fraction=round(float(use.fraction), 4) if use and use.fraction is not None else None,
    )


def _injected(subject: Subject) -> dict[str, Quantity]:
    found: dict[str, Quantity] = {}
    shares = [each.share for each in subject.volumes]
    for item in subject.items:
        if item.drawn is not None:
            given = item.drawn.amount * shares[item.syringe]
            known = found.get(item.id)
            found[item.id] = Quantity(known.amount + given if known else given, item.drawn.unit)
    return found


def syringes(subject: Subject) -> tuple[SyringeSheet, ...]:
    """Give the arithmetic of every syringe."""
    return tuple(_syringe(number, subject) for number in range(len(subject.by_syringe)))


def _syringe(number: int, subject: Subject) -> SyringeSheet:
    volumes = subject.volumes[number]
    zones = [zone for zone in subject.zones if zone.syringe == number]
    per_point = {
        volume: _per_point(volume, number, subject) for volume in {each.zone.volume_per_point_ml for each in zones}
    }
    return SyringeSheet(
        volume_ml=float(volumes.held),
        injected_ml=float(volumes.injected),
        left_ml=float(volumes.held - volumes.injected),
        points=sum([zone.zone.points or 0 for zone in zones]),
        active_products=len(subject.active(number)),
        zones=tuple([_zone(each, per_point[each.zone.volume_per_point_ml]) for each in zones]),
    )


def _per_point(volume: float | None, number: int, subject: Subject) -> dict[str, str]:
    """Give what a point of this volume receives of each substance, in the order of their names."""
    drawn: dict[str, Quantity] = {}
    held = subject.volumes[number].held
    if volume is None or not held:
        return {}
    for item in subject.by_syringe[number]:
        if item.drawn is not None:
            known = drawn.get(item.id)
            drawn[item.id] = Quantity(item.drawn.amount + (known.amount if known else 0), item.drawn.unit)
    share = exact(volume) / held
    return {key: str(Quantity(drawn[key].amount * share, drawn[key].unit)) for key in sorted(drawn)}


def _zone(zone: ZoneUse, per_point: dict[str, str]) -> ZoneSheet:
    depth = None if zone.depth_mm is None else round(zone.depth_mm, 2)
    return ZoneSheet(site=zone.zone.site, true_depth_mm=depth, layer=zone.layer, per_point=per_point)
