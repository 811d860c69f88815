"""What can go wrong after a session."""

from typing import Literal

from papule.knowledge.model.statement import Citation, Entry, Position, Review, Statement, Text


class Frequency(Statement, kw_only=True):
    """How often, as one source counts it; the text says of whom."""

    share: float | None = None  # 0-1
    count: int | None = None
    of: int | None = None


class Incubation(Statement, kw_only=True):
    """From the session to the first sign, in weeks."""

    low_weeks: float
    high_weeks: float


class AdverseEvent(Entry, kw_only=True):
    """An adverse event: how often, when, what to look for, what to do."""

    id: str
    name: Text
    review: Review
    serious: bool = False
    timing: Text = {}
    plain: Text = {}  # for patients, of what is cited below: what it is, and how often where that is known
    frequencies: tuple[Frequency, ...] = ()
    incubations: tuple[Incubation, ...] = ()
    signs: tuple[Statement, ...] = ()
    management: tuple[Statement, ...] = ()
    causes: tuple[Statement, ...] = ()
    cite: tuple[Citation, ...] = ()
    kind: Literal["infection", "allergy", "toxicity", "local", "vagal", "other"] = "other"
    disputed: tuple[Position, ...] = ()
