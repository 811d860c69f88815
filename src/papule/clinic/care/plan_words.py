"""A plan in words, and what differs between two plans."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from papule.clinic.care.plan_body import PlanBody, PlannedSyringe
from papule.clinic.knowledge import words
from papule.treatment.case import Content


def differences(before: PlanBody | None, after: PlanBody) -> tuple[tuple[str, str, str], ...]:
    """Give what changed between two plans, or what is new where nothing is known of the one before: what, was, is."""
    one, two = _told(before) if before else {}, _told(after)
    return tuple(
        (name, one.get(name, ""), two.get(name, ""))
        for name in dict.fromkeys([*one, *two])
        if one.get(name) != two.get(name)
    )


def _told(body: PlanBody) -> dict[str, str]:
    found = {
        _("Syringe %(number)s") % {"number": number}: _syringe(each) for number, each in enumerate(body.syringes, 1)
    }
    places = Counter((each.syringe, each.site, each.side) for each in body.points)
    counted = (f"{words().name(site)}, {words().term(side)} {count}" for (_at, site, side), count in places.items())
    return found | {_("Points"): " · ".join([str(len(body.points)), *counted])} | rest_of(body)


def rest_of(body: PlanBody) -> dict[str, str]:
    """Give what a plan says beside its syringes and points."""
    return {
        _("Injected with"): words().name(body.device),
        _("Sessions planned"): str(body.planned or ""),
        _("Days between two sessions"): str(body.interval_days or ""),
        _("Note"): body.note,
    }


def _syringe(syringe: PlannedSyringe) -> str:
    needle, each = syringe.needle, syringe.volume_per_point_ml
    held = (f"{content_name(content)} {_number(content.volume_ml)} mL" for content in syringe.contents)
    parts = [" + ".join(held), words().name(syringe.technique)]
    if needle:
        gauge = f" {needle.gauge} G" if needle.gauge else ""
        depth = f" ({_number(needle.inserted_mm)} mm)" if needle.inserted_mm else ""
        parts.append(f"{_number(needle.length_mm)} mm{gauge} {_number(needle.angle_deg)}°{depth}")
    if each:
        parts.append(_("%(volume)s mL a point") % {"volume": _number(each)})
    return " · ".join(parts)


def _number(value: float) -> str:
    return number_format(Decimal(f"{value:.10g}"))


def content_name(content: Content) -> str:
    """Name what is in a syringe."""
    if content.product:
        return words().name(content.product)
    return f"{words().name(content.substance or '')} {content.strength or ''}".strip()
