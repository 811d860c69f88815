"""The same knowledge in another order: files within a table, statements within a file, names within a list."""

from collections.abc import Iterator
from random import Random
from typing import Any, TypeVar

import msgspec

from papule.knowledge.model.tables import Formulary, Table

T = TypeVar("T")

# lists whose order is what they say (of the families of a substance the first is the main one)
ORDERED = {"cite", "families", "order", "days", "offsets_cm", "languages", "changes"}


class ReorderedTable(Table[T]):
    """A table whose entries come in another order, and hold their lists in another order."""

    def __init__(self, original: Table[T], chance: Random) -> None:
        keys = list(original)
        chance.shuffle(keys)
        self._entries: dict[str, T] = {key: shuffled(original[key], chance) for key in keys}

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries


class Reordered(Formulary):
    """A formulary that says the same in another order."""

    def __init__(self, original: Formulary, chance: Random) -> None:
        super().__init__(original.edition, original.fingerprint, {}, lambda: original.drugs)
        self._original = original
        self._chance = chance

    def table(self, name: str, kind: type[T]) -> Table[T]:
        return ReorderedTable(self._original.table(name, kind), self._chance)


def shuffled(value: Any, chance: Random) -> Any:
    """Give a value with every list in it in another order, but those whose order speaks."""
    if isinstance(value, msgspec.Struct):
        fields = value.__struct_fields__
        kept = {each: getattr(value, each) for each in fields}
        return type(value)(**{k: v if k in ORDERED else shuffled(v, chance) for k, v in kept.items()})
    if isinstance(value, tuple):
        items = [shuffled(each, chance) for each in value]
        chance.shuffle(items)
        return tuple(items)
    return value


def reordered(original: Formulary, seed: int) -> Formulary:
    """Give the same knowledge in another order."""
    return Reordered(original, Random(seed))  # noqa: S311 -- an order, not a secret
