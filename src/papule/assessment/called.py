"""Whether somebody who names an allergy says a substance."""

from __future__ import annotations

from papule.kernel.names import run_together
from papule.knowledge.model.names import words
from papule.knowledge.model.substance import Substance

_SHORT = 3  # letters of words that name nothing alone: non, vit


def is_called(said: str, substance: Substance) -> bool:
    """Tell whether somebody says one of the names of a substance."""
    return run_together(said) in map(run_together, _names(substance))


def is_part_of_name(said: str, substance: Substance) -> bool:
    """Tell whether somebody says whole words of a name: magnesium of the pidolate, adrenaline beside lidocaine."""
    spelt = set(words(said))
    return any(len(each) > _SHORT for each in spelt) and any(spelt <= set(words(each)) for each in _names(substance))


def _names(substance: Substance) -> tuple[str, ...]:
    return substance.id, *substance.name.values(), *(each.name for each in substance.aliases)
