"""Which maximum binds a patient: the highest rank decides, within a rank the smallest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from papule.assessment.finding import Cited, Dissent
from papule.kernel.quantity import plain
from papule.kernel.value import Value
from papule.knowledge.model.statement import RANK


class DoseLimit(Value):
    """One source's maximum; per kg of body weight where `by_weight`."""

    per: str
    amount: Decimal
    unit: str
    by_weight: bool
    min_age_years: float | None
    max_age_years: float | None
    rank: int
    foreign: bool
    cited: Cited


class Binding(Value):
    """The maximum that binds, with the sources that give another."""

    per: str
    amount: Decimal
    unit: str
    by_weight: bool
    foreign: bool
    citations: tuple[Cited, ...]
    disagreement: tuple[Dissent, ...]
    written: str  # 200 mg, or 3 mg/kg
    for_older: bool = False  # no source gives any at the age of the patient: that of the next older people


class LimitTable:
    """The maxima of a substance, resolved for every age at which they change."""

    def __init__(self, limits: tuple[DoseLimit, ...]) -> None:
        """Resolve for each span of ages, and for a patient of unknown age, held to all of them."""
        edges = {edge for each in limits for edge in (each.min_age_years, each.max_age_years) if edge is not None}
        self._edges = sorted(edges)
        starts = [0.0, *self._edges]
        self._by_span = [_resolved([each for each in limits if _concerns(each, start)]) for start in starts]
        self._unknown_age = _resolved(list(limits))
        self.leaves_out_the_young = not all(self._by_span)
        for young in reversed(range(len(starts) - 1)):
            older = self._by_span[young + 1]
            self._by_span[young] = self._by_span[young] or [
                msgspec.structs.replace(each, for_older=True) for each in older
            ]

    def binding(self, age_years: float | None) -> list[Binding]:
        """Give the maxima that bind at an age."""
        return self._unknown_age if age_years is None else self._by_span[bisect_right(self._edges, age_years)]


def _concerns(limit: DoseLimit, age_years: float) -> bool:
    return (limit.min_age_years is None or age_years >= limit.min_age_years) and (
        limit.max_age_years is None or age_years < limit.max_age_years
    )


def _resolved(limits: list[DoseLimit]) -> list[Binding]:
    groups: dict[tuple[str, str, bool], list[DoseLimit]] = {}
    for limit in limits:
        groups.setdefault((limit.per, limit.unit, limit.by_weight), []).append(limit)
    return [binding for key in sorted(groups) for binding in _bindings(groups[key])]


def _bindings(group: list[DoseLimit]) -> Iterator[Binding]:
    """Give the maximum of the highest national rank, and a foreign one where no national label gives any."""
    group = sorted(group, key=lambda each: (-each.rank, each.amount, each.cited.source, each.cited.at))
    national = [each for each in group if not each.foreign]
    if national:
        yield _binding([each for each in national if each.rank == national[0].rank], group)
    if not any(each.rank == RANK["label"] for each in national):
        foreign = [each for each in group if each.foreign]
        if foreign:
            yield _binding(foreign, group)


def _binding(deciding: list[DoseLimit], group: list[DoseLimit]) -> Binding:
    smallest = min(deciding, key=lambda each: each.amount)
    same = [each for each in deciding if each.amount == smallest.amount]
    others = [each for each in group if each.amount != smallest.amount]
    return Binding(
        smallest.per,
        smallest.amount,
        smallest.unit,
        smallest.by_weight,
        smallest.foreign,
        tuple(dict.fromkeys(each.cited for each in same)),
        tuple(Dissent(_written(each), (each.cited,)) for each in others),
        f"{plain(smallest.amount)} {smallest.unit}{'/kg' if smallest.by_weight else ''}",
    )


def _written(limit: DoseLimit) -> str:
    return f"{limit.amount.normalize():f} {limit.unit}{'/kg' if limit.by_weight else ''}"
