"""The case: one patient, one proposed treatment, one date. The contract of `papule check`."""

from datetime import date
from typing import Annotated, Literal, dataclass_transform

import msgspec
from msgspec import Meta

Stated = Literal["yes", "no", "unknown", "declined"]
Sex = Literal["female", "male", "unknown"]
Side = Literal["left", "right", "both", "midline"]
Aim = Literal["therapeutic", "aesthetic", "fat-lysis"]
PhaseName = Literal["acute", "chronic"]
Appearance = Literal["clear", "cloudy", "milky", "precipitate"]
TechniqueName = Literal[
    "intraepidermal",
    "superficial-intradermal",
    "nappage",
    "papule",
    "deep-intradermal",
    "hypodermic",
    "mesoperfusion",
    "dry",
]
DeviceName = Literal["manual", "electronic-injector", "dermojet", "multi-injector", "dermaroller"]
Profession = Literal["physician", "nurse", "pharmacist", "physiotherapist", "beautician", "heilpraktiker", "other"]
Name = Annotated[str, Meta(min_length=1, max_length=300)]
Id = Annotated[str, Meta(min_length=1, max_length=100)]
Pain = Annotated[float, Meta(ge=0, le=10)]
Country = Annotated[str, Meta(min_length=2, max_length=2)]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the parts of a case: closed and frozen."""


class Setting(Part, kw_only=True):
    """Where the treatment is given, and whose rules are followed beside the law."""

    country: Country
    society: Id | None = None


class NamedAllergy(Part, kw_only=True):
    """An allergy in the patient's words."""

    name: Name


class Medicine(Part, kw_only=True):
    """A medicine the patient takes."""

    name: Name
    atc: Annotated[str, Meta(min_length=1, max_length=7)] | None = None


class Patient(Part, kw_only=True):
    """What is known of the patient; what is absent was not asked."""

    birth_date: date | None = None
    age_years: Annotated[float, Meta(ge=0, le=130)] | None = None
    sex: Sex = "unknown"
    weight_kg: Annotated[float, Meta(ge=0.3, le=400)] | None = None
    facts: dict[str, Stated] = {}
    amenorrhoea_weeks: Annotated[float, Meta(ge=0, le=45)] | None = None
    allergies: Literal["none"] | tuple[Id | NamedAllergy, ...] | None = None
    medicines: Literal["none"] | tuple[Medicine, ...] | None = None


class FreeIndication(Part, kw_only=True):
    """An indication in the doctor's words, where none fits."""

    name: Name


class Operator(Part, kw_only=True):
    """Who injects."""

    profession: Profession
    diploma: Stated | None = None


class Content(Part, kw_only=True):
    """One product in a syringe: a product of the catalogue, or a substance with its strength."""

    volume_ml: Annotated[float, Meta(gt=0, le=100)]
    product: Id | None = None
    substance: Id | None = None
    strength: Name | None = None


class NeedleUse(Part, kw_only=True):
    """The needle and how it is held; `inserted_mm` is all of it unless said."""

    length_mm: Annotated[float, Meta(gt=0, le=40)]
    gauge: Annotated[int, Meta(ge=18, le=34)] | None = None
    angle_deg: Annotated[float, Meta(gt=0, le=90)] = 90
    inserted_mm: Annotated[float, Meta(gt=0, le=40)] | None = None


class Zone(Part, kw_only=True):
    """A body site treated in one way."""

    site: Id
    side: Side | None = None
    points: Annotated[int, Meta(ge=1, le=1000)] | None = None
    volume_per_point_ml: Annotated[float, Meta(gt=0, le=100)] | None = None
    technique: TechniqueName | None = None
    needle: NeedleUse | None = None


class Syringe(Part, kw_only=True):
    """What is drawn into one syringe and where it goes."""

    contents: Annotated[tuple[Content, ...], Meta(max_length=30)] = ()
    technique: TechniqueName
    needle: NeedleUse | None = None
    zones: Annotated[tuple[Zone, ...], Meta(max_length=60)] = ()
    appearance: Appearance | None = None


class SessionPlan(Part, kw_only=True):
    """Which session this is; `nrs` is the pain today before injecting, 0-10."""

    number: Annotated[int, Meta(ge=1, le=200)] | None = None
    planned: Annotated[int, Meta(ge=1, le=200)] | None = None
    interval_days: Annotated[int, Meta(ge=0, le=3660)] | None = None
    nrs: Pain | None = None


class PastSession(Part, kw_only=True):
    """An earlier session of this course; `nrs` is the pain before it."""

    performed_on: date
    nrs: Pain | None = None
    substances: tuple[Id, ...] = ()
    amounts: dict[str, str] = {}


class Treatment(Part, kw_only=True):
    """What is proposed."""

    aim: Aim = "therapeutic"
    indication: Id | FreeIndication | None = None
    phase: PhaseName | None = None
    onset_on: date | None = None
    operator: Operator | None = None
    device: DeviceName = "manual"
    syringes: Annotated[tuple[Syringe, ...], Meta(max_length=20)] = ()
    session: SessionPlan | None = None
    history: Annotated[tuple[PastSession, ...], Meta(max_length=500)] = ()


class Case(Part, kw_only=True):
    """One patient, one proposed treatment, one date."""

    papule: Literal[1]
    as_of: date | None = None  # today unless said; only the shell knows today
    setting: Setting
    patient: Patient
    treatment: Treatment
