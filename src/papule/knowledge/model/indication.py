"""Why and when: indications, evidence, phases, schedules, outcomes."""

from typing import Literal

from papule.knowledge.model.statement import Citation, Entry, Position, Review, Statement, Text


class Evidence(Statement, kw_only=True):
    """What one study or source found for this indication."""

    finding: Literal["favourable", "no-effect", "no-difference", "mixed", "none-sound", "expert"]
    design: Text = {}
    n: int | None = None


class Phase(Statement, kw_only=True):
    """Families used in, or kept out of, a phase of this indication."""

    phase: Literal["acute", "chronic", "any"]
    families: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    avoid_families: tuple[str, ...] = ()
    avoid_before_day: int | None = None  # counted from the injury, which is day 0


class Indication(Entry, kw_only=True):
    """A reason to treat."""

    id: str
    name: Text
    review: Review
    icd10: tuple[str, ...] = ()
    icd10_unchecked: bool = False
    group: str = ""
    sites: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # other words for search, any language
    aesthetic: bool = False
    evidence: tuple[Evidence, ...] = ()
    phases: tuple[Phase, ...] = ()
    red_flags: tuple[str, ...] = ()  # ids of guidance
    schedules: tuple[str, ...] = ()
    alternatives: tuple[Statement, ...] = ()  # other ways to treat it that a source names, told to patients
    notes: tuple[Statement, ...] = ()
    cite: tuple[Citation, ...] = ()


class Schedule(Entry, kw_only=True):
    """When the sessions are, as a source gives it: days counted from the first."""

    id: str
    name: Text
    review: Review
    indications: tuple[str, ...]
    cite: tuple[Citation, ...]
    days: tuple[int, ...] = ()  # day 0 is the first session
    min_interval_days: int | None = None
    max_interval_days: int | None = None
    sessions_min: int | None = None
    sessions_max: int | None = None
    phase: Literal["acute", "chronic", "any"] = "any"
    then: Text = {}  # what follows: "monthly", "spaced by effect"
    reassess_after: int | None = None  # sessions
    text: Text = {}
    disputed: tuple[Position, ...] = ()


class StopRule(Statement, kw_only=True):
    """When to look again at the whole."""

    id: str
    after_sessions: int | None = None


class Outcome(Entry, kw_only=True):
    """A measure with its minimal important difference."""

    id: str
    name: Text
    review: Review
    scale_low: float | None = None
    scale_high: float | None = None
    higher_is_worse: bool = True
    important: tuple["ImportantDifference", ...] = ()
    notes: tuple[Statement, ...] = ()


class ImportantDifference(Statement, kw_only=True):
    """The smallest change that matters: in points, or as a share of the baseline."""

    points: float | None = None
    share: float | None = None
    high_points: float | None = None  # where the source gives a range
