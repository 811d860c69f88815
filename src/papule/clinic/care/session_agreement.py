"""That the patient agreed, as a session keeps it: how, when; of an aesthetic act, the quote and the time to think."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from papule.clinic.aesthetic.waiting import Waiting
from papule.treatment.case import Part

LONGEST = 500  # of a reason


class Thinking(Part, kw_only=True):
    """Of an aesthetic act: the quote, when it was handed over, the time to think, and why it was not waited for."""

    quote: str = ""
    handed_on: date | None = None
    days: int | None = None
    ready_on: date | None = None
    why_earlier: str = ""


class Consent(Part, kw_only=True):
    """How consent was given, and when; `thinking` none where the act treats."""

    how: str
    given_on: date
    thinking: Thinking | None = None


def thinking_of(waiting: Waiting | None, why_earlier: str) -> Thinking | None:
    """Keep what an aesthetic act waited for; none where the act treats."""
    if waiting is None:
        return None
    return Thinking(
        quote=waiting.number,
        handed_on=waiting.handed_on,
        days=waiting.days,
        ready_on=waiting.ready_on,
        why_earlier=why_earlier.strip()[:LONGEST],
    )


def thinking_lines(thinking: Thinking | None) -> Iterator[tuple[str, str]]:
    """Say it, a line each."""
    if thinking is not None:
        yield _("quote"), thinking.quote or _("none")
        yield _("quote handed over"), _day(thinking.handed_on)
        yield _("time to think until"), _day(thinking.ready_on)
        yield _("why it was not waited for"), thinking.why_earlier


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
