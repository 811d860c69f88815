"""Laws, society rules, mixtures, and everything around the session."""

from datetime import date
from typing import Literal

import msgspec

from papule.knowledge.model.statement import Citation, Entry, Event, Position, Review, Statement, Text
from papule.knowledge.model.substance import Compatibility, Contraindication


class Period(Entry, kw_only=True):
    """A time in force: from inclusive, until exclusive."""

    since: date = msgspec.field(name="from")
    until: date | None = None
    text: Text = {}
    cite: tuple[Citation, ...]


class Ban(Entry, kw_only=True):
    """A law or decision: what it forbids, where, during which periods."""

    id: str
    code: Literal["law/fat-lysis", "law/substance-banned", "law/not-a-medicine", "law/compounding"]
    name: Text
    review: Review
    countries: tuple[str, ...]
    periods: tuple[Period, ...]
    aims: tuple[str, ...] = ()  # any of these aims is forbidden
    indications: tuple[str, ...] = ()  # any of these indications is forbidden
    substances: tuple[str, ...] = ()  # forbidden: always, or with `only_for`
    only_for: tuple[str, ...] = ()  # aims or indications for which the substances are forbidden
    text: Text = {}
    history: tuple[Event, ...] = ()
    disputed: tuple[Position, ...] = ()


class OperatorRule(Statement, kw_only=True):
    """Who may inject in a country."""

    id: str
    profession: str
    allowed: bool
    only: tuple["Permitted", ...] = ()  # what an allowed profession is limited to
    alone: bool = False  # no added active substance
    techniques: tuple[str, ...] = ()
    diploma: Literal["", "required", "expected"] = ""
    disputed: tuple[Position, ...] = ()


class Permitted(Entry, kw_only=True):
    """A substance up to a strength."""

    substance: str
    max_strength: str


class SocietyRule(Statement, kw_only=True):
    """What a learned society asks of those who follow it."""

    id: str
    society: str
    code: Literal["society/corticosteroid", "society/too-many-products", "society/device"]
    families: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    max_products: int | None = None
    disputed: tuple[Position, ...] = ()


class Society(Entry, kw_only=True):
    """A learned society."""

    id: str
    name: Text
    country: str
    review: Review
    rules: tuple[SocietyRule, ...] = ()
    cite: tuple[Citation, ...] = ()


class TechniqueContraindications(Entry, kw_only=True):
    """Every position on facts against the technique itself."""

    review: Review
    positions: tuple[Contraindication, ...]


class CompatibilityTable(Entry, kw_only=True):
    """Statements on pairs in one syringe."""

    id: str
    review: Review
    pairs: tuple[Compatibility, ...]


class Component(Entry, kw_only=True):
    """One product of a published mixture, as the source gives it."""

    substance: str
    volume_ml: float | None = None
    amount: str = ""
    strength: str = ""
    optional: bool = False
    either: str = ""  # components with the same word here are alternatives
    interpreted: Text = {}  # when the source names a class and this is a reading of it


class Mixture(Entry, kw_only=True):
    """A mixture as published, with what it lacks."""

    id: str
    name: Text
    review: Review
    kind: Literal["class-list", "recipe", "in-vitro"]
    indications: tuple[str, ...]
    cite: tuple[Citation, ...]
    phase: Literal["acute", "chronic", "any"] = "any"
    components: tuple[Component, ...] = ()
    total_ml: float | None = None
    technique: Text = {}
    order: tuple[str, ...] = ()  # drawing order where the source gives one
    text: Text = {}
    notes: tuple[Statement, ...] = ()


class Guidance(Statement, kw_only=True):
    """A sourced piece of care: red flag, emergency step, antisepsis, aftercare, consent ..."""

    id: str
    topic: str
    title: Text
    plain: Text = {}  # the sign as a patient is asked about it, where the title is not in their words
    of_doctor: bool = False  # not asked of a patient: no sign, or one that only somebody else sees
    order: int = 0
    indications: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    urgency: Literal["", "emergency", "same-day", "soon", "clarify"] = ""
    urgency_from_source: bool = True
    suspects: Text = {}
    action: Text = {}
    frequency: Text = {}
    from_hours: float | None = None  # window after the session
    until_weeks: float | None = None
    habit: bool = False  # leaflets only, no guideline
    disputed: tuple[Position, ...] = ()


class GuidanceFile(Entry, kw_only=True):
    """Guidance on one topic."""

    topic: str
    name: Text
    review: Review
    items: tuple[Guidance, ...]


class ActCode(Entry, kw_only=True):
    """A billing act with its status by date and the claims about it."""

    id: str
    code: str
    name: Text
    country: str
    review: Review
    statuses: tuple[Statement, ...]
    disputed: tuple[Position, ...] = ()


class Dispute(Entry, kw_only=True):
    """A point on which seeds and sources disagree, position by position."""

    id: str
    topic: Text
    review: Review
    positions: tuple[Position, ...]
    resolved: Text = {}  # how Papule resolves it, or that it does not
    about: tuple[str, ...] = ()


class Statements(Entry, kw_only=True):
    """A titled list of statements that belong to no single item (kinetics, checked sayings)."""

    id: str
    name: Text
    review: Review
    items: tuple[Statement, ...]
