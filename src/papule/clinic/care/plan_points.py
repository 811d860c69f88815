"""Points of a plan: those of a syringe that goes, go with it; painful points and those of templates are taken over."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

from papule.clinic.care.models import Course
from papule.clinic.care.plan_fields import POINT_KEYS, Fields, numbers_of


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


def painful_of(course: Course) -> list[dict[str, Any]]:
    """Give the painful points of the newest consultation of a course that has any."""
    listed = course.consultations.exclude(painful=[]).order_by("-held_at").values_list("painful", flat=True)
    return list(listed.first() or [])


def add_points(fields: Fields, points: Iterable[dict[str, Any]]) -> None:
    """Set a point of the first syringe at each place that has none yet: painful ones, those of a template."""
    try:
        listed = json.loads(fields.get("points_json") or "[]")
        places = {(each.get("view"), each.get("x"), each.get("y")) for each in listed}
    except (ValueError, TypeError, AttributeError):
        return
    new = [each for each in points if (each.get("view"), each.get("x"), each.get("y")) not in places]
    kept = [{key: value for key, value in each.items() if key in POINT_KEYS} for each in new]
    taken = [each | {"id": secrets.token_hex(6), "syringe": 0} for each in kept]
    fields["points_json"] = json.dumps([*listed, *taken])
