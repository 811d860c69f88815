"""Everything of one patient as a document: what the bundle says to programs, said to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.billing.documents import money
from papule.clinic.documents.drawn import where_of_all
from papule.clinic.documents.parts import Letterhead, day_words, sheet
from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Pairs, Sheet, Text
from papule.clinic.knowledge import formulary, words_in
from papule.clinic.outcomes.reports import kind_words, outcome_words, severity_words
from papule.clinic.portal.fhir.care import places_of, scale_words
from papule.clinic.portal.held import Held

Rows = Iterable[tuple[str, ...]]


def held_sheet(head: Letterhead, held: Held) -> Sheet:
    """Build the document of everything that is held, in the language of what is held."""
    with override(held.language):
        blocks = [*_opening(held), *_person(held), *_health(held), *_care(held), *_after(held), *_papers(held)]
        return sheet(head, "own-data", _("Everything the practice holds about you"), blocks)


def _opening(held: Held) -> Iterator[AnyBlock]:
    edition = formulary().edition.edition
    yield Text(
        text=_(
            "This is a copy of your record as it stood on {day}. Words of medicine are those of edition {edition} of "
            "the knowledge. Photographs and the documents themselves are not in it: ask for them, or open them on "
            "your page."
        ).format(day=_at(held.at), edition=edition)
    )


def _table(title: str, head: tuple[str, ...], rows: Rows) -> Iterator[AnyBlock]:
    """Put rows under a title; where there are none, say so."""
    found = tuple(tuple(each or "–" for each in row) for row in rows)
    yield Heading(text=title)
    yield Grid(head=head, rows=found) if found else Text(text=_("Nothing is held."))


def _at(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _person(held: Held) -> Iterator[AnyBlock]:
    patient = held.patient
    weight = f"{localize(patient.weight_kg.normalize())} kg, {_day(patient.weighed_on)}" if patient.weight_kg else ""
    rows = [
        (_("Family name"), patient.family_name),
        (_("Given names"), patient.given_names),
        (_("Name at birth"), patient.birth_name),
        (_("Born"), day_words(patient.birth_date, held.language) if patient.birth_date else ""),
        (_("Sex"), str(patient.get_sex_display())),
        (_("Record number"), patient.record_number),
        *((each.get_kind_display(), each.value) for each in held.identifiers),
        (_("Weight"), weight),
        (_("Phone"), ", ".join(filter(None, (patient.phone, patient.other_phone)))),
        (_("E-mail"), patient.email),
        (_("Address"), patient.address),
        (_("Family doctor"), str(patient.family_doctor or "")),
        *((_("Person to call"), ", ".join(filter(None, (one.name, one.relation, one.phone)))) for one in held.contacts),
        (_("Registered"), _at(patient.registered_at)),
        (_("Note of the practice"), patient.note),
    ]
    yield Heading(text=_("Who you are"))
    yield Pairs(pairs=tuple((name, value) for name, value in rows if value))


def _health(held: Held) -> Iterator[AnyBlock]:
    say, noted, ended = words_in(held.language), _("Noted"), _("Ended")
    yield from _table(
        _("Allergies"),
        (_("Allergy"), _("Reaction"), noted, ended),
        ((each.said, each.reaction, _day(each.noted_on), _day(each.ended_on)) for each in held.allergies),
    )
    yield from _table(
        _("Medicines"),
        (_("Medicine"), _("Dose"), noted, ended),
        ((each.name, each.dose, _day(each.noted_on), _day(each.ended_on)) for each in held.medicines),
    )
    yield from _table(
        _("Conditions and operations"),
        (_("Condition"), _("Since"), noted, ended),
        ((each.name, each.since, _day(each.noted_on), _day(each.ended_on)) for each in held.conditions),
    )
    yield from _table(
        _("Answers to questions"),
        (_("Question"), _("Answer"), _("Answered"), _("Origin")),
        (
            (say.fact(each.fact), say.term(each.answer), _at(each.answered_at), str(each.get_origin_display()))
            for each in held.answers
        ),
    )


def _care(held: Held) -> Iterator[AnyBlock]:
    say = words_in(held.language)
    yield from _table(
        _("Courses of treatment"),
        (_("Complaint"), _("Indication"), _("Doctor"), _("Opened"), _("Closed")),
        (
            (
                each.complaint,
                say.name(each.indication) if each.indication else each.free_indication,
                each.doctor.name,
                _day(each.opened_on),
                " ".join(filter(None, (_day(each.closed_on), each.closing_note))),
            )
            for each in held.courses
        ),
    )
    yield from _table(
        _("Consultations"),
        (_("Day"), _("What was said"), _("Examination"), _("Note")),
        ((_at(each.held_at), each.reason, each.examination, each.note) for each in held.consultations),
    )
    yield from _sessions(held)


def _sessions(held: Held) -> Iterator[AnyBlock]:
    records = [each.current.record if each.current else {} for each in held.sessions]
    yield from _table(
        _("Sessions of mesotherapy"),
        (_("Day"), _("Session"), _("For"), _("Injected by"), _("Sites"), _("Note")),
        (
            (
                _at(each.performed_at),
                str(each.number),
                each.course.complaint,
                each.performed_by.name,
                "; ".join(places_of(record, held.language)),
                "\n".join(filter(None, (record.get("reactions"), record.get("note")))),
            )
            for each, record in zip(held.sessions, records, strict=True)
        ),
    )
    yield from _table(
        _("Products and lots"),
        (_("Day"), _("Product"), _("Lot"), _("Expires"), _("Volume"), _("Dose")),
        (
            (
                _day(each.performed_on),
                each.product_name,
                each.lot_number,
                _day(each.expires_on),
                f"{localize(each.volume_ml.normalize())} mL",
                each.amount,
            )
            for each in held.given
        ),
    )
    yield from where_of_all(records, held.language)


def _after(held: Held) -> Iterator[AnyBlock]:
    yield from _table(
        _("Pain"),
        (_("Day"), _("Scale"), _("Value"), _("When")),
        (
            (
                _at(each.scored_at),
                scale_words(each),
                localize(each.value.normalize()),
                str(each.get_moment_display()),
            )
            for each in held.scores
        ),
    )
    yield from _table(
        _("Medicines to be spared"),
        (_("Week before"), _("Medicine"), _("Unit"), _("Taken")),
        (
            *(
                (_("before treatment"), each.name, each.unit, localize(each.baseline_per_week.normalize()))
                for each in held.spared
            ),
            *(
                (_day(each.week_before), each.medicine.name, each.medicine.unit, localize(each.units.normalize()))
                for each in held.uses
            ),
        ),
    )
    yield from _table(
        _("Adverse events"),
        (_("Began"), _("Event"), _("Severity"), _("Outcome"), _("Description")),
        (
            (_day(each.onset_on), kind_words(each), severity_words(each), outcome_words(each), each.description)
            for each in held.events
        ),
    )


def _papers(held: Held) -> Iterator[AnyBlock]:
    yield from _table(
        _("Consents"),
        (_("Signed"), _("Agreed to"), _("Signed by"), _("Withdrawn")),
        (
            (
                _at(each.signed_at),
                str(each.get_kind_display()),
                ", ".join(filter(None, (each.signer, each.second_signer))),
                _at(each.withdrawal.withdrawn_at) if hasattr(each, "withdrawal") else "",
            )
            for each in held.consents
        ),
    )
    yield from _table(
        _("Messages"),
        (_("Sent"), _("About"), _("What you wrote"), _("Answer")),
        ((_at(each.sent_at), str(each.get_kind_display()), each.text, each.answer) for each in held.messages),
    )
    yield from _table(
        _("Appointments"),
        (_("Day"), _("Type"), _("Doctor"), _("State")),
        (
            (_at(each.starts_at), each.type.name, each.doctor.name, str(each.get_state_display()))
            for each in held.appointments
        ),
    )
    yield from _table(
        _("Documents"),
        (_("Day"), _("Document"), _("Digest")),
        ((_at(each.made_at), each.title, each.digest[:32]) for each in held.documents),
    )
    yield from _table(
        _("Receipts"),
        (_("Day"), _("Number"), _("Total")),
        (
            (_day(each.made_on), f"{each.year}-{each.number}", money(each.total_cents, held.language))
            for each in held.receipts
        ),
    )
