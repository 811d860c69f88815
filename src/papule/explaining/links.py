"""Where an item is used: every entry of the knowledge that names it."""

from collections.abc import Iterator
from typing import Any

from papule.explaining.catalogue import KINDS, Catalogue, Item
from papule.knowledge.model.indication import Indication
from papule.knowledge.model.rule import Dispute
from papule.knowledge.model.statement import Citation, Question
from papule.knowledge.references import REFERENCES, structures

_ANYTHING = tuple(KINDS.values())
_MORE: dict[tuple[type, str], tuple[str, ...]] = {
    (Indication, "red_flags"): ("guidance",),
    (Dispute, "about"): _ANYTHING,
    (Question, "about"): _ANYTHING,
}
_LINKS = {**REFERENCES, **_MORE}
_SHOWN_APART = ("dispute", "question")


def used_in(item: Item, catalogue: Catalogue) -> dict[str, list[str]]:
    """Give the ids of the entries that name an item, by kind; its disputes and questions are shown apart."""
    found: dict[str, list[str]] = {}
    table = KINDS.get(item.kind, item.kind)
    for other in catalogue.items:
        if other.kind == "topic" or other.kind in _SHOWN_APART or (other.kind, other.id) == (item.kind, item.id):
            continue
        if any(item.id in names and table in tables for names, tables in _named(other.entry)):
            found.setdefault(other.kind, []).append(other.id)
    return found


def _named(entry: Any) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:  # noqa: ANN401 -- any entry
    """Give every field of an entry that holds ids, with the tables that the ids stand in."""
    for _, each in structures(entry, ""):
        for field in each.__struct_fields__:
            tables = _LINKS.get((type(each), field))
            if tables and (value := getattr(each, field)):
                yield (value,) if isinstance(value, str) else value, tables


def about(item: Item, kind: str, catalogue: Catalogue) -> list[Item]:
    """Give the disputes, or the open questions, that are about an item."""
    inner = (getattr(each, "id", "") for at, each in structures(item.entry, "") if at)
    names = {item.id, getattr(item.entry, "substance", item.id), *inner} - {""}
    return [each for each in catalogue.items if each.kind == kind and names & {each.id, *each.entry.about}]


def citing(source: str, catalogue: Catalogue) -> dict[str, int]:
    """Count the places that cite a source, by the entry they stand in."""
    found: dict[str, int] = {}
    for item in catalogue.items:
        if item.kind in ("topic", "source"):
            continue
        count = sum(isinstance(each, Citation) and each.source == source for _, each in structures(item.entry, ""))
        if count:
            found[item.address] = count
    return found
