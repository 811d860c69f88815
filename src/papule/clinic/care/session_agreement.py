"""That the patient agreed, as a session keeps it: how, when, who decided; of an aesthetic act, the time to think."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from papule.assessment.view import View
from papule.clinic.aesthetic.waiting import Waiting
from papule.clinic.dates import date_format
from papule.clinic.knowledge import guidance
from papule.kernel.age import is_minor
from papule.knowledge.model.rule import Guidance
from papule.treatment.case import Part

LONGEST_NAME = 200
CAPACITIES = {
    "able": gettext_lazy("yes, alone"),
    "helped": gettext_lazy("yes, with the help of somebody"),
    "represented": gettext_lazy("no: a parent or the legal representative decided"),
    "doubtful": gettext_lazy("doubtful"),
}
WITH_SOMEBODY = ("helped", "represented")  # whose name is kept
OF_MINORS = (("minors-france", ""), ("belgium", "belgium-minor"))  # of the knowledge: topic, and item where not all


class Thinking(Part, kw_only=True):
    """Of an aesthetic act: the quote, when it was handed over, the time to think, and why it was not waited for."""

    quote: str = ""
    handed_on: date | None = None
    days: int | None = None
    ready_on: date | None = None
    why_earlier: str = ""


class Consent(Part, kw_only=True):
    """How consent was given, when, and who decided; `thinking` none where the act treats."""

    how: str
    given_on: date
    capacity: str = ""  # whether the patient can decide; empty: it was not asked
    who: str = ""  # helped the patient to decide, or decided
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
        why_earlier=why_earlier.strip(),
    )


def decided(capacity: str, who: str) -> dict[str, str]:
    """Keep who decided; nobody else where the patient decides alone, nothing where it was not asked."""
    if capacity not in CAPACITIES:
        return {}
    return {"capacity": capacity, "who": who.strip()[:LONGEST_NAME] if capacity in WITH_SOMEBODY else ""}


def capacity_word(consent: Consent) -> str:
    """Say who decided."""
    told = {
        "able": _("the patient, able to decide"),
        "helped": _("the patient, with the help of: %(who)s"),
        "represented": _("a parent or the legal representative: %(who)s"),
    }
    return told.get(consent.capacity, _("not asked")) % {"who": consent.who}


def said_of_minors(view: View, born: date | None, on: date) -> tuple[Guidance, ...]:
    """Give what the knowledge says of who decides for a patient who is not of age; nothing for others."""
    if born is None or not is_minor(born, on):
        return ()
    return tuple(each for topic, item in OF_MINORS for each in guidance(topic, view) if item in ("", each.id))


def thinking_lines(thinking: Thinking | None) -> Iterator[tuple[str, str]]:
    """Say it, a line each."""
    if thinking is not None:
        yield _("quote"), thinking.quote or _("none")
        yield _("quote handed over"), _day(thinking.handed_on)
        yield _("time to think until"), _day(thinking.ready_on)
        yield _("why it was not waited for"), thinking.why_earlier


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
