"""The formulary as it holds in one country, at one date, for followers of one society.

Built once for each and reused: whatever does not depend on the patient is resolved here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from papule.assessment.finding import About, Cited, Dissent
from papule.assessment.indications import IndicationView, indication_view
from papule.assessment.pairs import PairTable
from papule.assessment.products import ProductView, product_view
from papule.assessment.questions import Asked, FactQuestion, asked, fact_questions
from papule.assessment.resolution import Territory
from papule.assessment.response import Interval, Reassessment, reassessment
from papule.assessment.substances import SubstanceView, substance_view
from papule.assessment.vocabulary import Vocabulary
from papule.kernel.quantity import exact
from papule.kernel.value import Value
from papule.knowledge.model.indication import Phase
from papule.knowledge.model.rule import Ban, OperatorRule, Period, SocietyRule
from papule.knowledge.model.tables import Formulary
from papule.knowledge.model.technique import BodySite, Range, Technique

TECHNIQUE = About("plan", "technique")


class BanView(Value):
    """A law or decision in force, with the period that holds and who says otherwise."""

    ban: Ban
    period: Period
    citations: tuple[Cited, ...]
    disagreement: tuple[Dissent, ...]


class View:
    """What a formulary says here and now."""

    def __init__(self, formulary: Formulary, as_of: date, country: str, society: str | None) -> None:
        """Keep the key; each part is resolved when first needed."""
        self.formulary = formulary
        self.society = society
        self.here = Territory(country, as_of, formulary.sources)
        self._substances: dict[str, SubstanceView] = {}
        self._products: dict[str, ProductView] = {}
        self._indications: dict[str, IndicationView] = {}
        self._classes: dict[str, tuple[str, ...]] = {}
        self._depths: dict[str, tuple[Range, ...]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Facts, allergies and medicine classes with everything that follows from them."""
        return Vocabulary(self.formulary)

    @cached_property
    def pairs(self) -> PairTable:
        """Statements on pairs in one syringe."""
        return PairTable(self.formulary, self.here)

    def substance(self, key: str) -> SubstanceView:
        """Resolve a substance. Raises KeyError for an unknown id."""
        found = self._substances.get(key)
        if found is None:
            found = self._substances[key] = substance_view(self.formulary.substances[key], self.formulary, self.here)
        return found

    def product(self, key: str) -> ProductView:
        """Resolve a product. Raises KeyError for an unknown id."""
        found = self._products.get(key)
        if found is None:
            found = self._products[key] = product_view(self.formulary.products[key], self.here, self.substance)
        return found

    def indication(self, key: str) -> IndicationView:
        """Resolve an indication. Raises KeyError for an unknown id."""
        found = self._indications.get(key)
        if found is None:
            found = self._indications[key] = indication_view(self.formulary.indications[key], self.here)
        return found

    def classes_of(self, key: str) -> tuple[str, ...]:
        """Give the classes of medicines that a substance is itself in."""
        found = self._classes.get(key)
        if found is None:
            codes = self.formulary.substances[key].atc
            classes = dict.fromkeys(each for code in codes for each in self.vocabulary.of_atc(code)[0])
            found = self._classes[key] = tuple(classes)
        return found

    @cached_property
    def _parts(self) -> dict[str, list[BodySite]]:
        found: dict[str, list[BodySite]] = {}
        for site in self.formulary.body_sites.values():
            found.setdefault(site.region, []).append(site)
        return found

    def parts_of(self, site: str) -> list[BodySite]:
        """Give the sites that belong to a wider one, and what belongs to them."""
        direct = self._parts.get(site, [])
        return [*direct, *(within for each in direct for within in self.parts_of(each.id))]

    def depth_ranges(self, technique: Technique) -> tuple[Range, ...]:
        """Depths that any source gives for a technique."""
        found = self._depths.get(technique.id)
        if found is None:
            found = self._depths[technique.id] = tuple(each for each in technique.depth_mm if self.here.in_force(each))
        return found

    @cached_property
    def technique_questions(self) -> tuple[FactQuestion, ...]:
        """Facts against the technique itself."""
        positions = [each for table in self.formulary.technique_rules.values() for each in table.positions]
        return tuple(fact_questions(positions, TECHNIQUE, self.formulary.facts, self.here).values())

    @cached_property
    def technique_asked(self) -> tuple[Asked, Asked]:
        """The same, gathered within the dermis and below it."""
        return asked(self.technique_questions, self.vocabulary.computed)

    @cached_property
    def general(self) -> int:
        """Count the statements that every case is held against."""
        rules = len(self.bans) + len(self.society_rules) + len(self.operator_rules)
        return rules + sum(each.positions for each in self.technique_questions)

    @cached_property
    def bans(self) -> tuple[BanView, ...]:
        """Laws and decisions in force here and now, with the period that holds."""
        return tuple(
            BanView(
                ban,
                period,
                self.here.citations_in(period.cite, period.since, period.until),
                self.here.dissent(ban.disputed),
            )
            for ban in self.formulary.bans.values()
            if self.here.country in ban.countries or not ban.countries
            for period in ban.periods
            if period.since <= self.here.as_of and (period.until is None or self.here.as_of < period.until)
        )

    @cached_property
    def operator_rules(self) -> dict[str, OperatorRule]:
        """Who may inject here, by profession."""
        return {
            each.profession: each
            for each in self.formulary.operators.values()
            if self.here.country in each.countries and self.here.in_force(each)
        }

    @cached_property
    def society_rules(self) -> tuple[SocietyRule, ...]:
        """Rules of the society that is followed."""
        if self.society is None or self.society not in self.formulary.societies:
            return ()
        return tuple(each for each in self.formulary.societies[self.society].rules if self.here.in_force(each))

    @cached_property
    def shortest_interval(self) -> Interval | None:
        """The shortest interval between sessions that any source gives."""
        given = [each for each in self.formulary.schedules.values() if each.min_interval_days]
        shortest = min(given, key=lambda each: each.min_interval_days or 0, default=None)
        if shortest is None or shortest.min_interval_days is None:
            return None
        return Interval(shortest.min_interval_days, self.here.citations_in(shortest.cite))

    @cached_property
    def reassessment(self) -> Reassessment | None:
        """After how many sessions to look again, and what counts as better."""
        return reassessment(self.formulary, self.here)

    @cached_property
    def volume_ranges(self) -> tuple[Range, ...]:
        """Volumes per point that any source gives for any technique."""
        return tuple(
            each
            for technique in self.formulary.techniques.values()
            for each in technique.volume_per_point_ml
            if self.here.in_force(each) and each.high != 0  # the dry technique injects nothing
        )

    @cached_property
    def high_dose_share(self) -> Decimal:
        """The share of a maximum from which a dose is called high."""
        return exact(self.formulary.edition.high_dose_share)

    @cached_property
    def looks(self) -> tuple[Cited, ...]:
        """Where it stands that a mixture must be looked at before it is used."""
        return tuple(
            cited
            for topic in self.formulary.guidance.values()
            for item in topic.items
            if item.id == "mixture-look"
            for cited in self.here.citations(item)
        )

    def allergy_citations(self, group: str) -> tuple[Cited, ...]:
        """Cite what is known of an allergy group."""
        statements = self.formulary.allergy_groups[group].statements
        return tuple(cited for each in statements if self.here.in_force(each) for cited in self.here.citations(each))

    def other_phases(self, indication: str, rule: Phase) -> tuple[Dissent, ...]:
        """Say who uses, for the same indication, the families that a rule keeps out."""
        return tuple(
            Dissent("used", self.here.citations(each), each.text)
            for each in self.formulary.indications[indication].phases
            if set(each.families) & set(rule.avoid_families)
        )


@lru_cache(maxsize=64)
def view_of(formulary: Formulary, as_of: date, country: str, society: str | None = None) -> View:
    """Give the view of a formulary for a date, country and society."""
    return View(formulary, as_of, country, society)
