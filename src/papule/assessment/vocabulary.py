"""Facts that follow from facts, groups that include groups, classes that a medicine is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from papule.kernel.names import folded, run_together, shelf_of
from papule.knowledge.model.patient import Codes
from papule.knowledge.model.tables import Formulary

Prefix = tuple[str, tuple[str, ...], tuple[str, ...]]  # id, ATC prefixes that are in it, prefixes that are not

Shelves = Mapping[str, Mapping[str, tuple[str, ...]]]  # first letters of a folded name -> name -> ids


class Vocabulary:
    """The closure of the vocabulary of a formulary."""

    def __init__(self, formulary: Formulary) -> None:
        """Follow every implication between facts to its end; names are looked at when one is asked for."""
        self._formulary = formulary
        self.facts = {key: formulary.facts[key] for key in formulary.facts}
        self.computed = frozenset(key for key, fact in self.facts.items() if fact.computed)
        self.of_one_sex_or_age = tuple(
            key for key, fact in self.facts.items() if fact.sex or fact.until_age is not None
        )
        implies = {key: fact.implies for key, fact in self.facts.items()}
        self.implied = {key: _closure(key, implies) for key in self.facts}
        self.implied_by: dict[str, tuple[str, ...]] = dict.fromkeys(self.facts, ())
        for key, implied in self.implied.items():
            for each in implied:
                self.implied_by[each] = (*self.implied_by[each], key)
        self.narrowed = {key: narrower for key, narrower in self.implied_by.items() if narrower}
        self._of_class: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._by_atc: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    @cached_property
    def allergy_covers(self) -> dict[str, frozenset[str]]:
        """The groups that an allergy to each group stands for."""
        groups = self._formulary.allergy_groups
        includes = {key: groups[key].includes for key in groups}
        return {key: frozenset((key, *_closure(key, includes))) for key in groups}

    @cached_property
    def _group_names(self) -> Shelves:
        return self._formulary.table("allergy_names", dict[str, tuple[str, ...]])

    @cached_property
    def _family_names(self) -> Shelves:
        return self._formulary.table("family_names", dict[str, tuple[str, ...]])

    @cached_property
    def _class_names(self) -> Shelves:
        return self._formulary.table("class_names", dict[str, tuple[str, ...]])

    def groups_named(self, name: str) -> tuple[str, ...]:
        """Give the allergy groups of that name."""
        return _named(run_together(name), self._group_names)

    def families_named(self, name: str) -> tuple[str, ...]:
        """Give the families of substances of that name: beta-blockers, vitamins."""
        return _named(run_together(name), self._family_names)

    def classes_named(self, name: str) -> tuple[str, ...]:
        """Give the interaction classes that a medicine of that name is in."""
        return _named(folded(name), self._class_names)

    @cached_property
    def _class_prefixes(self) -> list[Prefix]:
        classes = self._formulary.table("interaction_classes", Codes)
        return [(key, classes[key].atc, classes[key].not_atc) for key in classes]

    @cached_property
    def _group_prefixes(self) -> list[Prefix]:
        groups = self._formulary.allergy_groups
        return [(key, groups[key].atc, ()) for key in groups if groups[key].atc]

    @cached_property
    def _fact_prefixes(self) -> list[Prefix]:
        return [(key, fact.atc, fact.not_atc) for key, fact in self.facts.items() if fact.atc]

    def of_atc(self, atc: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the interaction classes of an ATC code and the facts it answers yes."""
        found = self._by_atc.get(atc)
        if found is None:
            found = self._by_atc[atc] = (_matching(atc, self._class_prefixes), _matching(atc, self._fact_prefixes))
        return found

    def of_class(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give an interaction class and the facts that every medicine of it answers yes."""
        found = self._of_class.get(key)
        if found is None:
            prefixes = next(atc for each, atc, _ in self._class_prefixes if each == key)
            facts = [set(self.of_atc(prefix)[1]) for prefix in prefixes]
            found = self._of_class[key] = ((key,), tuple(sorted(set.intersection(*facts))) if facts else ())
        return found

    def groups_of_atc(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Give the allergy groups that medicines of these ATC codes belong to."""
        return tuple(dict.fromkeys(key for code in codes for key in _matching(code, self._group_prefixes)))


def _named(written: str, shelves: Shelves) -> tuple[str, ...]:
    return shelves.get(shelf_of(written), {}).get(written, ())


def _closure(start: str, edges: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    reached: dict[str, None] = {}
    waiting = list(edges[start])
    while waiting:
        each = waiting.pop()
        if each not in reached and each != start:
            reached[each] = None
            waiting += edges[each]
    return tuple(sorted(reached))


def _matching(atc: str, prefixes: Sequence[Prefix]) -> tuple[str, ...]:
    return tuple(
        key for key, these, not_these in prefixes if atc.startswith(these) and not atc.startswith(not_these or "\0")
    )
