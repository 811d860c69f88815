"""What a signed session says: everything that was true is copied in, nothing is joined. Kept as JSON."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

import msgspec

from papule.clinic.care.session_agreement import Consent
from papule.treatment.case import Appearance, NeedleUse, Part

Named = dict[str, str]  # {language: words}
FORM = 1  # of this record; another one is read by what wrote it


class Act(Part, kw_only=True):
    """Something that was done by itself: who, when."""

    by: str
    at: datetime


class GivenLot(Part, kw_only=True):
    """A lot that went into a syringe, and how much of it."""

    number: str
    expires_on: date
    volume_ml: float
    gtin: str = ""
    trade_name: str = ""
    refused: Named = {}  # why it may not be given, where an amendment says that it was
    despite: str = ""  # and why it is written down all the same


class GivenProduct(Part, kw_only=True):
    """A product in a syringe, with its lots."""

    product: str
    names: Named
    substance: str
    substance_names: Named
    volume_ml: float
    amount: str = ""
    lots: tuple[GivenLot, ...]


class GivenSyringe(Part, kw_only=True):
    """A syringe: how it looked, whether it was given and, where not, why."""

    number: int
    given: bool
    why_not: str = ""
    look: Appearance | None
    technique: str
    technique_names: Named
    needle: NeedleUse | None = None
    products: tuple[GivenProduct, ...]
    points: int
    injected_ml: float | None = None


class GivenPoint(Part, kw_only=True):
    """One injection as it was done. Coordinates are of the drawing `view` in version `map`."""

    id: str
    syringe: int  # number of the syringe, from 1
    site: str
    site_names: Named
    side: str
    view: str = ""
    map: str = ""
    x: float | None = None
    y: float | None = None
    technique: str | None = None
    inserted_mm: float | None = None
    volume_ml: float | None = None


class Answered(Part, kw_only=True):
    """What was answered today."""

    fact: str
    names: Named
    answer: str


class KitContent(Part, kw_only=True):
    """Something in the emergency kit."""

    name: str
    expires_on: date | None = None


class Kit(Part, kw_only=True):
    """The emergency kit: looked at, or why not."""

    checked: bool
    why_not: str = ""
    checked_on: date | None = None
    contents: tuple[KitContent, ...] = ()


class Step(Part, kw_only=True):
    """A step of asepsis that was done."""

    id: str
    names: Named


class Antisepsis(Part, kw_only=True):
    """The antiseptic, and the steps."""

    antiseptic: str
    lot: str = ""
    expires_on: date | None = None
    steps: tuple[Step, ...] = ()


class UsedDevice(Part, kw_only=True):
    """What pushed the plunger."""

    kind: str
    names: Named
    name: str = ""
    serial: str = ""
    cleaned: str = ""  # when, by whom, how


class DutyDone(Part, kw_only=True):
    """A duty that the session brings."""

    id: str
    text: Named
    minutes: int | None = None
    months: int | None = None


class Observation(Part, kw_only=True):
    """The time for which the patient was watched."""

    minutes: int
    started_at: datetime | None = None
    ends_at: datetime | None = None
    is_over: bool = False  # at signing
    why_not: str = ""


class Pain(Part, kw_only=True):
    """Scores. NRS 0-10 and VAS 0-100 mm are two series."""

    nrs_before: float | None = None
    vas_before: float | None = None
    nrs_after: float | None = None
    vas_after: float | None = None


class Overridden(Part, kw_only=True):
    """A finding that was gone past, and why."""

    code: str
    about: str
    severity: str
    message: Named
    reason: str


class Who(Part, kw_only=True):
    """The patient as confirmed."""

    name: str
    birth_date: date | None
    record_number: str
    sex: str
    weight_kg: float | None = None


class Where(Part, kw_only=True):
    """The practice."""

    name: str
    country: str
    society: str = ""
    room: str = ""


class SessionRecord(Part, kw_only=True):
    """A session as it was signed."""

    form: int = FORM
    number: int
    planned: int | None = None
    performed_at: datetime
    performed_by: str
    registration: str = ""
    practice: Where
    patient: Who
    complaint: str
    indication: str
    indication_names: Named
    phase: str = ""
    plan_version: int | None = None
    identity: Act
    changes: Act
    lots_read: Act
    nothing_changed: bool
    answers: tuple[Answered, ...] = ()
    changed: str = ""
    consent: Consent
    kit: Kit
    antisepsis: Antisepsis
    device: UsedDevice
    syringes: tuple[GivenSyringe, ...]
    points_changed: bool
    points: tuple[GivenPoint, ...]
    duties: tuple[DutyDone, ...] = ()
    observation: Observation | None = None
    pain: Pain
    reactions: str = ""  # empty: none was seen
    overrides: tuple[Overridden, ...] = ()
    next_on: date | None = None
    note: str = ""
    correction: str = ""  # of an amendment, in words
    edition: str
    fingerprint: str
    engine: str
    verdict: str


def record_of(value: Any) -> SessionRecord:  # noqa: ANN401 -- plain values of a JSON field
    """Read a record from plain values. Raises msgspec.ValidationError."""
    return msgspec.convert(value, SessionRecord, strict=False)


def plain(record: SessionRecord) -> dict[str, Any]:
    """Give plain values for a JSON field; dates as text."""
    return msgspec.json.decode(msgspec.json.encode(record), type=dict[str, Any])


def digest_of(record: dict[str, Any], assessment: str) -> str:
    """Give the digest of a record with its assessment: the same whatever the order in which a database keeps keys."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{text}\n{assessment}".encode()).hexdigest()
