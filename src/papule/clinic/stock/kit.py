"""The emergency kit: what the sources name, what lies in it, whether it is whole and in date."""

from __future__ import annotations

from datetime import date

from papule.assessment.view import View
from papule.clinic.prepared import Prepared
from papule.clinic.stock.models import KitItem
from papule.kernel.value import Value
from papule.knowledge.model.rule import Guidance

TOPIC = "emergency"
_ITEMS = Prepared(lambda: KitItem.objects.order_by("name"))
CONTENTS = ("kit-adrenaline", "kit-oxygen", "kit-monitoring", "kit-infusion", "kit-pens", "kit-lipid", "kit-england")
REMARKS = ("kit-no-fixed-list", "kit-labels", "kit-staff")


class Kit(Value):
    """The state of the kit on a day."""

    items: tuple[KitItem, ...]
    missing: tuple[KitItem, ...]
    expired: tuple[KitItem, ...]
    checked_on: date | None  # the day on which the last of all contents was looked at; none if one never was

    @property
    def is_ready(self) -> bool:
        """Tell whether there is a kit, whole and in date."""
        return bool(self.items) and not self.missing and not self.expired


def kit_on(day: date) -> Kit:
    """Give the state of the kit."""
    items = tuple(_ITEMS())
    checked = [each.checked_on for each in items]
    return Kit(
        items,
        tuple(each for each in items if not each.is_present),
        tuple(each for each in items if each.expires_on and each.expires_on < day),
        min(each for each in checked if each) if checked and all(checked) else None,
    )


def named_contents(view: View, of: tuple[str, ...] = CONTENTS) -> tuple[Guidance, ...]:
    """Give what sources in force say belongs into a kit, or say about kits."""
    known = {each.id: each for each in view.formulary.guidance[TOPIC].items if view.here.in_force(each)}
    return tuple(known[each] for each in of if each in known)
