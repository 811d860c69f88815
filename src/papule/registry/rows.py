"""What the registry keeps of a practice: courses, sessions, adverse events; no name, no date, no word that was typed.

A pseudonym is text that only the practice can lead back to a person. Time is told as a quarter of a year, or as days
since the first session of a course. Ids of products, sites and indications are those of the knowledge.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from papule.kernel.value import Value

FORM = 1  # of the tables: another one is refused
OTHER = "other"  # what the knowledge does not know: it was typed, and is not kept
DRY = "dry"  # the recipe of who injects nothing
AND = " + "  # between the products of a recipe

Known = Literal["yes", "no", "unknown"]


class About(Value, kw_only=True):
    """Where a registry comes from. `counts` of rows and `digests` of files (SHA-256) are told as it is written."""

    form: int = FORM
    practice: str  # pseudonym
    country: str
    made_on: date
    edition: str  # of the knowledge by whose thresholds a response is told
    engine: str
    opposed: int  # patients who do not want to be in it, and are not
    counts: dict[str, int] = {}
    digests: dict[str, str] = {}


class CourseRow(Value, kw_only=True):
    """A complaint that was treated, with one session or more.

    Pain is NRS, 0 to 10: before the first session, and the latest later one. `spared` is the share of medicines not
    taken any more, 0 to 1, below 0 where more is taken than before.
    """

    practice: str
    course: str
    person: str
    sex: str
    age_from: int | None  # of a band of ten years, at the first session; the oldest band is open
    aim: str
    indication: str  # "other": in words that are not kept
    phase: str
    quarter: date  # first day of the quarter of the first session
    recipe: str  # ids of what the first session gave, in order of the alphabet, joined by " + "; "dry": nothing
    sessions: int
    days: int  # from the first session to the last
    pain_before: float | None
    pain_last: float | None
    response: Known
    spared: float | None
    ended: bool


class SessionRow(Value, kw_only=True):
    """A session as it was signed, in its newest version."""

    practice: str
    course: str
    session: str
    number: int  # within the course
    day: int  # since the first session of the course
    products: list[str]
    techniques: list[str]
    sites: list[str]
    device: str
    points: int
    volume_ml: float | None  # what was injected; unknown where a syringe does not say
    pain_before: float | None  # NRS, 0 to 10
    pain_after: float | None
    overrides: list[str]  # codes of findings that were gone past
    verdict: str
    edition: str


class EventRow(Value, kw_only=True):
    """An adverse event after a session that is told."""

    practice: str
    course: str
    session: str
    kind: str  # id of the knowledge, or "other"
    severity: str
    serious: bool
    outcome: str
    days: int  # from the session to the onset


class Registry(Value, kw_only=True):
    """All rows of a practice."""

    about: About
    courses: list[CourseRow]
    sessions: list[SessionRow]
    events: list[EventRow]
