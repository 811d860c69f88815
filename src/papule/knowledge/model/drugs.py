"""Medicines that a patient takes, found by the name that was typed. Pure: the list comes as a value."""

from collections.abc import Iterable

import msgspec

from papule.kernel.names import shelf_of
from papule.knowledge.model.names import key, searches, words
from papule.knowledge.model.statement import Entry

__all__ = ["Drug", "DrugList", "PackedDrugs", "packed_drugs"]

_BOX = 16  # medicines in a box
_BEGUN = 2  # letters from which a name has begun
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
    """The list made ready: names on shelves by their first letters, medicines in boxes; few are ever opened."""

    shelves: dict[str, memoryview]  # first letters -> name -> place of its medicine
    boxes: list[memoryview]  # medicines, a fixed number in each
    count: int


def packed_drugs(drugs: Iterable[Drug]) -> PackedDrugs:
    """Make a list ready. Earlier drugs win where two have the same name."""
    shelves: dict[str, dict[str, int]] = {}
    every = list(drugs)
    for place, drug in enumerate(every):
        for name in (drug.name, *drug.also):
            parts = words(name)
            for search in (key(parts), "".join(parts)):
                shelves.setdefault(shelf_of(search), {}).setdefault(search, place)
    boxes = [_packed(every[start : start + _BOX]) for start in range(0, len(every), _BOX)]
    return PackedDrugs({first: _packed(shelf) for first, shelf in shelves.items()}, boxes, len(every))


def _packed(value: object) -> memoryview:
    return memoryview(msgspec.msgpack.encode(value))


class DrugList:
    """All known medicines, looked up by name."""

    def __init__(self, packed: PackedDrugs) -> None:
        """Keep the list; nothing is unpacked yet."""
        self._packed = packed
        self._shelves: dict[str, dict[str, int]] = {}
        self._shelf = msgspec.msgpack.Decoder(dict[str, int])
        self._box = msgspec.msgpack.Decoder(list[msgspec.Raw])
        self._decoder = msgspec.msgpack.Decoder(Drug)
        self._triples: list[tuple[frozenset[str], int]] = []

    def _drug(self, place: int) -> Drug:
        return self._decoder.decode(self._box.decode(self._packed.boxes[place // _BOX])[place % _BOX])

    def _names(self, first: str) -> dict[str, int]:
        """Open a shelf, once."""
        if first not in self._shelves:
            packed = self._packed.shelves.get(first)
            self._shelves[first] = {} if packed is None else self._shelf.decode(packed)
        return self._shelves[first]

    def __len__(self) -> int:
        """How many medicines are known."""
        return self._packed.count

    def find(self, name: str) -> Drug | None:
        """The medicine of that name, whatever its case, accents, dose, form, salt or language."""
        for search in searches(name):
            place = self._names(shelf_of(search)).get(search)
            if place is not None:
                return self._drug(place)
        return None

    def beginning(self, name: str, n: int = 8) -> tuple[Drug, ...]:
        """Up to `n` medicines of which a name begins like this, for a name that is still being typed."""
        begun = "".join(words(name))
        if len(begun) < _BEGUN:
            return ()
        shelf = self._names(shelf_of(begun))
        names = sorted((search, place) for search, place in shelf.items() if search.startswith(begun))
        return tuple(self._drug(place) for place in list(dict.fromkeys(place for _, place in names))[:n])

    def nearest(self, name: str, n: int = 5) -> tuple[Drug, ...]:
        """Up to `n` medicines of like spelling, the likest first, to ask "did you mean"."""
        if not self._triples:
            shelves = [self._names(first) for first in self._packed.shelves]
            self._triples = [(_triples(search), place) for shelf in shelves for search, place in shelf.items()]
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
