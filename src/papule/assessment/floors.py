"""The lowest age or weight that sources give, as one question answered for every span between them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from papule.assessment.finding import Cited, Dissent, Override
from papule.assessment.levels import outcome_of
from papule.assessment.resolution import Outcome, Territory, Voice, gravity, resolve, voices
from papule.kernel.severity import Severity
from papule.kernel.value import Value
from papule.knowledge.model.substance import MinimumAge, MinimumWeight

if TYPE_CHECKING:
    from collections.abc import Iterable


class BelowFloor(Value):
    """What being below the minimum gives, and the minimum that is missed."""

    floor: float
    severity: Severity
    override: Override
    citations: tuple[Cited, ...]
    disagreement: tuple[Dissent, ...]


class FloorTable:
    """Minimum ages in years, or weights in kg, resolved for every span between them."""

    def __init__(self, statements: Iterable[MinimumAge | MinimumWeight], here: Territory) -> None:
        """Resolve each span: below a source's floor its level holds, above it does not."""
        stated = [(_floor(each), each) for each in statements if here.in_force(each)]
        self._edges = sorted({floor for floor, _ in stated})
        self._by_span = [_below(stated, edge, here) for edge in self._edges]

    def below(self, value: float) -> BelowFloor | None:
        """Give what an age or weight gives; none at or above every floor that counts."""
        span = bisect_right(self._edges, value)
        return self._by_span[span] if span < len(self._edges) else None

    def worst(self) -> BelowFloor | None:
        """Give the gravest that an unknown age or weight could give."""
        known = [each for each in self._by_span if each is not None]
        return max(known, key=lambda each: gravity(Outcome(each.severity)), default=None)


def _floor(statement: MinimumAge | MinimumWeight) -> float:
    return statement.years if isinstance(statement, MinimumAge) else statement.kg


def _below(stated: list[tuple[float, MinimumAge | MinimumWeight]], edge: float, here: Territory) -> BelowFloor | None:
    """Resolve the span that ends at an edge: there every floor from the edge up is missed."""
    heard: list[Voice] = []
    missed: dict[Cited, float] = {}
    for floor, statement in stated:
        outcome = outcome_of(statement.level if floor >= edge else "none", below_dermis=True)
        told = list(voices(statement, f"{floor:g}", outcome, here))
        heard += told
        missed.update({voice.cited: floor for voice in told if floor >= edge})
    resolved = resolve(heard)
    if resolved.outcome.severity is None:
        return None
    floors = [missed[each] for each in resolved.citations if each in missed]
    return BelowFloor(
        max(floors, default=edge),
        resolved.outcome.severity,
        resolved.outcome.override,
        resolved.citations,
        resolved.disagreement,
    )
