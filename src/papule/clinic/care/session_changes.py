"""That the plan of a session has changed since it was begun: by whom, when, and what is new, in words."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from papule.clinic.care.models import PlanVersion
from papule.clinic.care.plan_body import PlanBody, PlannedSyringe, body_of
from papule.clinic.care.session_checks import content_name, plan_is_seen
from papule.clinic.care.session_entry import Fields
from papule.clinic.care.session_opening import Opening
from papule.clinic.care.session_renewing import find_version
from papule.clinic.knowledge import words
from papule.kernel.value import Value


class Replanned(Value):
    """The plan that counts now, and what is new in it: what, before, now."""

    version: PlanVersion
    changes: tuple[tuple[str, str, str], ...]
    is_seen: bool


def find_replanned(opening: Opening, fields: Fields) -> Replanned | None:
    """Give what is new since the plan on which a session was begun; none where it is the same."""
    was = fields.get("plan_was", "")
    if not was.isdecimal():
        return None
    version = find_version(opening.course, int(was))
    before, now = _told(body_of(version.body)) if version else {}, _told(opening.plan)
    changes = tuple(
        (name, before.get(name, ""), now.get(name, ""))
        for name in dict.fromkeys([*before, *now])
        if before.get(name) != now.get(name)
    )
    return Replanned(opening.version, changes, plan_is_seen(fields, opening))


def _told(body: PlanBody) -> dict[str, str]:
    found = {
        _("Syringe %(number)s") % {"number": number}: _syringe(each) for number, each in enumerate(body.syringes, 1)
    }
    places = Counter((each.syringe, each.site, each.side) for each in body.points)
    counted = (f"{words().name(site)}, {words().term(side)} {count}" for (_at, site, side), count in places.items())
    return found | {
        _("Points"): " · ".join([str(len(body.points)), *counted]),
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
