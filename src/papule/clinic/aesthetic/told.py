"""What a patient is told of an aesthetic act, on the information sheet and the consent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.aesthetic.models import Quote
from papule.clinic.aesthetic.waiting import find_waiting, rules
from papule.clinic.billing.documents import money
from papule.clinic.care.models import Course
from papule.clinic.care.plan_body import PlanBody
from papule.clinic.documents.parts import day_words
from papule.clinic.documents.sheet import AnyBlock, Heading, Items, Text
from papule.clinic.knowledge import words_in
from papule.clinic.templatetags.knowledge_words import cited

AUTHORITY = "aesthetic-has"  # of the knowledge


def authority(view: View, language: str) -> Iterator[AnyBlock]:
    """Say what the health authority found on evidence and infection, with where it says so."""
    rule = rules(view).get(AUTHORITY)
    if rule is not None:
        say = words_in(language)
        yield Heading(text=say.text(rule.title))
        yield Text(text=say.text(rule.text), strong=True)
        yield Text(text=cited(view.here.citations(rule)), small=True)


def quoted(course: Course, body: PlanBody, language: str) -> Iterator[AnyBlock]:
    """Say which quote stands for what is planned, and how long there was to think."""
    waiting = find_waiting(course, body)
    yield Heading(text=_("Cost"))
    if waiting is None or not waiting.number:
        yield Text(text=_("A written quote is handed over before the act."))
        return
    quote = Quote.objects.get(number=waiting.number)
    told = [
        _("Quote {number} of {day}: {amount}, all taxes included.").format(
            number=quote.number, day=day_words(quote.made_on, language), amount=money(quote.total_cents, language)
        )
    ]
    if waiting.handed_on:
        told.append(_("Handed over on {day}.").format(day=day_words(waiting.handed_on, language)))
    if waiting.ready_on:
        told.append(_("Time to think until {day}.").format(day=day_words(waiting.ready_on, language)))
    yield Items(items=tuple(told))
