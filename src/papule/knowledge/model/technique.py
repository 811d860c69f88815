"""How, with what and where: techniques, needles, devices, body sites, dangers, points."""

from typing import Literal

from papule.knowledge.model.statement import Citation, Entry, Position, Review, Statement, Text

MeasuredLayer = Literal["skin", "dermis", "epidermis", "subcutis", "skin-to-muscle"]


class Range(Statement, kw_only=True):
    """A closed range as one source gives it, in mm, mL or degrees."""

    low: float | None = None
    high: float | None = None


class Technique(Entry, kw_only=True):
    """A way of injecting, with every source's depth, volume, spacing and angle."""

    id: str
    name: Text
    review: Review
    superficial: bool  # meant to stay within the skin
    aliases: tuple[str, ...] = ()
    depth_mm: tuple[Range, ...] = ()
    volume_per_point_ml: tuple[Range, ...] = ()
    spacing_mm: tuple[Range, ...] = ()
    angle_deg: tuple[Range, ...] = ()
    describes: tuple[Statement, ...] = ()  # gesture, bleeding, when used
    disagreements: tuple[Position, ...] = ()


class Needle(Entry, kw_only=True):
    """A needle in use: length in mm, gauge, what it is used for."""

    id: str
    name: Text
    review: Review
    length_mm: float
    gauges: tuple[int, ...] = ()
    statements: tuple[Statement, ...] = ()


class Device(Entry, kw_only=True):
    """What pushes the plunger; who accepts or excludes it."""

    id: str
    name: Text
    review: Review
    statements: tuple[Statement, ...] = ()
    disagreements: tuple[Position, ...] = ()


class SkinThickness(Statement, kw_only=True):
    """Epidermis and dermis together, measured; means and limits in mm."""

    mean_mm: float
    population: Text
    method: Literal["ultrasound", "histology", "stated"] = "ultrasound"
    n: int | None = None
    sd_mm: float | None = None
    low_mm: float | None = None
    high_mm: float | None = None
    limits: Literal["", "range", "95CI", "range-of-means"] = ""
    min_age_years: float | None = None
    max_age_years: float | None = None
    sex: Literal["", "female", "male"] = ""
    layer: MeasuredLayer = "skin"


class Danger(Statement, kw_only=True):
    """A structure that a needle can reach here, and from which true depth."""

    id: str
    structure: Text
    from_depth_mm: float | None = None  # sourced depth; none = a danger at any depth past the dermis
    min_age_years: float | None = None
    max_age_years: float | None = None
    zone: Text = {}  # the part of the site it concerns


class BodySite(Entry, kw_only=True):
    """A place on the body, with measured skin where anyone measured it."""

    id: str
    name: Text
    review: Review
    region: str = ""  # the wider site it belongs to
    thickness: tuple[SkinThickness, ...] = ()
    dangers: tuple[Danger, ...] = ()
    lateral: bool = True  # has a left and a right
    notes: tuple[Statement, ...] = ()


class Layout(Entry, kw_only=True):
    """Where the points go for an indication, as a source describes it."""

    id: str
    name: Text
    review: Review
    indications: tuple[str, ...]
    sites: tuple[str, ...]
    technique: str = ""
    points: str = ""  # as the source counts them
    statements: tuple[Statement, ...] = ()
    offsets_cm: tuple[float, ...] = ()  # distances from the midline where given
    drawn: bool = False  # False: an empty preset that the doctor draws
    cite: tuple[Citation, ...] = ()
