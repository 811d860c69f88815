"""What somebody looks up: its page, or what else they may have meant."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from papule.clinic.knowledge import formulary, words
from papule.explaining.catalogue import KINDS, Catalogue, Item, label_of
from papule.explaining.phrases import Phrases
from papule.explaining.search import Found, found_in
from papule.kernel.value import Value
from papule.reading.problem import Unreadable

ASKED = {"contraindication": "fact", "interaction": "class"}  # finding code -> the kind of what is asked
MOST = 60  # of what may be meant: more is a matter of another word
LISTED = tuple(each for each in KINDS if each not in ("topic", "statements", "compatibility"))


class Link(Value):
    """Something that can be opened, and of which kind it is."""

    name: str
    kind: str
    address: str


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Give everything that can be explained."""
    return Catalogue(formulary())


def address(kind: str, key: str, about: str = "") -> str:
    """Give the page of an item, or of what is asked about it."""
    return _address(kind, key, about, get_script_prefix())


@lru_cache(maxsize=4096)
def _address(kind: str, key: str, about: str, _prefix: str) -> str:
    """Work it out once: a composer that is assessed at every change asks for each finding."""
    place = reverse("reference:item", args=[kind, key])
    return f"{place}?{urlencode({'about': about})}" if about else place


def question_of(code: str, target: str) -> str:
    """Give the page with every position on what a finding asks of a target; nothing where it asks nothing of it."""
    check, _slash, about = code.partition("/")
    kind = "method" if target == catalogue().method.id else "substance" if target in formulary().substances else ""
    return address(kind, target, f"{ASKED[check]}:{about}") if kind and check in ASKED else ""


def name_of(item: Item) -> str:
    """Give the name to show: of a source its title, else in the reader's language, else its id."""
    return getattr(item.entry, "title", "") if item.kind == "source" else words().text(label_of(item)) or item.id


def link(item: Item) -> Link:
    """Give the way to an item."""
    return Link(name_of(item), Phrases(words()).kind(item.kind), address(item.kind, item.id))


def page_of(text: str) -> str:
    """Give the address of the page that a text names, or nothing where none has just that name."""
    try:
        found = found_in(text.split(), catalogue())
    except Unreadable:
        return ""
    return _address_of(found)


def _address_of(found: Found) -> str:
    if found.code:
        return address("code", found.code)
    return address(found.item.kind, found.item.id, found.about[0].address if found.about else "")


def meant_by(text: str) -> tuple[tuple[Link, ...], bool]:
    """Give what a text may mean, by kind and name, and whether it is only spelt like it."""
    items = [*dict.fromkeys([*catalogue().exact(text), *catalogue().with_words(text)])]
    only_alike = not items
    ordered = sorted(items or catalogue().like(text), key=lambda each: list(KINDS).index(each.kind))
    return tuple(link(each) for each in ordered[:MOST]), only_alike


def kinds() -> tuple[tuple[str, str, int], ...]:
    """Give the kinds of items: id, name, how many there are."""
    return _kinds(get_language() or "en")


@lru_cache(maxsize=4)
def _kinds(_language: str) -> tuple[tuple[str, str, int], ...]:
    say = Phrases(words())
    counts = dict.fromkeys(LISTED, 0)
    for each in catalogue().items:
        if each.kind in counts:
            counts[each.kind] += 1
    return tuple((kind, say.kind(kind), count) for kind, count in counts.items() if count)


def listed(kind: str) -> tuple[Link, ...]:
    """Give the items of a kind by name. Raises KeyError for a kind that is none."""
    if kind not in LISTED:
        raise KeyError(kind)
    found = (link(each) for each in catalogue().items if each.kind == kind)
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def item_at(kind: str, key: str) -> Item | None:
    """Give the item of an address."""
    if kind == "method":
        return catalogue().method
    if kind == "medicine":
        return catalogue().medicine(key)
    found = catalogue().exact(f"{kind}:{key}") if kind in KINDS else []
    return found[0] if found else None
