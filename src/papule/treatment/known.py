"""Which names in a case the formulary does not know.

Read from plain values, so that a case with other mistakes is still told all of its unknown names.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from papule.knowledge.model.tables import Formulary
from papule.treatment.naming import UnknownName, find_product, find_substance, substance_aliases


class Unknown(NamedTuple):
    """A place, the unknown name there, what kind it should be, and the names that are known."""

    at: str
    name: str
    kind: str
    known: Iterable[str]


def find_unknown(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401 -- any plain value
    """Find every name in a plain case that the formulary does not know."""
    society = _at(case, "setting", "society")
    if isinstance(society, str) and society not in formulary.societies:
        yield Unknown("setting.society", society, "society", formulary.societies)
    for fact in _at(case, "patient", "facts") or ():
        if fact not in formulary.facts or formulary.facts[fact].computed:
            asked = [key for key, each in formulary.facts.items() if not each.computed]
            yield Unknown(f"patient.facts.{fact}", str(fact), "fact", asked)
    for number, allergy in _numbered(_at(case, "patient", "allergies")):
        if isinstance(allergy, str) and allergy not in formulary.allergy_groups:
            yield Unknown(f"patient.allergies[{number}]", allergy, "allergy", formulary.allergy_groups)
    indication = _at(case, "treatment", "indication")
    if isinstance(indication, str) and indication not in formulary.indications:
        yield Unknown("treatment.indication", indication, "indication", formulary.indications)
    yield from _syringes(case, formulary)
    yield from _history(case, formulary)


def _syringes(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    for number, syringe in _numbered(_at(case, "treatment", "syringes")):
        at = f"treatment.syringes[{number}]"
        for position, zone in _numbered(_at(syringe, "zones")):
            site = _at(zone, "site")
            if isinstance(site, str) and site not in formulary.body_sites:
                yield Unknown(f"{at}.zones[{position}].site", site, "site", formulary.body_sites)
        for position, content in _numbered(_at(syringe, "contents")):
            yield from _content(f"{at}.contents[{position}]", content, formulary)


def _content(at: str, content: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    product, substance = _at(content, "product"), _at(content, "substance")
    if isinstance(product, str):
        try:
            find_product(product, formulary)
        except UnknownName:
            yield Unknown(f"{at}.product", product, "product", formulary.products)
    if isinstance(substance, str):
        try:
            find_substance(substance, formulary)
        except UnknownName:
            known = (*formulary.substances, *substance_aliases(formulary))
            yield Unknown(f"{at}.substance", substance, "substance", known)


def _history(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    for number, past in _numbered(_at(case, "treatment", "history")):
        at = f"treatment.history[{number}]"
        amounts = _at(past, "amounts")
        named = [(f"{at}.substances[{place}]", each) for place, each in _numbered(_at(past, "substances"))]
        named += [(f"{at}.amounts.{each}", each) for each in (amounts if isinstance(amounts, dict) else ())]
        for place, name in named:
            if isinstance(name, str) and name not in formulary.substances:
                yield Unknown(place, name, "substance", formulary.substances)


def _at(value: Any, *path: str) -> Any:  # noqa: ANN401
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _numbered(value: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
    return enumerate(value) if isinstance(value, list) else iter(())
