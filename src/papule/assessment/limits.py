"""Which maximum binds this patient: the highest rank decides, within a rank the smallest."""

from decimal import Decimal
from typing import NamedTuple

from papule.assessment.finding import Cited, Dissent
from papule.assessment.substances import DoseLimit
from papule.knowledge.model.statement import RANK


class Binding(NamedTuple):
    """The maximum that binds, with the sources that give another."""

    per: str
    amount: Decimal
    unit: str
    by_weight: bool
    foreign: bool
    citations: tuple[Cited, ...]
    disagreement: tuple[Dissent, ...]


def binding_limits(limits: tuple[DoseLimit, ...], age_years: float | None) -> list[Binding]:
    """Resolve, for each time span and basis, the maxima for a patient of this age.

    A patient of unknown age is held to every population's.
    """
    groups: dict[tuple[str, str, bool], list[DoseLimit]] = {}
    for limit in limits:
        if _concerns(limit, age_years):
            groups.setdefault((limit.per, limit.unit, limit.by_weight), []).append(limit)
    return [_binding(group) for group in groups.values()]


def _concerns(limit: DoseLimit, age_years: float | None) -> bool:
    if age_years is None:
        return True
    return (limit.min_age_years is None or age_years >= limit.min_age_years) and (
        limit.max_age_years is None or age_years < limit.max_age_years
    )


def _binding(group: list[DoseLimit]) -> Binding:
    national = any(each.rank == RANK["label"] and not each.foreign for each in group)
    counted = [each for each in group if not (each.foreign and national)]
    top = max(each.rank for each in counted)
    smallest = min((each for each in counted if each.rank == top), key=lambda each: each.amount)
    same = [each for each in counted if each.rank == top and each.amount == smallest.amount]
    others = [each for each in group if each.amount != smallest.amount]
    return Binding(
        smallest.per,
        smallest.amount,
        smallest.unit,
        smallest.by_weight,
        all(each.foreign for each in same),
        tuple(dict.fromkeys(each.cited for each in same)),
        tuple(Dissent(_written(each), (each.cited,)) for each in others),
    )


def _written(limit: DoseLimit) -> str:
    return f"{limit.amount.normalize():f} {limit.unit}{'/kg' if limit.by_weight else ''}"
