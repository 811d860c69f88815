"""How much of each maximum a treatment uses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from papule.assessment.limits import Binding
from papule.assessment.sums import amounts_in_window
from papule.kernel.quantity import Quantity, exact, plain, quantity
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
    window: str  # time over which amounts add up: session, day, 12h, course


def uses_of(subject: Subject) -> Iterator[Use]:
    """Give every maximum that binds this patient, with how much of it the treatment uses."""
    for key, amount in subject.amounts.items():
        yield from _uses(key, amount, subject)


def earlier_anaesthetics(subject: Subject) -> Iterator[Use]:
    """Give the same for local anaesthetics that an earlier session of the day gave, and that this one does not."""
    given = {
        key: quantity(amount).unit
        for past in subject.treatment.history
        if past.performed_on == subject.here.as_of
        for key, amount in past.amounts.items()
        if key not in subject.amounts and subject.view.substance(key).substance.local_anaesthetic
    }
    for key, unit in given.items():
        yield from _uses(key, Quantity(Decimal(0), unit), subject)


def untold_anaesthetics(subject: Subject) -> Iterator[Use]:
    """Give the same for those of which no amount is known that can be added."""
    today = [past for past in subject.treatment.history if past.performed_on == subject.here.as_of]
    named = dict.fromkeys(key for past in today for key in (*past.substances, *past.amounts))
    for key in named.keys() - subject.amounts.keys():
        substance = subject.view.substance(key)
        if substance.substance.local_anaesthetic:
            for unit in {limit.unit for limit in substance.limits.binding(subject.person.age_years)}:
                yield from _uses(key, Quantity(Decimal(0), unit), subject)


def _uses(key: str, amount: Quantity, subject: Subject) -> Iterator[Use]:
    """Hold an amount of this session, with what counts before it, against every maximum of the substance.

    Local anaesthetics act on the whole body: what an earlier session of the day gave counts also against the maximum
    of a session.
    """
    weight = subject.person.patient.weight_kg
    substance = subject.view.substance(key)
    is_numbing = substance.substance.local_anaesthetic
    for limit in substance.limits.binding(subject.person.age_years):
        if limit.unit != amount.unit:
            continue
        window = "day" if is_numbing and limit.per == "session" else limit.per
        total = amount if window == "session" else amounts_in_window(key, amount, window, subject)
        maximum = limit.amount
        if limit.by_weight:
            maximum = limit.amount * exact(weight) if weight else Decimal(0)
        fraction = total.amount / maximum if maximum else None
        yield Use(key, limit, total, fraction, is_numbing, window)


def maximum_of(use: Use, weight_kg: float | None) -> str:
    """Write a maximum as it binds: 200 mg, or 3 mg/kg x 20 kg = 60 mg."""
    limit = use.limit
    if not limit.by_weight or weight_kg is None:
        return limit.written
    return f"{plain(limit.amount * exact(weight_kg))} {limit.unit} ({limit.written})"
