"""That the plan of a session has changed since it was begun: by whom, when, and what is new, in words."""

from __future__ import annotations

from papule.clinic.care.models import PlanVersion
from papule.clinic.care.plan_body import body_of
from papule.clinic.care.plan_words import differences
from papule.clinic.care.session_checks import plan_is_seen
from papule.clinic.care.session_entry import Fields
from papule.clinic.care.session_opening import Opening
from papule.clinic.care.session_renewing import find_version
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
    changes = differences(body_of(version.body) if version else None, opening.plan)
    return Replanned(opening.version, changes, plan_is_seen(fields, opening))
