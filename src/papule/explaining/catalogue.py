"""Everything that can be explained, found by id, by any of its names, by a word of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from papule.kernel.names import folded, nearest
from papule.knowledge.model.drugs import Drug
from papule.knowledge.model.rule import Guidance, GuidanceFile, Mixture, TechniqueContraindications
from papule.knowledge.model.statement import Question, Source
from papule.knowledge.model.substance import Product, Substance
from papule.knowledge.model.tables import Formulary, Table

# what people write -> table of the formulary, in the order in which a name is looked up
KINDS: dict[str, str] = {
    "substance": "substances",
    "product": "products",
    "indication": "indications",
    "fact": "facts",
    "technique": "techniques",
    "site": "body_sites",
    "mixture": "mixtures",
    "family": "families",
    "allergy": "allergy_groups",
    "class": "interaction_classes",
    "society": "societies",
    "ban": "bans",
    "adverse-event": "adverse_events",
    "device": "devices",
    "needle": "needles",
    "schedule": "schedules",
    "layout": "layouts",
    "outcome": "outcomes",
    "guidance": "guidance",  # its items, each on its own
    "topic": "guidance",
    "operator": "operators",
    "stop-rule": "stop_rules",
    "act": "act_codes",
    "compatibility": "compatibility",
    "dispute": "disputes",
    "question": "questions",
    "statements": "statements",
    "source": "sources",
}
_ATC = re.compile(r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}")
_METHOD = {"technique", "mesotherapy", "mesotherapie"}
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_SHORTEST_WORD = 4  # shorter words of a name are not proposed on their own


@dataclass(frozen=True, eq=False)  # told apart by identity: entries hold mappings and cannot be hashed
class Item:
    """One thing that can be explained; `entry` is its structure in the knowledge."""

    kind: str
    id: str
    entry: Any

    @property
    def address(self) -> str:
        """Write it so that it means this and nothing else: substance:lidocaine."""
        return f"{self.kind}:{self.id}"


def key_of(name: str) -> str:
    """Fold a name to its words, joined by hyphens."""
    return _NOT_A_WORD.sub("-", folded(name)).strip("-")


class Catalogue:
    """All items of a formulary, unpacked when something has to be searched."""

    def __init__(self, formulary: Formulary) -> None:
        """Keep the formulary."""
        self.formulary = formulary

    def table(self, kind: str) -> Table[Any]:
        """Open the table of a kind."""
        found: Table[Any] = getattr(self.formulary, KINDS[kind])
        return found

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, by kind."""
        return tuple(item for kind in KINDS for item in self._items(kind))

    def _items(self, kind: str) -> Iterator[Item]:
        for key, entry in self.table(kind).items():
            if kind == "guidance":
                yield from (Item(kind, each.id, each) for each in entry.items)
            else:
                yield Item(kind, key, entry)

    @cached_property
    def by_name(self) -> dict[str, dict[Item, None]]:
        """Items by each of their names, folded."""
        found: dict[str, dict[Item, None]] = {}
        for item in self.items:
            for name in names_of(item):
                found.setdefault(key_of(name), {})[item] = None
        return found

    def exact(self, text: str) -> list[Item]:
        """Give the items of that id or name, those of that id first; `kind:id` means one only."""
        if key_of(text) in _METHOD:
            return [self.method]
        kind, colon, key = text.partition(":")
        if colon and kind in KINDS:
            return [item for item in self._items(kind) if item.id == key.strip()]
        found = self.by_name.get(key_of(text), {}) if key_of(text) else {}
        return sorted(found, key=lambda item: item.id != text)

    @cached_property
    def method(self) -> Item:
        """Give the technique itself, with every position on facts against it."""
        tables = tuple(self.formulary.technique_rules.values())
        positions = tuple(each for table in tables for each in table.positions)
        review = min((table.review for table in tables), key=lambda each: each.due)
        return Item("method", "technique", TechniqueContraindications(review=review, positions=positions))

    def medicine(self, text: str) -> Item | None:
        """Find a medicine of the national list by its name, or any by its ATC code."""
        if _ATC.fullmatch(text.upper()):
            return Item("medicine", text.upper(), Drug(name=text.upper(), substances=(), atc=(text.upper(),)))
        try:
            drug = self.formulary.drugs.find(text)
        except OSError:
            return None
        return Item("medicine", drug.name, drug) if drug else None

    def with_words(self, text: str) -> list[Item]:
        """Give the items with these words, in this order, in one of their names."""
        wanted = f"-{key_of(text)}-"
        if len(wanted) <= len("-ab-"):
            return []
        found = {item: None for name, items in self.by_name.items() if wanted in f"-{name}-" for item in items}
        return list(found)

    def like(self, text: str) -> list[Item]:
        """Give the items whose name, or a word of it, is spelt most like the text."""
        names: dict[str, dict[Item, None]] = {}
        for name, items in self.by_name.items():
            words = (word for word in name.split("-") if len(word) >= _SHORTEST_WORD and not word.isdigit())
            for each in (name, *words):
                names.setdefault(each, {}).update(items)
        close = nearest(key_of(text), names, most=5)
        return list({item: None for name in close for item in names[name]})


def names_of(item: Item) -> Iterator[str]:
    """Give every name of an item, in every language, codes included."""
    entry = item.entry
    yield item.id
    if isinstance(entry, Source):
        yield entry.title
        return
    for field in ("name", "title", "topic", "question"):
        given = getattr(entry, field, None)
        if isinstance(given, dict):
            yield from given.values()
    for alias in getattr(entry, "aliases", ()):
        yield alias if isinstance(alias, str) else alias.name
    yield from getattr(entry, "names", ())
    yield from _codes(entry)


def _codes(entry: Any) -> Iterator[str]:  # noqa: ANN401 -- any entry
    if isinstance(entry, Product):
        for each in entry.presentations:
            yield from (name for name in (each.name, each.code) if name)
    elif isinstance(entry, Substance):
        yield from entry.atc
    else:
        yield from getattr(entry, "icd10", ())
    if getattr(entry, "code", ""):
        yield entry.code


def label_of(item: Item) -> dict[str, str]:
    """Give the name to show, by language; empty where an item has only its id."""
    entry = item.entry
    if isinstance(entry, Source):
        return {}
    if isinstance(entry, Guidance):
        return entry.title
    if isinstance(entry, GuidanceFile | Mixture):
        return entry.name
    if isinstance(entry, Question):
        return entry.question
    for field in ("name", "topic", "text"):
        given = getattr(entry, field, None)
        if isinstance(given, dict):
            return given
    return {}
