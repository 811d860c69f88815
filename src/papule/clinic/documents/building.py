"""What each kind of document says, from the rows of a course or a session."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.aesthetic import told
from papule.clinic.aesthetic.waiting import is_aesthetic
from papule.clinic.care.models import Course, Session
from papule.clinic.care.plan_body import PlanBody
from papule.clinic.dates import date_format
from papule.clinic.documents.drawn import Record, volumes_of, where_of
from papule.clinic.documents.parts import (
    Letterhead,
    born_words,
    come_back,
    cost,
    day_words,
    millilitres,
    other_ways,
    paragraphs,
    places_to_sign,
    risks,
    sheet,
    texts,
    topic,
)
from papule.clinic.documents.passages import of_sex, passage
from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Items, Pairs, Sheet, Signature, Text
from papule.clinic.knowledge import words_in
from papule.kernel.value import Value
from papule.treatment.case import Content


class Planned(Value):
    """What is planned: the plan of a course, and which of its products or substances are off-label."""

    course: Course
    body: PlanBody
    off_label: frozenset[str]


def information(head: Letterhead, planned: Planned, view: View) -> Sheet:
    """Build the information sheet: what is planned, what is known of it, the risks, afterwards."""
    return sheet(head, "information", _("Information on mesotherapy"), _information(head, planned, view))


def _information(head: Letterhead, planned: Planned, view: View) -> Iterator[AnyBlock]:
    language, course, body = head.language, planned.course, planned.body
    aesthetic = is_aesthetic(course)
    yield from paragraphs(passage_of(head, "information.aesthetic" if aesthetic else "information.opening", course))
    yield from _planned(head, planned, view)
    yield from _effect(head, course, view)
    if aesthetic:
        yield from told.authority(view, language)
    yield Heading(text=_("What can go wrong"))
    yield from risks(view, language)
    yield Heading(text=_("Afterwards"))
    yield Items(items=tuple(topic("aftercare", view, language)))
    yield from come_back(view, language, [each.site for each in body.points], None)
    if aesthetic:
        yield from told.quoted(course, body, language)
    else:
        yield Heading(text=_("Cost"))
        yield from cost(view, language)
    yield from paragraphs(passage_of(head, "information.registry", course))
    yield from paragraphs(passage_of(head, "information.closing", course))


def consent(head: Letterhead, planned: Planned, view: View, signature: Signature | None = None) -> Sheet:
    """Build the consent: what is planned, its risks, the agreement, the place to sign."""
    course = planned.course
    blocks: list[AnyBlock] = list(paragraphs(passage_of(head, "consent.opening", course)))
    blocks += [*_planned(head, planned, view), *_effect(head, course, view)]
    if is_aesthetic(course):
        blocks += told.authority(view, head.language)
        blocks += told.quoted(course, planned.body, head.language)
    blocks += [Heading(text=_("What can go wrong")), *risks(view, head.language)]
    blocks += [Heading(text=_("Agreement")), *paragraphs(passage_of(head, "consent.agreement", course))]
    blocks += [signature] if signature else places_to_sign(head, view)
    blocks.append(Signature(label=head.doctor.name))
    return sheet(head, "consent", _("Consent to mesotherapy"), blocks)


def _planned(head: Letterhead, planned: Planned, view: View) -> Iterator[AnyBlock]:
    say, course, body = words_in(head.language), planned.course, planned.body
    indication = say.name(course.indication) if course.indication else course.free_indication
    sites = sorted({f"{say.name(each.site)} ({say.term(each.side)})" for each in body.points})
    rows = [(_("For"), f"{course.complaint} ({indication})" if indication else course.complaint)]
    if sites:
        rows.append((_("Where"), ", ".join(sites)))
    if course.planned_sessions:
        rows.append((_("Sessions planned"), str(course.planned_sessions)))
    yield Heading(text=_("What is planned"))
    yield Pairs(pairs=tuple(rows))
    products = tuple(_product(each, planned, view, head.language) for each in body.contents)
    if products:
        yield Grid(head=(_("Product"), _("Use")), rows=tuple(dict.fromkeys(products)))
        yield Text(
            text=_("Off-label means: for a use or a way of injecting that is not in the licence of the medicine.")
        )


def _product(each: Content, planned: Planned, view: View, language: str) -> tuple[str, str]:
    """Say how a product is used; of one whose status here is not known nobody can say that it is licensed."""
    if is_off_label(each, planned, view):
        words = _("off-label: not what its licence names")
    elif each.product is None or view.product(each.product).status is None:
        words = _("whether it is licensed here: not known")
    else:
        words = _("as licensed")
    return words_in(language).name(each.product or each.substance or ""), words


def is_off_label(each: Content, planned: Planned, view: View) -> bool:
    """Tell whether a product, or its substance, is used off-label in this plan."""
    substance = view.product(each.product).product.substance if each.product else each.substance
    return bool({each.product, substance} & planned.off_label)


def _effect(head: Letterhead, course: Course, view: View) -> Iterator[AnyBlock]:
    """Say what is known of the effect, and that there are other ways."""
    known = view.formulary.indications.get(course.indication)
    told = texts(known.evidence, view, head.language) if known else []
    yield Heading(text=_("What is known of its effect"))
    yield Items(items=tuple(told) or (_("No study was found for this complaint."),))
    yield Heading(text=_("Other ways"))
    yield from paragraphs(passage_of(head, "alternatives", course))
    yield from other_ways(head, known, view)


def session_sheet(head: Letterhead, session: Session, view: View) -> Sheet:
    """Build the patient's own sheet of a session: what, from which lots, where, and what to look out for."""
    on = timezone.localdate(session.performed_at)
    blocks: list[AnyBlock] = list(paragraphs(passage_of(head, "session.opening", session.course)))
    rows = (
        (_("Day"), day_words(on, head.language)),
        (_("Session"), str(session.number)),
        (_("For"), session.course.complaint),
        (_("Injected by"), session.performed_by.name),
    )
    blocks += [Pairs(pairs=rows), Heading(text=_("What was injected")), _given(session)]
    record = session.current.record if session.current else {}
    blocks += volumes_of(record)
    blocks += where_of(record, head.language)
    blocks += come_back(view, head.language, _sites(record), on, head.on)
    blocks += [Heading(text=_("Afterwards")), Items(items=tuple(topic("aftercare", view, head.language)))]
    return sheet(head, "session", _("Your session, and the lots used"), blocks)


