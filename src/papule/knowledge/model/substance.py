"""Substances (active ingredients), their presentations, and how they may be mixed."""

from datetime import date
from typing import Literal

from papule.knowledge.model.statement import Citation, Entry, Event, Review, Statement, Text

Level = Literal[
    "contraindicated",  # contre-indication
    "advised-against",  # association ou emploi déconseillé
    "not-recommended",  # not recommended, relative
    "precaution",  # précaution d'emploi, caution
    "note",  # à prendre en compte
    "none",  # stated not to be a contraindication
]
Market = Literal["marketed", "not-marketed", "withdrawn", "no-injectable"]
Per = Literal["session", "12h", "day", "course"]


class Alias(Entry, kw_only=True):
    """Another name met in a source: a brand, a synonym, a misspelling, a misuse."""

    name: str
    kind: Literal["brand", "synonym", "misspelling", "misuse"]
    cite: tuple[Citation, ...] = ()
    country: str = ""


class Contraindication(Statement, kw_only=True):
    """A position on one fact against one target; tied to a route where the label ties it."""

    fact: str
    level: Level
    route: Literal["", "intramuscular"] = ""


class Interaction(Statement, kw_only=True):
    """A position on one class of medicines together with this substance."""

    with_class: str
    level: Level
    route: Literal["", "intramuscular"] = ""


class Limit(Statement, kw_only=True):
    """A dose a source gives: a maximum binds, usual and reference doses inform."""

    amount: str  # "200 mg", "3 mg/kg", "100 IU"
    per: Per
    kind: Literal["maximum", "usual", "reference"] = "maximum"
    min_age_years: float | None = None  # population: inclusive
    max_age_years: float | None = None  # exclusive


class Course(Statement, kw_only=True):
    """The longest course a source allows."""

    days: int
    counting: Literal["administrations", "consecutive", "elapsed"]


class MinimumAge(Statement, kw_only=True):
    """The label's minimum age; `contraindicated` below it, or `not-recommended`."""

    years: float
    level: Level = "contraindicated"


class MinimumWeight(Statement, kw_only=True):
    """The label's minimum weight in kg."""

    kg: float
    level: Level = "contraindicated"


class Acidity(Statement, kw_only=True):
    """The pH of the finished product."""

    low: float
    high: float
    product: str = ""  # when measured on one presentation only


class Compatibility(Statement, kw_only=True):
    """What a source found or says about two things in one syringe."""

    between: tuple[str, str]  # substance, family, product ids, or "any"
    verdict: Literal["compatible", "incompatible", "conditional", "reported-use", "forbidden", "lifted"]
    condition: Text = {}
    never_mixed: bool = False  # instructions for use forbid any mixing


class Duty(Statement, kw_only=True):
    """Something to do with this product; not a warning."""

    id: Literal["tell-and-write", "emergency-kit", "watch", "test-dose", "contraception", "recall"]
    minutes: int | None = None
    months: int | None = None
    sex: Literal["", "female", "male"] = ""


class Restriction(Statement, kw_only=True):
    """A regulator restricted the substance, for safety, to some uses."""

    allowed_indications: tuple[str, ...] = ()
    not_phases: tuple[str, ...] = ()


class RouteWarning(Statement, kw_only=True):
    """The label warns against injecting into or under the skin, or into the body at all."""

    never: bool = False  # True for what is not an injectable (oral ampoule)
    sites: tuple[str, ...] = ()  # body sites that it concerns; none = every site


class MarketStatus(Statement, kw_only=True):
    """Status in one country; holds from its snapshot until a newer one."""

    status: Market


class Substance(Entry, kw_only=True):
    """An active ingredient, or a diluent, with everything known of it."""

    id: str
    name: Text
    review: Review
    families: tuple[str, ...]
    kind: Literal["medicine", "diluent", "device", "plant", "homeopathic", "cosmetic", "class"] = "medicine"
    local_anaesthetic: bool = False
    atc: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    allergy_groups: tuple[str, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    limits: tuple[Limit, ...] = ()
    courses: tuple[Course, ...] = ()
    min_ages: tuple[MinimumAge, ...] = ()
    min_weights: tuple[MinimumWeight, ...] = ()
    acidity: tuple[Acidity, ...] = ()
    duties: tuple[Duty, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    route_warnings: tuple[RouteWarning, ...] = ()
    licensed_indications: tuple[Statement, ...] = ()  # what the label licenses, in words
    market: tuple[MarketStatus, ...] = ()  # of the substance where no presentation exists
    pregnancy: tuple[Statement, ...] = ()
    lactation: tuple[Statement, ...] = ()
    history: tuple[Event, ...] = ()
    notes: tuple[Statement, ...] = ()


class Shortage(Statement, kw_only=True):
    """A supply row of the national agency: tension, out of stock, back."""

    status: Literal["tension", "out-of-stock", "back"]


class Excipient(Statement, kw_only=True):
    """An excipient that matters; `id` is an allergy group."""

    id: str


class Presentation(Entry, kw_only=True):
    """One marketed (or once marketed) form: an ampoule with a name."""

    name: str
    country: str
    routes: tuple[str, ...]
    cite: tuple[Citation, ...]
    market: tuple[MarketStatus, ...]
    code: str = ""  # national code, CIS in France
    holder: str = ""
    authorised_on: date | None = None
    volumes_ml: tuple[float, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    excipients: tuple[Excipient, ...] = ()
    excipients_read: bool = False  # the full list was read: none other is known
    note: Text = {}


class Ingredient(Entry, kw_only=True):
    """A further active substance inside a product."""

    substance: str
    strength: str


class Element(Entry, kw_only=True):
    """What a salt holds of its element: 8.14 mg/mL of magnesium in 100 mg/mL of the pidolate."""

    substance: str
    strength: str


class Product(Entry, kw_only=True):
    """Substance and strength; what can be drawn into a syringe."""

    id: str
    substance: str
    name: Text
    review: Review
    strength: str = ""  # "10 mg/mL"; empty where the source gives none
    presentations: tuple[Presentation, ...] = ()
    contains: tuple[Ingredient, ...] = ()  # lidocaine inside a skinbooster
    element: Element | None = None
    never_inject: bool = False  # an oral ampoule
    notes: tuple[Statement, ...] = ()


class Family(Entry, kw_only=True):
    """A pharmacological family (anti-inflammatory, local anaesthetic ...)."""

    id: str
    name: Text
    review: Review
    duplicate: Literal["", "stop", "caution"] = "caution"  # two of it in one syringe
    parent: str = ""
    names: tuple[str, ...] = ()  # other names of the class, any language, as a patient or letter says them
    acts: Text = {}
    cite: tuple[Citation, ...] = ()  # who puts these substances into one class
    notes: tuple[Statement, ...] = ()
