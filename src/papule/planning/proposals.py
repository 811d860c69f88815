"""Mixtures that could be injected in a case: found, assessed, ranked, and those ruled out with why."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from papule.assessment.finding import About, Assessment, Finding
from papule.assessment.view import View
from papule.knowledge.model.indication import Indication, Phase
from papule.knowledge.model.rule import Mixture
from papule.planning.candidate import Candidate, Trial
from papule.planning.draft import is_marketed
from papule.planning.families import Choice, Combination, choices_in, draft_of, extended, most_products, phases_for
from papule.planning.recipes import drafts_of, recipes_for
from papule.treatment.case import Case


class Proposal(NamedTuple):
    """Everything that could be proposed for a case, best first, and what could not."""

    indication: Indication
    trial: Trial
    candidates: tuple[Candidate, ...]
    ruled_out: tuple[Candidate, ...]
    without_products: tuple[Mixture, ...]  # published for this indication, but naming no product

    @property
    def in_any_case(self) -> Assessment:
        """What is found whatever is injected."""
        return self.trial.in_any_case

    def shown(self, most: int | None) -> Iterator[tuple[int, Candidate]]:
        """Give the best so many with their rank from 1, and the published recipes beyond them."""
        for rank, each in enumerate(self.candidates, 1):
            if most is None or rank <= most or each.draft.origin.kind == "recipe":
                yield rank, each

    def reasons(self) -> Iterator[tuple[Finding, tuple[Candidate, ...]]]:
        """Give each leading reason against what was ruled out, with all that it rules out."""
        groups: dict[tuple[str, About], list[Candidate]] = {}
        for each in self.ruled_out:
            groups.setdefault((each.reason.code, each.reason.about), []).append(each)
        for group in groups.values():
            yield group[0].reason, tuple(group)


def propose(case: Case, view: View) -> Proposal:
    """Propose mixtures for a case whose indication is one of the catalogue.

    From the published recipes for the indication and phase, and from small combinations of the
    families that sources use in it, of products marketed here. Each is assessed as the case's
    only syringe. Raises KeyError when the case names no indication of the formulary.
    """
    named, phase = case.treatment.indication, case.treatment.phase
    indication = view.formulary.indications[named if isinstance(named, str) else ""]
    trial = Trial(case, view)
    mixtures = tuple(recipes_for(indication.id, phase, view))
    found = [trial.candidate(draft) for mixture in mixtures for draft in drafts_of(mixture, view)]
    for rule in phases_for(indication, phase, view):
        found += _of_families(rule, indication, trial)
    ranked = sorted(_merged(_distinct(found)), key=lambda each: each.order)
    return Proposal(
        indication,
        trial,
        tuple(each for each in ranked if not each.ruled_out),
        tuple(each for each in ranked if each.ruled_out),
        tuple(each for each in mixtures if not each.components),
    )


def _of_families(rule: Phase, indication: Indication, trial: Trial) -> Iterator[Candidate]:
    """Grow combinations one product at a time; what is ruled out alone is ruled out in every mixture.

    A mixture hides nothing (property 5 of the engine), so that none is grown from what is ruled out.
    """
    view = trial.view
    choices = choices_in(rule, view)
    most = most_products(view)
    growing: list[Combination] = []
    for choice in choices:
        single = Combination((choice,))
        candidate = _single(choice, trial.candidate(draft_of(single, rule, indication, view)), view)
        yield candidate
        growing += [] if candidate.ruled_out else [single]
    usable = tuple(each.choices[0] for each in growing)
    out: list[frozenset[str]] = []
    while growing:
        larger = [each for one in growing for each in extended(one, usable, len(usable) if most is None else most)]
        growing = []
        for combination in larger:
            if any(each <= combination.products for each in out):
                continue
            candidate = trial.candidate(draft_of(combination, rule, indication, view))
            yield candidate
            if candidate.ruled_out:
                out.append(combination.products)
            else:
                growing.append(combination)


def _single(choice: Choice, candidate: Candidate, view: View) -> Candidate:
    """Bar a product that is not known to be marketed here, whatever else is found on it."""
    product = choice.portion.product
    if is_marketed(product, view) or candidate.ruled_out:
        return candidate
    told = next(each for each in candidate.own if each.check == "availability" and each.about.id == product)
    return candidate._replace(barred_by=told)


def _distinct(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Keep the published recipe where families give the same products; each combination once."""
    seen: set[frozenset[str]] = set()
    for each in found:
        products = frozenset(each.draft.products)
        if each.draft.origin.kind in ("named", "families") and products in seen:
            continue
        seen.add(products)
        yield each


def _merged(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Join variants of one mixture that differ in nothing but the strength of a product."""
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    for each in found:
        groups.setdefault(_alike(each), []).append(each)
    for group in groups.values():
        best = min(group, key=lambda each: each.order)
        yield best._replace(same=tuple(each.draft.products for each in group if each is not best))


def _alike(candidate: Candidate) -> tuple[object, ...]:
    """Tell what must be the same: origin, substances, volumes, findings on each substance."""
    draft = candidate.draft
    substance_of = {each.product: each.substance for each in draft.portions}
    told = [
        (each.severity, each.code, substance_of.get(each.about.id, each.about.id), msgspec.to_builtins(each.missing))
        for each in (*candidate.own, *filter(None, [candidate.barred_by]))
    ]
    return (
        draft.origin.kind,
        draft.origin.id,
        tuple((each.substance, each.volume_ml) for each in draft.portions),
        tuple(str(row) for row in sorted(told, key=str)),
    )
