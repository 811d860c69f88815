"""What every piece of knowledge is made of: texts, sources, citations, dated statements."""

from datetime import date
from typing import Literal, dataclass_transform

import msgspec

Text = dict[str, str]  # language code -> words, e.g. {"en": "...", "fr": "..."}

Kind = Literal["law", "regulator", "label", "society", "trial", "review", "teaching", "practice"]
Read = Literal["full", "part", "abstract", "secondary"]

RANK: dict[str, int] = {
    "law": 5,
    "regulator": 4,
    "label": 4,
    "society": 3,
    "trial": 2,
    "review": 2,
    "teaching": 1,
    "practice": 0,
}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of every structure of the knowledge: closed, frozen, named fields."""


class Source(Entry, kw_only=True):
    """A document that statements cite; `read` is how much of it was read."""

    id: str
    title: str
    kind: Kind
    read: Read
    publisher: str = ""
    country: str = ""  # ISO 3166-1 alpha-2, EU, or empty when it speaks for no country
    dated: str = ""  # as printed: a year, a month or a day
    url: str = ""
    licence: str = ""
    note: str = ""


class Citation(Entry, kw_only=True):
    """Where in which source a statement stands."""

    source: str
    at: str
    read: Read | None = None  # when this place was read more or less than the source


class Statement(Entry, kw_only=True):
    """A fact that holds in some countries during some time because sources say so."""

    cite: tuple[Citation, ...]
    text: Text = {}
    since: date | None = msgspec.field(default=None, name="from")  # inclusive
    until: date | None = None  # exclusive
    countries: tuple[str, ...] = ()  # none = everywhere


class Position(Statement, kw_only=True):
    """What one or several sources hold on a question, beside what others hold."""

    holds: str = ""  # a short word for the position, e.g. "not a contraindication"


class Question(Entry, kw_only=True):
    """Something that nobody could answer from the sources read; kept and shown."""

    id: str
    question: Text
    why: Text
    about: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()


class Event(Entry, kw_only=True):
    """A dated step in the history of an item: a warning, a decision, a withdrawal."""

    on: str  # as precise as the source: 2013, 2013-11 or 2013-11-21
    text: Text
    cite: tuple[Citation, ...]


class Review(Entry, kw_only=True):
    """When the content of a file was last looked at, and when it must be again."""

    on: date
    by: str
    due: date
