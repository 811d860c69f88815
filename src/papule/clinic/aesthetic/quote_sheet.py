"""The quote of an aesthetic act as a document: what the law of the place wants on it, from the practice's prices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.assessment.view import View
from papule.clinic.aesthetic.models import Practitioner, Terms
from papule.clinic.aesthetic.waiting import rules
from papule.clinic.billing.documents import money, totals
from papule.clinic.billing.templatetags.money import permille
from papule.clinic.care.models import Course
from papule.clinic.care.plan_body import PlanBody
from papule.clinic.documents.parts import Letterhead, day_words, millilitres, sheet
from papule.clinic.documents.passages import elided, fill
from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Pairs, Sheet, Signature, Text
from papule.clinic.knowledge import words_in
from papule.clinic.templatetags.knowledge_words import cited
from papule.kernel.value import Value

SENTENCES = ("aesthetic-quote-products", "aesthetic-quote-refund")
HANDWRITTEN = ("aesthetic-quote-received", "aesthetic-quote-accepted")
DELAY = "aesthetic-delay"


class Offer(Value):
    """What a quote offers, beside what is planned."""

    view: View
    body: PlanBody
    lines: list[dict[str, Any]]
    sessions: int
    anaesthesia: str
    proposed_on: date | None
    days_off: int
    examinations: str
    aftercare_days: int
    valid_until: date


def quote_sheet(head: Letterhead, course: Course, offer: Offer, number: str) -> Sheet:
    """Build the quote, in the language of its header."""
    with override(head.language):
        blocks = [
            *_parties(head, number),
            *_act(head, course, offer),
            *_price(head, offer),
            *_thinking(head, offer.view),
            *_signatures(head, offer.view),
            *_sources(offer.view),
        ]
        return sheet(head, "quote", _("Quote {number}").format(number=number), blocks)


def _parties(head: Letterhead, number: str) -> Iterator[AnyBlock]:
    known = Practitioner.objects.filter(doctor=head.doctor).first() or Practitioner()
    practice = head.practice
    rows = (
        (_("Number"), number),
        (_("Written on"), day_words(head.on, head.language)),
        (_("Practitioner"), head.doctor.name),
        (_("Number at the Order"), known.order_number),
        (_("Qualification"), known.qualification),
        (_("Professional liability insurance"), known.insurance),
        (_("Place of the act"), ", ".join(filter(None, (practice.name, *practice.address.splitlines())))),
        (_("Patient"), ", ".join(filter(None, (str(head.patient), *head.patient.address.splitlines())))),
    )
    yield Pairs(pairs=tuple((name, value) for name, value in rows if value))


def _act(head: Letterhead, course: Course, offer: Offer) -> Iterator[AnyBlock]:
    say = words_in(head.language)
    indication = say.name(course.indication) if course.indication else course.free_indication
    techniques = dict.fromkeys(say.name(each.technique) for each in offer.body.syringes)
    rows = (
        (_("For"), f"{course.complaint} ({indication})" if indication else course.complaint),
        (_("Act"), ", ".join((_("mesotherapy, aesthetic"), *techniques))),
        (_("Where"), ", ".join(sorted({say.name(each.site) for each in offer.body.points}))),
        (_("Sessions planned"), str(offer.sessions)),
        (_("Anaesthesia"), offer.anaesthesia),
        (_("Proposed date"), day_words(offer.proposed_on, head.language) if offer.proposed_on else _("to be agreed")),
        (_("Days off work"), str(offer.days_off)),
        (_("Examinations needed before"), offer.examinations or _("none")),
        (_("Aftercare, in days"), str(offer.aftercare_days)),
    )
    yield Heading(text=_("What is proposed"))
    yield Pairs(pairs=tuple((name, value) for name, value in rows if value))
    yield Text(text=_("The report of the act is sent to the doctor whom you name."))


def _price(head: Letterhead, offer: Offer) -> Iterator[AnyBlock]:
    language, say = head.language, words_in(head.language)
    yield Heading(text=_("Price, all taxes included"))
    rows = tuple(
        (
            f"{each['code']} {each['name']}".strip(),
            str(each["count"]),
            money(each["price_cents"], language),
            permille(each["vat_permille"]),
            money(each["count"] * each["price_cents"], language),
        )
        for each in offer.lines
    )
    yield Grid(head=(_("Act"), _("Count"), _("Price"), _("VAT"), _("Amount")), rows=rows, right=(1, 2, 3, 4))
    yield from totals(offer.lines, language)
    products = tuple(
        (say.name(each.product or each.substance or ""), millilitres(each.volume_ml), _("in the lines above"))
        for each in offer.body.contents
    )
    if products:
        yield Grid(head=(_("Product"), _("For each session"), _("Price")), rows=products, right=(1,))
    yield Text(text=_("This offer stands until {day}.").format(day=day_words(offer.valid_until, language)))
    known = rules(offer.view)
    yield from (Text(text=say.text(known[each].text)) for each in SENTENCES if each in known)


def _thinking(head: Letterhead, view: View) -> Iterator[AnyBlock]:
    terms, rule = Terms.objects.first(), rules(view).get(DELAY)
    yield Heading(text=_("Time to think"))
    if terms is not None:
        told = _("Days to think, from the day on which you receive this quote: {days}.")
        yield Text(text=told.format(days=terms.days))
    if rule is not None:
        yield Text(text=words_in(head.language).text(rule.text), small=True)
    yield Text(text=_("You may refuse. Nothing is injected before you have agreed."))


def _signatures(head: Letterhead, view: View) -> Iterator[AnyBlock]:
    say, known, named = words_in(head.language), rules(view), {"patient": str(head.patient)}
    signed = fill(elided(_("Date and signature of {patient}"), named), named)
    yield Signature(label=head.doctor.name, at=day_words(head.on, head.language))
    for each in HANDWRITTEN:
        if each in known:
            label = f"{say.text(known[each].title)}{say.colon} « {say.text(known[each].text)} »"
            yield Signature(label=label, at=signed)
    if not known.keys() & set(HANDWRITTEN):
        yield Signature(label=str(head.patient), at=_("Received on"))


def _sources(view: View) -> Iterator[AnyBlock]:
    """Name the law that the quote follows, with how much of it was read."""
    known = rules(view)
    if "aesthetic-quote-content" in known:
        rule = known["aesthetic-quote-content"]
        yield Text(text=_("After: {sources}").format(sources=cited(view.here.citations(rule)[:1])), small=True)
