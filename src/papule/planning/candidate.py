"""A mixture held against a case: what is found on it beyond what is found on any."""

from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import msgspec

from papule.assessment.assess import assess_in
from papule.assessment.finding import Assessment, Cited, Finding
from papule.assessment.subject import Subject
from papule.assessment.uses import Use
from papule.assessment.view import View
from papule.kernel.quantity import Quantity, exact, plain
from papule.kernel.severity import ORDER, at_least
from papule.planning.draft import KINDS, Draft, Portion, contents_of
from papule.treatment.case import Case, Syringe, TechniqueName, Zone

RULED_OUT = "defer"  # from here on a mixture is not proposed
UNSTATED: TechniqueName = "superficial-intradermal"  # without a zone no check but the licensed route looks at it


class Candidate(NamedTuple):
    """A draft with its assessment; `same` are products that change nothing in what is found."""

    draft: Draft
    assessment: Assessment
    own: tuple[Finding, ...]  # not those that any mixture would have in this case
    same: tuple[tuple[str, ...], ...] = ()
    barred_by: Finding | None = None  # why it is not proposed although nothing graver was found

    @property
    def ruled_out(self) -> bool:
        """Tell whether it is not proposed."""
        return self.barred_by is not None or at_least(self.assessment.verdict, RULED_OUT)

    @property
    def reason(self) -> Finding:
        """Give the finding that rules it out: its own first one, else that of any mixture.

        Raises StopIteration where nothing does.
        """
        if self.barred_by is not None:
            return self.barred_by
        return next(each for each in (*self.own, *self.assessment.findings) if at_least(each.severity, RULED_OUT))

    @property
    def order(self) -> tuple[int, int, int, int, bool, float, tuple[str, ...]]:
        """Rank: verdict, source, kind of recipe, products, share of the maximum known or not, share."""
        shares = [each.fraction for each in self.assessment.doses if each.fraction is not None]
        origin, products = self.draft.origin, self.draft.products
        return (
            ORDER[self.assessment.verdict],
            -origin.rank,
            KINDS.index(origin.kind),
            len(products),
            not self.draft.is_dosed,
            max(shares, default=0.0),
            products,
        )


class Most(NamedTuple):
    """The largest volume that a maximum leaves for this patient; the maximum alone where it cannot be told."""

    volume_ml: Decimal | None
    maximum: str  # 200 mg, 3 mg/kg
    per: str
    citations: tuple[Cited, ...]


class Trial:
    """A case without its syringes, into which mixtures are put one after the other."""

    def __init__(self, case: Case, view: View) -> None:
        """Keep the case with the technique, needle and zones that every mixture is tried with."""
        self.view = view
        self._given = case.treatment.syringes[0] if case.treatment.syringes else None
        self._case = case
        self.frame = self._framed()

    @property
    def says_how(self) -> bool:
        """Tell whether the case says with which technique; otherwise no zone is assumed."""
        return self._given is not None

    def _framed(self) -> Syringe:
        if self._given is None:
            return Syringe(technique=UNSTATED)
        zones = self._given.zones or tuple(Zone(site=each) for each in self._sites())
        bare = (msgspec.structs.replace(each, points=None, volume_per_point_ml=None) for each in zones)
        technique = UNSTATED if self._given.technique == "dry" else self._given.technique
        return Syringe(technique=technique, needle=self._given.needle, zones=tuple(bare))

    def _sites(self) -> tuple[str, ...]:
        """Give the sites of the indication, where the case names none."""
        named = self._case.treatment.indication
        return self.view.formulary.indications[named].sites if isinstance(named, str) else ()

    def case_with(self, portions: tuple[Portion, ...]) -> Case:
        """Put portions into the case, as its only syringe."""
        syringe = msgspec.structs.replace(self.frame, contents=contents_of(portions))
        treatment = msgspec.structs.replace(self._case.treatment, syringes=(syringe,))
        return msgspec.structs.replace(self._case, treatment=treatment)

    @cached_property
    def in_any_case(self) -> Assessment:
        """Assess the case with nothing in the syringe: what is found here is found on every mixture."""
        return msgspec.structs.replace(assess_in(self.case_with(()), self.view), syringes=())

    @cached_property
    def _known(self) -> frozenset[tuple[str, ...]]:
        return frozenset(_key(each) for each in self.in_any_case.findings)

    def candidate(self, draft: Draft) -> Candidate:
        """Assess a draft."""
        found = assess_in(self.case_with(draft.portions), self.view)
        assessment = found if draft.is_dosed else _without_doses(found, draft)
        own = tuple(each for each in assessment.findings if _key(each) not in self._known)
        return Candidate(draft, assessment, own)

    def most_of(self, product: str) -> Most | None:
        """Give the largest volume of a product that the maxima leave after what was already given.

        The smallest where several bind, those of what else is in the product included; none
        where no source gives a maximum. A maximum by weight has no volume while the weight is
        unknown.
        """
        view = self.view.product(product)
        strengths = dict(view.contains)
        if view.strength is not None:
            strengths[view.product.substance] = view.strength
        subject = Subject(self.case_with((Portion(view.product.substance, product),)), self.view)
        weight = subject.person.patient.weight_kg
        uses = [each for each in subject.uses if each.substance in strengths and not each.limit.for_older]
        found = [_most(use, strengths[use.substance], weight) for use in uses]
        known = [each for each in found if each.volume_ml is not None]
        return min(known, key=lambda each: each.volume_ml or 0, default=next(iter(found), None))


def _most(use: Use, strength: Quantity, weight_kg: float | None) -> Most:
    """Turn what a maximum leaves, after what was given before, into a volume."""
    limit = use.limit
    if not limit.by_weight:
        left: Decimal | None = limit.amount - use.amount.amount
    else:
        left = limit.amount * exact(weight_kg) - use.amount.amount if weight_kg else None
    volume = None if left is None else max(left, Decimal(0)) / strength.amount
    return Most(
        volume, f"{plain(limit.amount)} {limit.unit}{'/kg' if limit.by_weight else ''}", limit.per, limit.citations
    )


def others_at(position: int, candidate: Candidate) -> list[str]:
    """Give the other products for a place in a mixture that change nothing in what is found."""
    own = candidate.draft.products[position]
    return [each for each in dict.fromkeys(products[position] for products in candidate.same) if each != own]


def _key(finding: Finding) -> tuple[str, ...]:
    return (finding.code, finding.about.kind, finding.about.id, finding.severity)


def _without_doses(assessment: Assessment, draft: Draft) -> Assessment:
    """Take out the arithmetic of volumes that nobody gave."""
    undosed = {each.substance for each in draft.portions if each.volume_ml is None}
    return msgspec.structs.replace(
        assessment,
        findings=tuple(_unmeasured(each) for each in assessment.findings),
        doses=tuple(each for each in assessment.doses if each.substance not in undosed),
        syringes=(),
    )


def _unmeasured(finding: Finding) -> Finding:
    """Write an amount of nothing as unknown."""
    amount = str(finding.because.get("amount", ""))
    if not amount.startswith("0 "):
        return finding
    unknown = {"amount": f"? {amount[2:]}"}
    return msgspec.structs.replace(
        finding, because={**finding.because, **unknown}, params={**finding.params, **unknown}
    )