def _sites(record: Record) -> list[str]:
    return sorted({str(each.get("site", "")) for each in record.get("points", ())})


def _given(session: Session) -> Grid:
    rows = tuple(
        (
            each.product_name,
            each.lot_number,
            date_format(each.expires_on, "SHORT_DATE_FORMAT") if each.expires_on else _("not known"),
            millilitres(each.volume_ml),
            each.amount,
        )
        for each in session.administrations.filter(version=session.current).order_by("syringe", "product_name")
    )
    return Grid(head=(_("Product"), _("Lot"), _("Expires"), _("Drawn up"), _("Dose drawn up")), rows=rows)


def presence(head: Letterhead) -> Sheet:
    """Build the certificate of presence: no diagnosis, no treatment."""
    said = passage(
        "presence.opening",
        head.language,
        doctor=head.doctor.name,
        patient=f"{head.patient}, {born_words(head.patient, head.language)},",
        day=day_words(head.on, head.language),
        practice=head.practice.name,
    )
    blocks = [*paragraphs(of_sex(said, head.patient.sex)), Signature(label=head.doctor.name)]
    return sheet(head, "presence", _("Certificate of presence"), blocks, subject=str(head.patient))


def passage_of(head: Letterhead, name: str, course: Course) -> str:
    """Give a passage with what this document fills in."""
    return passage(
        name,
        head.language,
        doctor=head.doctor.name,
        patient=str(head.patient),
        practice=head.practice.name,
        complaint=course.complaint,
        day=day_words(head.on, head.language),
    )
