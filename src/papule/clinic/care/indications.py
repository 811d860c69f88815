"""Indications found by words in any language, by their other names, or by ICD-10."""

from __future__ import annotations

import re
from functools import lru_cache

from papule.assessment.view import View
from papule.clinic.knowledge import formulary, guidance, words_in
from papule.kernel.names import folded, nearest
from papule.kernel.value import Value
from papule.knowledge.model.rule import Guidance


class Choice(Value):
    """An indication as it is offered: its id, its name, what it is found by."""

    id: str
    name: str
    hint: str


_PART = re.compile(r"\w+")
GENERAL = "red-flags-general"  # how to use signs: to be read, nothing that is there or not


@lru_cache(maxsize=4)
def choices(language: str) -> tuple[Choice, ...]:
    """Give the indications in the order of their names."""
    say = words_in(language)
    listed = [
        Choice(key, say.text(each.name), ", ".join((*each.icd10, *each.names[:3])))
        for key, each in formulary().indications.items()
    ]
    return tuple(sorted(listed, key=lambda each: folded(each.name)))


@lru_cache(maxsize=1)
def _by_words() -> dict[str, set[str]]:
    """Map every name, in every language, other name and code to the indications that bear it."""
    found: dict[str, set[str]] = {}
    for key, each in formulary().indications.items():
        for said in (key, *each.name.values(), *each.names, *each.icd10):
            found.setdefault(folded(said), set()).add(key)
    return found


def find_indication(said: str, phase: str = "") -> str:
    """Give the indication that words or a code stand for in this phase; empty where it is not one alone."""
    fitting = _fitting(said)
    in_phase = {key for key in fitting if not phase or _parted(key)[1] in ("", phase)}
    return in_phase.pop() if len(in_phase) == 1 else ""


def fitting_indications(said: str) -> tuple[str, ...]:
    """Give those that words may stand for, and the same complaint in its other phase; none where no name has them."""
    fitting = _fitting(said)
    complaints = {_parted(key)[0] for key in fitting}
    return tuple(key for key in formulary().indications if key in fitting or _parted(key)[0] in complaints)


def nearest_indications(said: str) -> tuple[str, ...]:
    """Give those with a name most like the words, best first."""
    alike = nearest(" ".join(said.split()), _by_words())
    return tuple(dict.fromkeys(key for name in alike for key in sorted(_by_words()[name])))


def _fitting(said: str) -> set[str]:
    """Give those that bear the very words, with the same complaint in another phase; else those with every word."""
    wanted = folded(" ".join(said.replace(",", " ").split()))
    exact = _by_words().get(wanted) or _by_words().get(folded(said)) or set()
    parts = _PART.findall(wanted)
    begun = {key for name, keys in _by_words().items() if parts and _has(parts, name) for key in keys}
    complaints = {_parted(key)[0] for key in exact}
    return exact | {key for key in begun if _parted(key)[0] in complaints} if exact else begun


def _has(parts: list[str], name: str) -> bool:
    """Tell whether each part begins a word of the name."""
    words = _PART.findall(name)
    return all(any(word.startswith(part) for word in words) for part in parts)


def _parted(key: str) -> tuple[str, str]:
    """Part the id of an indication into its complaint and, where it is of one phase alone, that phase."""
    complaint, _, phase = key.rpartition("-")
    return (complaint, phase) if phase in ("acute", "chronic") else (key, "")


def red_flags(indication: str, view: View) -> tuple[Guidance, ...]:
    """Give the signs to look for with an indication, each with its sources; the general ones where it has none."""
    known = formulary().indications.get(indication)
    wanted = set(known.red_flags) if known else set()
    items = [each for file in formulary().guidance.values() for each in file.items if each.id in wanted]
    found = [each for each in items if view.here.in_force(each)]
    return tuple(sorted(found, key=lambda each: each.order)) or guidance(GENERAL, view)
