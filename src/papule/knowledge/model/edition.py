"""The content's own version."""

from datetime import date

from papule.knowledge.model.statement import Entry, Text


class Change(Entry, kw_only=True):
    """One line of an edition's changelog."""

    item: str
    text: Text


class Edition(Entry, kw_only=True):
    """The content's own version."""

    edition: str
    on: date
    languages: tuple[str, ...]
    high_dose_share: float  # of a maximum; from here on the dose is called high
    improvement: str  # the outcome measure by which a course is judged
    changes: tuple[Change, ...] = ()
