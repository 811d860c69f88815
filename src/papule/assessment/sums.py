"""How much of each substance: drawn in this session, given in a window before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from papule.assessment.products import amount_in
from papule.kernel.quantity import Quantity, exact, quantity

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


def injected_share(subject: Subject, number: int) -> Decimal:
    """Give the part of a syringe that goes into its points, at most all of it."""
    volume = sum((item.volume_ml for item in subject.by_syringe[number]), Decimal(0))
    return min(planned_ml(subject, number) / volume, Decimal(1)) if volume else Decimal(0)


def planned_ml(subject: Subject, number: int) -> Decimal:
    """Sum points times volume over the zones of a syringe."""
    return sum(
        (
            exact(zone.volume_per_point_ml) * (zone.points or 0)
            for zone in subject.syringe(number).zones
            if zone.volume_per_point_ml is not None
        ),
        Decimal(0),
    )
