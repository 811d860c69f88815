"""What an assessment says: findings with what they rest on, and the arithmetic."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from papule.kernel.severity import Severity, Verdict

AboutKind = Literal[
    "product", "substance", "pair", "fact", "medicine", "syringe", "zone", "device", "operator", "indication", "plan"
]
Scope = Literal["patient", "mixture", "plan", "standing"]
Override = Literal["none", "reason"]


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """The item a finding concerns; a pair also lists its two ids."""

    kind: AboutKind
    id: str
    ids: tuple[str, ...] = ()


class Cited(msgspec.Struct, frozen=True, omit_defaults=True, rename={"since": "from"}):
    """A place in a source, since when and until when it holds, and how much of it was read."""

    source: str
    at: str
    since: str = ""
    until: str = ""
    read: str = ""
    foreign: bool = False


class Dissent(msgspec.Struct, frozen=True, omit_defaults=True):
    """What another source holds on the same question."""

    holds: str
    citations: tuple[Cited, ...]
    text: dict[str, str] = {}


class DutyToDo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something to do; not a warning."""

    id: str
    minutes: int | None = None
    months: int | None = None
    citations: tuple[Cited, ...] = ()
    text: dict[str, str] = {}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found. Words are rendered from `code` and `params` on output."""

    code: str
    check: str
    severity: Severity
    scope: Scope
    about: About
    because: dict[str, Any] = {}
    missing: tuple[str, ...] = ()
    citations: tuple[Cited, ...] = ()
    disagreement: tuple[Dissent, ...] = ()
    override: Override = "none"
    duties: tuple[DutyToDo, ...] = ()
    params: dict[str, Any] = {}


class Lacking(msgspec.Struct, frozen=True):
    """A fact that was not known, what it would have given, and who asked for it."""

    fact: str
    severity: Severity
    by: str


class Dose(msgspec.Struct, frozen=True, kw_only=True):
    """A substance in this session: drawn up counts, what is injected is shown beside it."""

    substance: str
    drawn: str
    injected: str
    maximum: str | None = None
    per: str | None = None
    fraction: float | None = None


class ZoneSheet(msgspec.Struct, frozen=True, kw_only=True):
    """Where the needle ends in one zone, and what each point receives."""

    site: str
    true_depth_mm: float | None
    layer: str
    per_point: dict[str, str]


class SyringeSheet(msgspec.Struct, frozen=True, kw_only=True):
    """The arithmetic of one syringe."""

    volume_ml: float
    injected_ml: float
    left_ml: float
    points: int
    active_products: int
    zones: tuple[ZoneSheet, ...]


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything found on a case, under one edition of the knowledge, at one date."""

    as_of: str
    edition: str
    fingerprint: str
    engine: str
    verdict: Verdict
    checked: int
    not_checked: tuple[str, ...]
    findings: tuple[Finding, ...]
    doses: tuple[Dose, ...]
    syringes: tuple[SyringeSheet, ...]
    missing: tuple[str, ...]
