"""Indications found by words in any language, by their other names, or by ICD-10."""

from __future__ import annotations

from functools import lru_cache

from papule.assessment.view import View
from papule.clinic.knowledge import formulary, guidance, words_in
from papule.kernel.names import folded
from papule.kernel.value import Value
from papule.knowledge.model.rule import Guidance


class Choice(Value):
    """An indication as it is offered: its id, its name, what it is found by."""

    id: str
    name: str
    hint: str


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
def _by_words() -> dict[str, str]:
    """Map every name, in every language, other name and code to its indication; the first to bear it counts."""
    found: dict[str, str] = {}
    for key, each in formulary().indications.items():
        for said in (key, *each.name.values(), *each.names):
            found.setdefault(folded(said), key)
        for code in each.icd10:
            found.setdefault(code.lower(), key)
    return found


def find_indication(said: str) -> str:
    """Give the indication that words or a code stand for; empty where they stand for none, or for several."""
    wanted = folded(" ".join(said.replace(",", " ").split()))
    if not wanted:
        return ""
    exact = _by_words().get(wanted) or _by_words().get(said.strip().lower())
    if exact:
        return exact
    begun = {key for name, key in _by_words().items() if all(word in name for word in wanted.split())}
    return begun.pop() if len(begun) == 1 else ""


def red_flags(indication: str, view: View) -> tuple[Guidance, ...]:
    """Give the signs to look for with an indication, each with its sources; the general ones where it has none."""
    known = formulary().indications.get(indication)
    wanted = set(known.red_flags) if known else set()
    items = [each for file in formulary().guidance.values() for each in file.items if each.id in wanted]
    found = [each for each in items if view.here.in_force(each)]
    return tuple(sorted(found, key=lambda each: each.order)) or guidance(GENERAL, view)
