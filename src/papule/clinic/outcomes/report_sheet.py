"""The report of an adverse event as a document: what a vigilance asks for, and no name of the patient."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.care.models import Session
from papule.clinic.documents.drawn import Record, volumes_of, where_of
from papule.clinic.documents.models import Kind
from papule.clinic.documents.parts import Letterhead, day_words, millilitres, sheet
from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Pairs, Sheet, Text
from papule.clinic.knowledge import words_in
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.outcomes.reports import initials, kind_words, outcome_words, severity_words
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value


class Told(Value):
    """An event, and what the session before it said."""

    event: AdverseEvent
    session: Session | None
    record: Record
    language: str


def report_sheet(head: Letterhead, event: AdverseEvent) -> Sheet:
    """Build the report in the language of its header. The patient is told by initials, birth year and sex."""
    session = event.session
    record: Record = session.current.record if session and session.current else {}
    with override(head.language):
        told = Told(event, session, record, head.language)
        blocks = [*_event(told), *_patient(event.patient), *_session(told)]
        subject = _("Reported by {doctor}, {practice}").format(doctor=head.doctor.name, practice=head.practice.name)
        return sheet(head, Kind.adverse_event.value, _("Adverse event after mesotherapy"), blocks, subject=subject)


def _event(told: Told) -> Iterator[AnyBlock]:
    event, language = told.event, told.language
    rows = [
        (_("Event"), kind_words(event)),
        (_("Severity"), severity_words(event)),
        (_("Serious"), _("yes") if event.is_serious else _("no")),
        (_("Began"), day_words(event.onset_on, language)),
        (_("Outcome"), outcome_words(event)),
    ]
    if event.ended_on:
        rows.append((_("Over"), day_words(event.ended_on, language)))
    yield Heading(text=_("Event"))
    yield Pairs(pairs=tuple(rows))
    yield Heading(text=_("What happened"))
    yield Text(text=event.description or _("not known"))


def _session(told: Told) -> Iterator[AnyBlock]:
    yield Heading(text=_("Session before it"))
    if told.session is None:
        yield Text(text=_("not known"))
        return
    day = timezone.localdate(told.session.performed_at)
    rows = [
        (_("Day"), day_words(day, told.language)),
        (_("Days until it began"), str((told.event.onset_on - day).days)),
        (_("Number in its course"), str(told.session.number)),
        (_("Sites"), _sites(told)),
        (_("Technique"), _techniques(told)),
    ]
    yield Pairs(pairs=tuple(rows))
    yield _products(told.session)
    yield from volumes_of(told.record)
    yield from where_of(told.record, told.language)


def _sites(told: Told) -> str:
    """Name the sites of the event; where none was said, those of the session."""
    said = told.event.sites or sorted({str(each.get("site", "")) for each in told.record.get("points", ())} - {""})
    return ", ".join(words_in(told.language).name(each) for each in said) or _("not known")


def _techniques(told: Told) -> str:
    given = (each for each in told.record.get("syringes", ()) if each.get("given"))
    named = (words_in(told.language).text(each.get("technique_names", {})) for each in given)
    return ", ".join(dict.fromkeys(filter(None, named))) or _("not known")


def _products(session: Session) -> Grid:
    unknown = _("not known")
    rows = tuple(
        (
            each.product_name,
            each.lot_number or unknown,
            each.expires_on.isoformat() if each.expires_on else unknown,
            millilitres(each.volume_ml),
            each.amount or unknown,
            each.device or unknown,
        )
        for each in session.administrations.filter(version=session.current).order_by("syringe", "product_name")
    )
    return Grid(head=(_("Product"), _("Lot"), _("Expires"), _("Drawn up"), _("Dose drawn up"), _("Device")), rows=rows)


def _patient(patient: Patient) -> Iterator[AnyBlock]:
    unknown = _("not known")
    weight = f"{localize(patient.weight_kg.normalize())} kg" if patient.weight_kg else unknown
    rows = (
        (_("Initials"), initials(patient)),
        (_("Born in"), str(patient.birth_date.year) if patient.birth_date else unknown),
        (_("Sex"), str(patient.get_sex_display())),
        (_("Weight"), weight),
    )
    yield Heading(text=_("Patient"))
    yield Pairs(pairs=rows)
