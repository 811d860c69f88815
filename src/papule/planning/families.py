"""Families of a phase x substances of those families x products at hand, as small combinations."""

from collections.abc import Iterator
from typing import NamedTuple

from papule.assessment.view import View
from papule.knowledge.model.indication import Indication, Phase
from papule.planning.draft import Draft, Kind, Origin, Portion, fits, rank_of


class Choice(NamedTuple):
    """One product of a family; `named` where the source of the phase names its substance."""

    family: str
    portion: Portion
    named: bool
    local_anaesthetic: bool


class Combination(NamedTuple):
    """Products of different families, in the order of the families."""

    choices: tuple[Choice, ...]

    @property
    def portions(self) -> tuple[Portion, ...]:
        """List what is in it."""
        return tuple(each.portion for each in self.choices)

    @property
    def products(self) -> frozenset[str]:
        """List the products without order."""
        return frozenset(each.portion.product for each in self.choices)

    def takes(self, choice: Choice, most: int) -> bool:
        """Tell whether a product may be added: another family and substance, and not too many.

        The local anaesthetic comes on top of the most that a society allows.
        """
        if any(
            each.family == choice.family or each.portion.substance == choice.portion.substance for each in self.choices
        ):
            return False
        beside = sum(not each.local_anaesthetic for each in (*self.choices, choice))
        anaesthetics = len(self.choices) + 1 - beside
        return beside <= most and anaesthetics <= 1


def phases_for(indication: Indication, phase: str | None, view: View) -> Iterator[Phase]:
    """Give what sources use in this phase of an indication; every phase when it is not known."""
    for each in indication.phases:
        if view.here.in_force(each) and fits(each.phase, phase) and (each.families or each.substances):
            yield each


def choices_in(rule: Phase, view: View) -> tuple[Choice, ...]:
    """Give every product of the families of a phase, and of the substances its source names."""
    found = [
        _choice(family, key, product, rule, view)
        for family in rule.families
        for key in view.formulary.substances
        if family in view.substance(key).lineage
        for product in view.formulary.products_of.get(key, ())
    ]
    covered = {each.portion.substance for each in found}
    return (
        *found,
        *(
            _choice(_root(key, view), key, product, rule, view)
            for key in rule.substances
            if key not in covered
            for product in view.formulary.products_of.get(key, ())
        ),
    )


def _choice(family: str, substance: str, product: str, rule: Phase, view: View) -> Choice:
    anaesthetic = view.substance(substance).substance.local_anaesthetic
    return Choice(family, Portion(substance, product), substance in rule.substances, anaesthetic)


def _root(substance: str, view: View) -> str:
    """Give the widest family of a substance."""
    family = view.formulary.substances[substance].families[0]
    while parent := view.formulary.families[family].parent:
        family = parent
    return family


def most_products(view: View) -> int | None:
    """Give how many active products beside the local anaesthetic a society allows.

    That of the society which is followed, else the smallest that any gives; none without one.
    """
    others = (rule for each in view.formulary.societies.values() for rule in each.rules if view.here.in_force(rule))
    followed = [rule.max_products for rule in view.society_rules if rule.max_products is not None]
    return min(followed or (rule.max_products for rule in others if rule.max_products is not None), default=None)


def extended(combination: Combination, choices: tuple[Choice, ...], most: int) -> Iterator[Combination]:
    """Add one product of a later family, so that each combination comes once."""
    last = choices.index(combination.choices[-1])
    for choice in choices[last + 1 :]:
        if combination.takes(choice, most):
            yield Combination((*combination.choices, choice))


def draft_of(combination: Combination, rule: Phase, indication: Indication, view: View) -> Draft:
    """Write a combination as a mixture: no volume has a source."""
    kind: Kind = "named" if all(each.named for each in combination.choices) else "families"
    origin = Origin(
        kind, indication.id, indication.name, rank_of(rule.cite, view), view.here.citations(rule), rule.text
    )
    return Draft(origin, combination.portions)
