"""By which words a product is looked for: its names, its brands, what it contains, of which families that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from papule.clinic.knowledge import formulary
from papule.kernel.names import folded
from papule.knowledge.model.substance import Alias, Product

_BEFORE_STRENGTH = re.compile(r"([^\W\d][^\s,(\d]*(\s+(?=[^\W\d])|(?=[,(]|$)|\s))+")


def trade_name(presentation: str, product: Product) -> str:
    """Give what a presentation is called before its strength and form; nothing where that is what it contains."""
    called = _BEFORE_STRENGTH.match(presentation)
    name = called[0].strip() if called else ""
    said = folded(name).split()
    contained = not said or said[0] in _words_of_contents() or _words(product.name) & set(said)
    return "" if contained else name.title()


@lru_cache(maxsize=1)
def _words_of_contents() -> set[str]:
    """Give every word by which the knowledge names products and substances."""
    products = {word for each in formulary().products.values() for word in _words(each.name)}
    return products | {word for each in formulary().substances.values() for word in _words(each.name)}


def _words(name: dict[str, str]) -> set[str]:
    return {word for said in name.values() for word in re.findall(r"\w+", folded(said))}


@lru_cache(maxsize=4)
def product_names(language: str) -> dict[str, list[str]]:
    """Give the names by which each product is looked for, in every language, that of the reader first; each once."""
    return {key: _once(_names(each, language)) for key, each in formulary().products.items()}


@lru_cache(maxsize=4)
def site_names(language: str) -> dict[str, list[str]]:
    """Give the names by which each body site is looked for, in every language."""
    return {key: _once(_said(each.name, language)) for key, each in formulary().body_sites.items()}


def _once(names: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for each in filter(None, names):
        found.setdefault(folded(each), each)
    return list(found.values())


def _said(name: dict[str, str], language: str) -> Iterator[str]:
    yield name.get(language, "")
    yield from name.values()


def _names(product: Product, language: str) -> Iterator[str]:
    yield from _said(product.name, language)
    yield from (trade_name(each.name, product) for each in product.presentations)
    for contained in (product.substance, *(each.substance for each in product.contains)):
        substance = formulary().substances[contained]
        yield from _said(substance.name, language)
        meant = (each for each in substance.aliases if each.kind != "misuse")
        yield from (each.name for each in meant if not _is_of_one(each, contained))
        yield from substance.atc
        for family in substance.families:
            yield from _family(family, language)
        for group in substance.allergy_groups:
            yield from _said(formulary().allergy_groups[group].name, language)


def _is_of_one(alias: Alias, substance: str) -> bool:
    """Tell whether a brand of a substance is that of certain products: the others of it are not looked for by it."""
    return alias.kind == "brand" and any(each.startswith(folded(alias.name)) for each in _brands(substance))


@lru_cache(maxsize=256)
def _brands(substance: str) -> tuple[str, ...]:
    products = [each for each in formulary().products.values() if each.substance == substance]
    return tuple(folded(trade_name(one.name, each)) for each in products for one in each.presentations)


def _family(key: str, language: str) -> Iterator[str]:
    """Name a family, then the wider one it belongs to."""
    while key:
        family = formulary().families[key]
        yield from _said(family.name, language)
        yield from family.names
        key = family.parent
