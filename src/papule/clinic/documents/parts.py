"""Parts that several documents share: the header, what the knowledge says to a patient, the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice, User
from papule.clinic.dates import date_format
from papule.clinic.documents.sheet import AnyBlock, Heading, Item, Items, Sheet, Signature, Text
from papule.clinic.drawings.words import reader_of
from papule.clinic.knowledge import emergency_number, guidance, words_in
from papule.clinic.marks import listed
from papule.clinic.patients.models import Patient
from papule.kernel.age import is_minor
from papule.kernel.value import Value
from papule.knowledge.model.event import AdverseEvent, Frequency
from papule.knowledge.model.indication import Indication
from papule.knowledge.model.rule import Guidance
from papule.knowledge.model.statement import Statement

BOTH_PARENTS = "minor-other-act"  # of the knowledge


class Letterhead(Value):
    """Who writes, to whom, on which day, in which language."""

    practice: Practice
    doctor: User
    patient: Patient
    language: str
    on: date
    addressee: tuple[str, ...] = ()


def sheet(head: Letterhead, kind: str, title: str, blocks: Iterable[AnyBlock], *, subject: str = "") -> Sheet:
    """Put blocks under the header of the practice; the subject is the patient unless another is said."""
    practice = head.practice
    sender = (practice.name, *practice.address.splitlines(), practice.phone, practice.email)
    return Sheet(
        kind=kind,
        language="fr" if head.language == "fr" else "en",
        title=title,
        made_on=head.on,
        sender=tuple(filter(None, sender)),
        addressee=head.addressee,
        subject=subject or identity(head.patient, head.language),
        place_and_day=day_words(head.on, head.language),
        blocks=tuple(blocks),
        footer=_("Made by Papule for {practice}").format(practice=practice.name),
    )


def identity(patient: Patient, language: str) -> str:
    """Name a patient as a letter does: name, birth date, record number."""
    born = born_words(patient, language)
    return _("{patient}, {born}, record {number}").format(patient=patient, born=born, number=patient.record_number)


def born_words(patient: Patient, language: str) -> str:
    """Say when a patient was born, as the language says it of a woman, of a man, of somebody."""
    day = day_words(patient.birth_date, language) if patient.birth_date else _("not known")
    words = {
        "female": pgettext("a woman", "born {day}"),
        "male": pgettext("a man", "born {day}"),
    }
    return words.get(patient.sex, pgettext("somebody", "born {day}")).format(day=day)


def day_words(day: date, language: str) -> str:
    """Write a day in words."""
    with override(language):
        return date_format(day, "j F Y")


def millilitres(volume: float | Decimal) -> str:
    """Write a volume without noughts that say nothing."""
    return f"{localize(Decimal(str(volume)).normalize())} mL"


def texts(statements: Iterable[Statement], view: View, language: str) -> list[str]:
    """Give the words of the statements that hold here and now."""
    say = words_in(language)
    return [told for each in statements if view.here.in_force(each) and (told := say.text(each.text))]


def other_ways(head: Letterhead, indication: Indication | None, view: View) -> Iterator[AnyBlock]:
    """Name the other ways to treat a complaint that sources name, each with who says so; or say that none does."""
    say = words_in(head.language)
    told = [each for each in indication.alternatives if view.here.in_force(each)] if indication else []
    if not told:
        none = _("No source that Papule holds names other ways for this complaint. {doctor} tells you which there are.")
        yield Text(text=none.format(doctor=head.doctor.name))
        return
    words = _("The sources in brackets name these ways. {doctor} tells you which of them suit you.")
    yield Text(text=words.format(doctor=head.doctor.name))
    yield Items(items=tuple(f"{say.text(each.text)} ({_who_says(each, view, head.language)})" for each in told))


def _who_says(statement: Statement, view: View, language: str) -> str:
    """Name who says something, with the year where the source bears one."""
    sources = (view.formulary.sources[each.source] for each in statement.cite)
    named = (f"{each.publisher or each.title} {each.dated[:4]}".strip() for each in sources)
    return listed(dict.fromkeys(named), language)


def topic(name: str, view: View, language: str, indication: str = "") -> Iterator[Item]:
    """Say what the knowledge says on a topic: title, words, what to do."""
    say = words_in(language)
    for each in guidance(name, view, indication):
        yield _item(say.text(each.title), say.text(each.text), say.text(each.action))


def _item(lead: str, *parts: str) -> Item:
    return Item(lead=_sentence([lead]), text=_sentence(filter(None, parts)))


def _sentence(parts: Iterable[str]) -> str:
    told = (part.rstrip(".").strip() for part in parts)
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in told)


def risks(view: View, language: str) -> Iterator[AnyBlock]:
    """Say what can go wrong, how often where a source counted it, and *not known* where none did."""
    for serious, title in ((False, _("Frequent or mild")), (True, _("Rare and serious"))):
        known = [each for each in view.formulary.adverse_events.values() if each.serious is serious]
        yield Heading(text=title, minor=True)
        yield Items(items=tuple(_risk(each, view, language) for each in known))


def _risk(event: AdverseEvent, view: View, language: str) -> Item:
    say = words_in(language)
    often = [_often(each, language) for each in event.frequencies if view.here.in_force(each)]
    told = say.text(event.plain) or (listed(often, language) if often else _("how often: not known"))
    return Item(lead=f"{say.text(event.name).capitalize()}{say.colon}", text=told)


def _often(counted: Frequency, language: str) -> str:
    """Say how often one source counted it, and of whom: the share first, where it gives one."""
    of = words_in(language).text(counted.text)
    if counted.share is None:
        return of
    return f"{reader_of(language).percent(counted.share)} ({of})"


def come_back(
    view: View, language: str, sites: Iterable[str], performed_on: date | None, today: date | None = None
) -> Iterator[AnyBlock]:
    """Say what should bring the patient back, and until which day; of a day that is over, that it is."""
    say, wanted = words_in(language), set(sites)
    lines = []
    for each in guidance("come-back", view):
        if each.sites and not wanted & set(each.sites):
            continue
        until = until_words(each.until_weeks, performed_on, language, today)
        lines.append(_item(say.text(each.title), *to_do(each, view, language), until))
    yield Heading(text=_("When to call or come back"))
    yield Items(items=tuple(lines))


def to_do(sign: Guidance, view: View, language: str) -> tuple[str, ...]:
    """Say what to do where a sign is there: of an emergency, also what to call in this country."""
    told = (words_in(language).text(sign.action),)
    if sign.urgency != "emergency":
        return told
    return *filter(None, told), _("call {number}").format(number=emergency_number(view, language))


def until_words(weeks: float | None, performed_on: date | None, language: str, today: date | None = None) -> str:
    """Say until when to look out for something: the day where there was a session, nothing where no source says."""
    if weeks is None:
        return ""
    if performed_on is None:
        return _("up to {weeks} weeks after a session").format(weeks=f"{weeks:g}")
    last = performed_on + timedelta(weeks=weeks)
    words = _("until {day}: this time is over") if today and last < today else _("until {day}")
    return words.format(day=day_words(last, language))


def cost(view: View, language: str) -> Iterator[AnyBlock]:
    """Say what an act costs and what is refunded; what sources do not agree on stands apart."""
    say, else_told = words_in(language), tuple(topic("cost", view, language))
    acts = [act for act in view.formulary.act_codes.values() if act.country == view.here.country]
    for act in acts:
        yield Items(items=tuple(f"{act.code}{say.colon} {each}" for each in texts(act.statuses, view, language)))
        if act.disputed:
            yield Text(text=_("On this, sources do not agree. Each line is what one of them says:"))
            yield Items(items=tuple(say.text(each.text) for each in act.disputed))
    if not acts:
        yield Text(text=_("What the health insurance pays back here is not known: ask before the session."))
    if else_told:
        yield Items(items=else_told)


def both_parents(view: View) -> bool:
    """Tell whether the knowledge asks here that both parents agree to what is not an everyday act."""
    return any(each.id == BOTH_PARENTS for each in guidance("minors-france", view))


def places_to_sign(head: Letterhead, view: View) -> Iterator[Signature]:
    """Give the places to sign by hand: of a minor those who decide sign too, and the minor who understands."""
    day = day_words(head.on, head.language)
    born = head.patient.birth_date
    if born and is_minor(born, head.on):
        yield Signature(label=_("A parent, or the legal representative: first name, name, signature"), at=day)
        if both_parents(view):
            yield Signature(label=_("The other parent, who agrees too: first name, name, signature"), at=day)
    yield Signature(label=str(head.patient), at=day)


def paragraphs(text: str) -> Iterator[AnyBlock]:
    """Part a passage at its blank lines."""
    yield from (Text(text=each.strip()) for each in text.split("\n\n") if each.strip())
