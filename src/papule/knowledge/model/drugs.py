"""Medicines that a patient takes, found by the name that was typed. Pure: the list comes as a value."""

from collections.abc import Iterable

import msgspec

from papule.knowledge.model.names import key, searches, words
from papule.knowledge.model.statement import Entry

__all__ = ["Drug", "DrugList", "PackedDrugs", "packed_drugs"]

_ALIKE = 0.45  # share of common letter triples from which a name is worth proposing


class Drug(Entry, kw_only=True):
    """A medicine: a brand or a substance, what it contains, its ATC codes.

    A name that stands for several medicines carries the substances and codes of them all.
    """

    name: str
    substances: tuple[str, ...]  # French names, without salt
    atc: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # other names it is found by


class PackedDrugs(msgspec.Struct, frozen=True, array_like=True):
    """The list made ready: every name's place, and the medicines, each unpacked when it is found."""

    index: dict[str, int]
    drugs: list[msgspec.Raw]


def packed_drugs(drugs: Iterable[Drug]) -> PackedDrugs:
    """Make a list ready. Earlier drugs win where two have the same name."""
    index: dict[str, int] = {}
    packed: list[msgspec.Raw] = []
    for place, drug in enumerate(drugs):
        packed.append(msgspec.Raw(msgspec.msgpack.encode(drug)))
        for name in (drug.name, *drug.also):
            parts = words(name)
            index.setdefault(key(parts), place)
            index.setdefault("".join(parts), place)
    return PackedDrugs(index, packed)


class DrugList:
    """All known medicines, looked up by name."""

    def __init__(self, packed: PackedDrugs) -> None:
        """Keep the list; nothing is unpacked yet."""
        self._packed = packed.drugs
        self._index = packed.index
        self._decoder = msgspec.msgpack.Decoder(Drug)
        self._triples: list[tuple[frozenset[str], int]] = []

    def _drug(self, place: int) -> Drug:
        return self._decoder.decode(self._packed[place])

    def __len__(self) -> int:
        """How many medicines are known."""
        return len(self._packed)

    def find(self, name: str) -> Drug | None:
        """The medicine of that name, whatever its case, accents, dose, form, salt or language."""
        for search in searches(name):
            place = self._index.get(search)
            if place is not None:
                return self._drug(place)
        return None

    def nearest(self, name: str, n: int = 5) -> tuple[Drug, ...]:
        """Up to `n` medicines of like spelling, the likest first, to ask "did you mean"."""
        if not self._triples:
            self._triples = [(_triples(search), place) for search, place in self._index.items()]
        wanted = _triples("".join(words(name)))
        best: dict[int, float] = {}
        for triples, place in self._triples:
            alike = 2 * len(wanted & triples) / (len(wanted) + len(triples))
            if alike >= _ALIKE and alike > best.get(place, 0.0):
                best[place] = alike
        ranked = sorted((-best[place], self._drug(place).name, place) for place in best)
        return tuple(self._drug(place) for _, _, place in ranked[:n])


def _triples(text: str) -> frozenset[str]:
    """The letter triples of a text, its edges included."""
    edged = f"  {text} "
    return frozenset(edged[i : i + 3] for i in range(len(edged) - 2))
