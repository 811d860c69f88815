"""Points of a plan whose syringe goes: they go with it, and those of the syringes after it keep theirs."""

from __future__ import annotations

import json

from papule.clinic.care.plan_fields import Fields, numbers_of


def remove_points(fields: Fields, place: int) -> None:
    """Remove the points of the syringe at a place, drawn and counted; those of later ones name one place less."""
    _remove_drawn(fields, place)
    for row in numbers_of(fields, "area-syringe"):
        name = f"area-syringe-{row}"
        said = fields[name] or "0"
        if not said.isdecimal():
            continue
        if int(said) == place:
            for each in ("site", "side", "count", "syringe"):
                fields.pop(f"area-{each}-{row}", None)
        elif int(said) > place:
            fields[name] = str(int(said) - 1)


def _remove_drawn(fields: Fields, place: int) -> None:
    """Remove drawn points; what is no list of points is told where the plan is read, and stays."""
    try:
        listed = json.loads(fields.get("points_json") or "[]")
        kept = [each for each in listed if each["syringe"] != place]
        moved = [each | {"syringe": each["syringe"] - 1} if each["syringe"] > place else each for each in kept]
    except (ValueError, TypeError, LookupError):
        return
    fields["points_json"] = json.dumps(moved)
