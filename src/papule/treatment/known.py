"""Which names in a case the formulary does not know.

Read from plain values, so that a case with other mistakes is still told all of its unknown names.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from papule.kernel.told import Told, shortened, told
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary
from papule.treatment.naming import UnknownName, find_product, find_substance, substance_aliases

Names = Mapping[str, tuple[str, ...]]  # what people write -> the ids that may be meant
_LONGEST = 100  # no name is longer: what is, is told of as a value that cannot be


class Unknown(Value):
    """A place, the unknown name there, what is wrong with it, and what may be written instead."""

    at: str
    name: str
    problem: Told
    called: Names
    free: bool = False  # what has no name here may be told in words: {name: ...}


def find_unknown(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401 -- any plain value
    """Find every name in a plain case that the formulary does not know."""
    society = _name(_at(case, "setting", "society"))
    if society is not None and society not in formulary.societies:
        problem = told("{name!r} is no known society", name=society)
        yield Unknown("setting.society", society, problem, names_in(formulary.societies))
    yield from _patient(case, formulary)
    indication = _name(_at(case, "treatment", "indication"))
    if indication is not None and indication not in formulary.indications:
        problem = told("{name!r} is no known indication", name=indication)
        yield Unknown("treatment.indication", indication, problem, names_in(formulary.indications), free=True)
    yield from _syringes(case, formulary)
    yield from _history(case, formulary)


def names_in(table: Mapping[str, Any]) -> Names:
    """Map the ids of a table, and what its entries are called in any language, to ids."""
    found: dict[str, tuple[str, ...]] = {key: (key,) for key in table}
    for key, each in table.items():
        for name in (*each.name.values(), *getattr(each, "names", ())):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), key)))
    return found


def _patient(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    for fact in _keys(_at(case, "patient", "facts")):
        if fact not in formulary.facts:
            asked = {key: each for key, each in formulary.facts.items() if not each.computed}
            problem = told("{name!r} is no known fact", name=shortened(fact))
            yield Unknown(f"patient.facts.{fact}", fact, problem, names_in(asked))
        elif formulary.facts[fact].computed:
            problem = told("{name!r} is worked out from other answers and never asked", name=fact)
            yield Unknown(f"patient.facts.{fact}", fact, problem, {})
    for number, each in _numbered(_at(case, "patient", "allergies")):
        allergy = _name(each)
        if allergy is not None and allergy not in formulary.allergy_groups:
            problem = told("{name!r} is no known allergy", name=allergy)
            groups = names_in(formulary.allergy_groups)
            yield Unknown(f"patient.allergies[{number}]", allergy, problem, groups, free=True)


def _syringes(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    for number, syringe in _numbered(_at(case, "treatment", "syringes")):
        at = f"treatment.syringes[{number}]"
        for position, zone in _numbered(_at(syringe, "zones")):
            site = _name(_at(zone, "site"))
            if site is not None and site not in formulary.body_sites:
                problem = told("{name!r} is no known site", name=site)
                yield Unknown(f"{at}.zones[{position}].site", site, problem, names_in(formulary.body_sites))
        for position, content in _numbered(_at(syringe, "contents")):
            yield from _content(f"{at}.contents[{position}]", content, formulary)


def _content(at: str, content: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    product, substance = _name(_at(content, "product")), _name(_at(content, "substance"))
    if product is not None:
        try:
            find_product(product, formulary)
        except UnknownName:
            problem = told("{name!r} is no known product", name=product)
            yield Unknown(f"{at}.product", product, problem, _products(formulary))
    if substance is not None:
        try:
            find_substance(substance, formulary)
        except UnknownName:
            problem = told("{name!r} is no known substance", name=substance)
            yield Unknown(f"{at}.substance", substance, problem, _substances(formulary))


def _history(case: Any, formulary: Formulary) -> Iterator[Unknown]:  # noqa: ANN401
    for number, past in _numbered(_at(case, "treatment", "history")):
        at = f"treatment.history[{number}]"
        named = [(f"{at}.substances[{place}]", _name(each)) for place, each in _numbered(_at(past, "substances"))]
        named += [(f"{at}.amounts.{each}", each) for each in _keys(_at(past, "amounts"))]
        for place, name in named:
            if name is not None and name not in formulary.substances:
                problem = told("{name!r} is no known substance", name=shortened(name))
                yield Unknown(place, name, problem, _substances(formulary))


def _substances(formulary: Formulary) -> Names:
    aliases = {name: (key,) for name, key in substance_aliases(formulary).items()}
    return aliases | {key: (key,) for key in formulary.substances}


def _products(formulary: Formulary) -> Names:
    """Add what a substance is called to the products that hold it."""
    of_substance = {
        name: formulary.products_of[key]
        for name, key in substance_aliases(formulary).items()
        if key in formulary.products_of
    }
    return of_substance | {key: (key,) for key in formulary.products}


def _name(value: Any) -> str | None:  # noqa: ANN401
    return value if isinstance(value, str) and len(value) <= _LONGEST else None


def _keys(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(value) if isinstance(value, dict) else ()


def _at(value: Any, *path: str) -> Any:  # noqa: ANN401
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _numbered(value: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
    return enumerate(value) if isinstance(value, list) else iter(())
