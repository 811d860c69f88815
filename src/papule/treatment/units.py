"""Amounts in a case must have the unit their substance is measured in, or nothing could be added up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from papule.kernel.quantity import quantity
from papule.kernel.told import shortened, told
from papule.knowledge.model.tables import Formulary
from papule.treatment.impossible import Impossible
from papule.treatment.naming import UnknownName, find_substance


def find_wrong_units(case: dict[str, Any], formulary: Formulary) -> Iterator[Impossible]:
    """Find strengths and earlier amounts in a unit that no product of the substance has."""
    treatment = case.get("treatment")
    parts = treatment if isinstance(treatment, dict) else {}
    for number, syringe in _listed(parts.get("syringes")):
        for position, content in _listed(syringe.get("contents")):
            at = f"treatment.syringes[{number}].contents[{position}].strength"
            yield from _wrong(at, content.get("substance"), content.get("strength"), formulary)
    for number, past in _listed(parts.get("history")):
        amounts = past.get("amounts")
        for substance, amount in amounts.items() if isinstance(amounts, dict) else ():
            at = f"treatment.history[{number}].amounts.{substance}"
            yield from _wrong(at, substance, amount, formulary)


def _listed(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:  # noqa: ANN401 -- any plain value
    for number, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, dict):
            yield number, each


def _wrong(at: str, substance: Any, amount: Any, formulary: Formulary) -> Iterator[Impossible]:  # noqa: ANN401
    if not isinstance(substance, str) or not isinstance(amount, str):
        return
    try:
        key, said = find_substance(substance, formulary)[0], quantity(amount).unit.removesuffix("/mL")
    except (UnknownName, ValueError):
        return  # told elsewhere
    units = sorted(_units(key, formulary))
    if units and said not in units:
        problem = told("{amount!r} has another unit than {substance}", amount=shortened(amount), substance=key)
        yield Impossible(at, problem, told("write it in {unit}", unit=units[0]))


def _units(key: str, formulary: Formulary) -> set[str]:
    strengths = (formulary.products[each].strength for each in formulary.products_of.get(key, ()))
    return {quantity(each).unit.removesuffix("/mL") for each in strengths if each}
