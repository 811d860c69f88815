"""One case held against one view: who, what is drawn, where the needle ends."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, combinations, pairwise

from papule.assessment.finding import About
from papule.assessment.geometry_of import ALIASES, ZoneUse, zone_use
from papule.assessment.pairs import PairVerdict
from papule.assessment.people import Person
from papule.assessment.products import ProductView, amount_in, made_of
from papule.assessment.substances import SubstanceView
from papule.assessment.sums import Volumes, amounts_in_session, volumes_of
from papule.assessment.uses import Use, uses_of
from papule.assessment.view import View
from papule.kernel.once import once
from papule.kernel.quantity import Quantity, exact, quantity
from papule.kernel.value import Value
from papule.treatment.case import Case, Content, FreeIndication, Syringe
from papule.treatment.naming import find_product, find_substance


class Item(Value):
    """One content of one syringe, resolved."""

    id: str  # of its substance
    syringe: int
    written: str  # the product as the case names it
    alias: str  # the name that had to be resolved, or empty
    substance: SubstanceView
    product: ProductView | None
    volume_ml: Decimal
    drawn: Quantity | None
    holds: tuple[SubstanceView, ...]  # the substance, and what the product contains beside it
    lineage: frozenset[str]  # families of all it holds
    main_lineage: frozenset[str]  # the first family of each, with its parents
    sides: frozenset[str]  # everything it is called in a compatibility statement

    @property
    def about(self) -> About:
        """Name the product as written."""
        return About("product", self.written)


class Subject:
    """Everything the checks look at. Built once an assessment; holds no opinion."""

    def __init__(self, case: Case, view: View) -> None:
        """Resolve what the case names."""
        self.case = case
        self.view = view
        self.here = view.here
        self.treatment = case.treatment
        self.person = Person(case, view.vocabulary, view.formulary, view.here.as_of)
        self.by_syringe = tuple(
            [tuple([self._item(number, each) for each in syringe.contents]) for number, syringe in self._numbered()]
        )
        self.items = tuple(chain.from_iterable(self.by_syringe))
        self.zones = tuple(self._zones())
        self.substances = {each.substance.id: each for item in self.items for each in item.holds}

    def _numbered(self) -> Iterator[tuple[int, Syringe]]:
        return enumerate(self.treatment.syringes)

    def _item(self, number: int, content: Content) -> Item:
        formulary = self.view.formulary
        volume = exact(content.volume_ml)
        product: ProductView | None
        if content.product is not None:
            written, alias = find_product(content.product, formulary)
            product = self.view.product(written)
            substance_id, strength = product.product.substance, product.strength
        else:
            strength = quantity(content.strength or "")
            substance_id, alias = find_substance(content.substance or "", formulary)
            product = self._catalogued(substance_id, strength)
            written = product.product.id if product else f"{substance_id} {content.strength}"
        substance = self.view.substance(substance_id)
        made = product.made_of if product else made_of(written, (substance,))
        drawn = amount_in(volume, strength) if strength else None
        named = (substance_id, number, written, alias)
        made_up = (made.holds, made.lineage, made.main_lineage, made.sides)
        return Item(*named, substance, product, volume, drawn, *made_up)

    def _catalogued(self, substance_id: str, strength: Quantity) -> ProductView | None:
        known = self.view.formulary.products_of.get(substance_id, ())
        views = (self.view.product(key) for key in known)
        return next((each for each in views if each.strength == strength), None)

    def _zones(self) -> Iterator[ZoneUse]:
        for number, syringe in enumerate(self.treatment.syringes):
            for zone in syringe.zones:
                yield zone_use(number, syringe, zone, self.view.formulary, self.person)

    @once
    def below_dermis(self) -> frozenset[int]:
        """The syringes from which some needle passes the dermis; where nobody can tell, it does."""
        told = {zone.syringe for zone in self.zones}
        below = {zone.syringe for zone in self.zones if zone.passes_dermis}
        return frozenset(below | {number for number in range(len(self.treatment.syringes)) if number not in told})

    def goes_below(self, substance_id: str) -> bool:
        """Tell whether a substance is injected past the dermis."""
        return substance_id in self._below

    @once
    def _below(self) -> frozenset[str]:
        deep = [item for item in self.items if item.syringe in self.below_dermis]
        return frozenset([each.substance.id for item in deep for each in item.holds])

    @once
    def amounts(self) -> dict[str, Quantity]:
        """What is drawn up of each substance in this session."""
        return amounts_in_session(self)

    @once
    def pairs(self) -> tuple[tuple[tuple[Item, Item, PairVerdict], ...], ...]:
        """Every pair of products in each syringe, judged."""
        return tuple(tuple(self._judged(items)) for items in self.by_syringe)

    def _judged(self, items: tuple[Item, ...]) -> Iterator[tuple[Item, Item, PairVerdict]]:
        distinct = {item.written: item for item in sorted(items, key=lambda item: item.written)}
        for one, other in combinations(distinct.values(), 2):
            if one.id != other.id:
                yield one, other, self.view.pairs.verdict(one.sides, other.sides)

    @once
    def volumes(self) -> tuple[Volumes, ...]:
        """What each syringe holds and gives."""
        return tuple(volumes_of(self))

    @once
    def products(self) -> tuple[Item, ...]:
        """Every product once."""
        return tuple({item.written: item for item in self.items}.values())

    @once
    def uses(self) -> tuple[Use, ...]:
        """How much of each maximum that binds this patient is used."""
        return tuple(uses_of(self))

    @once
    def indication(self) -> str | None:
        """The indication's id; none for a free text or none."""
        given = self.treatment.indication
        return None if given is None or isinstance(given, FreeIndication) else given

    @once
    def techniques(self) -> frozenset[str]:
        """Every technique that is used: a syringe's, and those of its zones."""
        named = {ALIASES.get(each.technique, each.technique) for each in self.treatment.syringes}
        return frozenset(named | {zone.technique.id for zone in self.zones})

    @once
    def techniques_in(self) -> tuple[frozenset[str], ...]:
        """Every technique of each syringe: of its zones, else its own."""
        return tuple([self._techniques(number, syringe) for number, syringe in self._numbered()])

    def _techniques(self, number: int, syringe: Syringe) -> frozenset[str]:
        named = [zone.technique.id for zone in self.zones if zone.syringe == number]
        return frozenset(named or (ALIASES.get(syringe.technique, syringe.technique),))

    def techniques_of(self, written: str) -> set[str]:
        """Every technique with which a product is injected."""
        return {name for number in self.syringes_of(written) for name in self.techniques_in[number]}

    def syringes_of(self, written: str) -> set[int]:
        """Every syringe that a product is in."""
        return {item.syringe for item in self.items if item.written == written}

    def syringe(self, number: int) -> Syringe:
        """Give a syringe by its position."""
        return self.treatment.syringes[number]

    def active(self, number: int) -> list[SubstanceView]:
        """Give the distinct active substances of a syringe; diluents do not count."""
        return list({item.id: item.substance for item in self.by_syringe[number] if item.substance.active}.values())

    @once
    def sessions_done(self) -> int:
        """Count the sessions before this one: those recorded, or those the number says."""
        session = self.treatment.session
        number = session.number if session and session.number else 1
        return max(len(self.treatment.history), number - 1)

    @once
    def shortest_gap_days(self) -> int | None:
        """The shortest time between two sessions of this course, planned or done."""
        session = self.treatment.session
        dates = sorted([*(past.performed_on for past in self.treatment.history), self.here.as_of])
        gaps = [(later - earlier).days for earlier, later in pairwise(dates)][-1:]
        if session and session.interval_days is not None and (session.planned or 2) > 1:
            gaps.append(session.interval_days)
        return min(gaps, default=None)
