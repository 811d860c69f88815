"""Names in a case to ids of the formulary; aliases and misspellings resolve, unknown names raise."""

from __future__ import annotations

from functools import lru_cache

from papule.kernel.names import folded
from papule.knowledge.model.tables import Formulary


class UnknownName(KeyError):  # noqa: N818 -- says what it is
    """A name that the formulary does not know."""


@lru_cache(maxsize=8)
def substance_aliases(formulary: Formulary) -> dict[str, str]:
    """Map every other name of every substance, folded and hyphenated, to its id."""
    found: dict[str, str] = {}
    for key, substance in formulary.substances.items():
        for name in (*substance.name.values(), *(each.name for each in substance.aliases if each.kind != "misuse")):
            found.setdefault(hyphened(name), key)
    return found


def hyphened(name: str) -> str:
    """Write a name as an id: folded, with hyphens."""
    return folded(name).replace(" ", "-").replace("'", "-").replace("\N{RIGHT SINGLE QUOTATION MARK}", "-")


def find_substance(name: str, formulary: Formulary) -> tuple[str, str]:
    """Give the id of a substance, and the name if it had to be resolved.

    Raises UnknownName.
    """
    if name in formulary.substances:
        return name, ""
    found = substance_aliases(formulary).get(hyphened(name))
    if found is None:
        raise UnknownName(name)
    return found, "" if found == hyphened(name) else name


def find_product(name: str, formulary: Formulary) -> tuple[str, str]:
    """Give the id of a product, and the name if it had to be resolved.

    An alias of a substance stands for it before the strength (`miorel-2mg-ml`), and alone
    where the substance has one product only. Raises UnknownName.
    """
    if name in formulary.products:
        return name, ""
    written = hyphened(name)
    if written in formulary.products:
        return written, name
    aliases = substance_aliases(formulary)
    for cut in range(len(written), 0, -1):
        substance = aliases.get(written[:cut].rstrip("-"))
        if substance is not None and (cut == len(written) or written[cut] == "-"):
            return _of_substance(substance, written[cut:], name, formulary)
    raise UnknownName(name)


def _of_substance(substance: str, strength: str, name: str, formulary: Formulary) -> tuple[str, str]:
    if strength:
        if substance + strength in formulary.products:
            return substance + strength, name
        raise UnknownName(name)
    products = formulary.products_of.get(substance, ())
    if len(products) != 1:
        raise UnknownName(name)
    return products[0], name
