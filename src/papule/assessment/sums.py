"""How much of each substance: drawn in this session, given in a window before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from papule.assessment.products import amount_in
from papule.kernel.quantity import Quantity, exact, quantity
from papule.kernel.value import Value

if TYPE_CHECKING:
    from papule.assessment.subject import Subject


def amounts_in_session(subject: Subject) -> dict[str, Quantity]:
    """Sum what is drawn up of each substance, with what further products contain of it.

    A case whose strengths of one substance have different units does not get here: it is refused.
    """
    found: dict[str, Quantity] = {}
    for item in subject.items:
        if item.drawn is not None:
            _add(found, item.id, item.drawn)
        if item.product:
            for other, strength in item.product.contains:
                _add(found, other, amount_in(item.volume_ml, strength))
    return found


def _add(found: dict[str, Quantity], key: str, amount: Quantity) -> None:
    known = found.get(key)
    found[key] = Quantity(amount.amount + (known.amount if known else 0), amount.unit)


def amounts_in_window(key: str, session: Quantity, per: str, subject: Subject) -> Quantity:
    """Add what earlier sessions gave in the same day, 12 hours (the same date) or course."""
    since = window_start(per, subject)
    total = session.amount
    for past in subject.treatment.history:
        if past.performed_on >= since and key in past.amounts:
            given = quantity(past.amounts[key])
            total += given.amount if given.unit == session.unit else Decimal(0)
    return Quantity(total, session.unit)


def window_start(per: str, subject: Subject) -> date:
    """Give the first day that counts: today for a day or 12 hours, the first ever for a course."""
    return subject.here.as_of if per in ("day", "12h") else date.min


class Volumes(Value):
    """What a syringe holds and what its points are to receive, in mL."""

    held: Decimal
    planned: Decimal
    injected: Decimal  # at most what is held

    @property
    def share(self) -> Decimal:
        """Give the part that goes into the points."""
        return self.injected / self.held if self.held else Decimal(0)


def volumes_of(subject: Subject) -> Iterator[Volumes]:
    """Sum the volumes of every syringe: contents, and points times volume."""
    for syringe, items in zip(subject.treatment.syringes, subject.by_syringe, strict=True):
        held = sum([item.volume_ml for item in items], Decimal(0))
        given = [(zone.volume_per_point_ml, zone.points or 0) for zone in syringe.zones]
        planned = sum([exact(volume) * points for volume, points in given if volume is not None], Decimal(0))
        yield Volumes(held, planned, min(planned, held))
