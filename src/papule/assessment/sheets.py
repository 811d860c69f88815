"""The arithmetic beside the findings: doses, syringes, points."""

from __future__ import annotations

from decimal import Decimal

from papule.assessment.finding import Dose, SyringeSheet, ZoneSheet
from papule.assessment.geometry_of import ZoneUse
from papule.assessment.subject import Subject
from papule.assessment.sums import injected_share, planned_ml
from papule.assessment.uses import Use, maximum_of
from papule.kernel.quantity import Quantity, exact


def doses(subject: Subject) -> tuple[Dose, ...]:
    """Give each substance with what is drawn, injected, and the share of its tightest maximum."""
    tightest: dict[str, Use] = {}
    for use in subject.uses:
        known = tightest.get(use.substance)
        if use.fraction is not None and (known is None or use.fraction > (known.fraction or 0)):
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
    for item in subject.items:
        if item.drawn is not None:
            share = injected_share(subject, item.syringe)
            known = found.get(item.id, Quantity(Decimal(0), item.drawn.unit))
            found[item.id] = Quantity(known.amount + item.drawn.amount * share, item.drawn.unit)
    return found


def syringes(subject: Subject) -> tuple[SyringeSheet, ...]:
    """Give the arithmetic of every syringe."""
    return tuple(_syringe(number, subject) for number in range(len(subject.by_syringe)))


def _syringe(number: int, subject: Subject) -> SyringeSheet:
    volume = sum((item.volume_ml for item in subject.by_syringe[number]), Decimal(0))
    injected = min(planned_ml(subject, number), volume)
    zones = [zone for zone in subject.zones if zone.syringe == number]
    return SyringeSheet(
        volume_ml=float(volume),
        injected_ml=float(injected),
        left_ml=float(volume - injected),
        points=sum(zone.zone.points or 0 for zone in zones),
        active_products=len(subject.active(number)),
        zones=tuple(_zone(zone, volume, subject) for zone in zones),
    )


def _zone(zone: ZoneUse, volume: Decimal, subject: Subject) -> ZoneSheet:
    per_point: dict[str, str] = {}
    if zone.zone.volume_per_point_ml is not None and volume:
        share = exact(zone.zone.volume_per_point_ml) / volume
        held: dict[str, Quantity] = {}
        for item in subject.by_syringe[zone.syringe]:
            if item.drawn is not None:
                known = held.get(item.id, Quantity(Decimal(0), item.drawn.unit))
                held[item.id] = Quantity(known.amount + item.drawn.amount, item.drawn.unit)
        per_point = {key: str(Quantity(held[key].amount * share, held[key].unit)) for key in sorted(held)}
    depth = None if zone.depth_mm is None else round(zone.depth_mm, 2)
    return ZoneSheet(site=zone.zone.site, true_depth_mm=depth, layer=zone.layer, per_point=per_point)
