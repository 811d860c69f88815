"""What the parts of the document of everything that is held are written with: tables, days, instants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.dates import date_format
from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Text

Rows = Iterable[tuple[str, ...]]


def table(title: str, head: tuple[str, ...], rows: Rows, *wide: int) -> Iterator[AnyBlock]:
    """Put rows under a title, if any; where there are none, say so. `wide`: the columns that hold long words."""
    found = tuple(tuple(each or "–" for each in row) for row in rows)
    if title:
        yield Heading(text=title)
    yield Grid(head=head, rows=found, wide=wide) if found else Text(text=_("Nothing is held."))


def at_words(at: datetime) -> str:
    """Write an instant in figures."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def day_figures(day: date | None) -> str:
    """Write a day in figures; nothing where there is none."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""
