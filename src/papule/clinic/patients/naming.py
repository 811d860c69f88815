"""Names of allergies and medicines while they are typed, from the knowledge."""

from __future__ import annotations

from functools import lru_cache

from papule.clinic.knowledge import formulary, words
from papule.kernel.names import folded
from papule.kernel.value import Value

MOST = 8
SHORTEST = 2
_SHOWN_SUBSTANCES = 3


class Suggestion(Value):
    """A name to choose, and what stands behind it."""

    name: str
    detail: str


@lru_cache(maxsize=1)
def _allergies() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Give every name that an allergy may be called: folded -> as written, ids of its groups."""
    known = formulary()
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for key, group in known.allergy_groups.items():
        for name in (*group.name.values(), *group.names):
            ids = found.get(folded(name), ("", ()))[1]
            found[folded(name)] = (name, tuple(dict.fromkeys((*ids, key))))
    for substance in known.substances.values():
        for name in (*substance.name.values(), *(each.name for each in substance.aliases)):
            found.setdefault(folded(name), (name, substance.allergy_groups))
    return found


def find_group(said: str) -> str:
    """Give the allergy group of a name; empty where none or several bear it."""
    ids = _allergies().get(folded(said), ("", ()))[1]
    return ids[0] if len(ids) == 1 else ""


def is_known_allergy(said: str) -> bool:
    """Tell whether an allergy can be held against products: by its group, or by a medicine of that name."""
    return bool(_allergies().get(folded(said), ("", ()))[1]) or formulary().drugs.find(said) is not None


def suggest_allergies(typed: str) -> list[Suggestion]:
    """Give names that begin like this, then those with a word that does, each with its groups."""
    begun = folded(typed)
    if len(begun) < SHORTEST:
        return []
    first = [each for key, each in _allergies().items() if key.startswith(begun)]
    then = [each for key, each in _allergies().items() if f" {begun}" in key]
    shown = dict.fromkeys((*sorted(first, key=_short), *sorted(then, key=_short)))  # the plain name before brands
    return [Suggestion(name, ", ".join(map(words().name, ids))) for name, ids in list(shown)[:MOST]]


def _short(entry: tuple[str, tuple[str, ...]]) -> tuple[int, str]:
    return len(entry[0]), entry[0]


def suggest_medicines(typed: str) -> list[Suggestion]:
    """Give medicines whose name begins like this, else those spelt alike: brand, substance, ATC code."""
    drugs = formulary().drugs
    if len(folded(typed)) < SHORTEST:
        return []
    found = drugs.beginning(typed, MOST) or drugs.nearest(typed, MOST)
    found = tuple(sorted(found, key=lambda each: not folded(each.name).startswith(folded(typed))))  # as typed first
    return [Suggestion(each.name, _substances(each.substances, each.atc)) for each in found]


def medicine_detail(name: str) -> str:
    """Say what is in a medicine and its ATC codes; empty where its name is not known."""
    drug = formulary().drugs.find(name)
    return _substances(drug.substances, drug.atc) if drug else ""


def _substances(names: tuple[str, ...], codes: tuple[str, ...]) -> str:
    more = f" + {len(names) - _SHOWN_SUBSTANCES}" if len(names) > _SHOWN_SUBSTANCES else ""
    return " · ".join(filter(None, (", ".join(names[:_SHOWN_SUBSTANCES]) + more, ", ".join(codes))))
