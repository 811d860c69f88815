"""How much of each maximum a treatment uses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from papule.assessment.limits import Binding
from papule.assessment.sums import amounts_in_window
from papule.kernel.quantity import Quantity, exact, plain
from papule.kernel.value import Value

if TYPE_CHECKING:
    from papule.assessment.subject import Subject


class Use(Value):
    """How much of one maximum is used."""

    substance: str
    limit: Binding
    amount: Quantity
    fraction: Decimal | None  # none where the weight is needed and not known
    local_anaesthetic: bool


def uses_of(subject: Subject) -> Iterator[Use]:
    """Give every maximum that binds this patient, with how much of it the treatment uses."""
    weight = subject.person.patient.weight_kg
    for key, amount in subject.amounts.items():
        substance = subject.view.substance(key)
        for limit in substance.limits.binding(subject.person.age_years):
            if limit.unit != amount.unit:
                continue
            total = amount if limit.per == "session" else amounts_in_window(key, amount, limit.per, subject)
            maximum = limit.amount
            if limit.by_weight:
                maximum = limit.amount * exact(weight) if weight else Decimal(0)
            fraction = total.amount / maximum if maximum else None
            yield Use(key, limit, total, fraction, substance.substance.local_anaesthetic)


def maximum_of(use: Use, weight_kg: float | None) -> str:
    """Write a maximum as it binds: 200 mg, or 3 mg/kg x 20 kg = 60 mg."""
    limit = use.limit
    if not limit.by_weight or weight_kg is None:
        return limit.written
    return f"{plain(limit.amount * exact(weight_kg))} {limit.unit} ({limit.written})"
