"""The text of a report to the vigilance, ready to be copied: what is known, and what is not."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from papule.clinic.care.models import Administration
from papule.clinic.dates import date_format
from papule.clinic.documents.drawn import volumes
from papule.clinic.knowledge import formulary, words
from papule.clinic.outcomes.forms import OUTCOMES, SEVERITIES
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.patients.models import Patient


def kind_words(event: AdverseEvent) -> str:
    """Name the kind of an event in the language of the request."""
    known = formulary().adverse_events.get(event.kind)
    return words().text(known.name) if known else _("other")


def severity_words(event: AdverseEvent) -> str:
    """Name how grave an event is."""
    return str(dict(SEVERITIES).get(event.severity, event.severity))


def outcome_words(event: AdverseEvent) -> str:
    """Name what became of an event."""
    return str(dict(OUTCOMES).get(event.outcome, event.outcome))


def initials(patient: Patient) -> str:
    """Give the first letters of a patient's names, three at most."""
    return "".join(part[0].upper() for part in f"{patient.given_names} {patient.family_name}".split()[:3])


def report(event: AdverseEvent, practice: str, doctor: str) -> str:
    """Write the report. The patient is told by initials, birth year and sex: a vigilance asks for no more."""
    patient, unknown = event.patient, _("not known")
    lines = [
        _("Adverse event after mesotherapy"),
        _("Reported by: {doctor}, {practice}").format(doctor=doctor, practice=practice),
        _("Patient: {initials}, born {year}, {sex}").format(
            initials=initials(patient),
            year=patient.birth_date.year if patient.birth_date else unknown,
            sex=patient.get_sex_display(),
        ),
        _("Event: {kind}. Severity: {severity}. Serious: {serious}.").format(
            kind=kind_words(event),
            severity=severity_words(event),
            serious=_("yes") if event.is_serious else _("no"),
        ),
        _("Began: {onset}. Outcome: {outcome}{ended}.").format(
            onset=date_format(event.onset_on),
            outcome=outcome_words(event),
            ended=f", {date_format(event.ended_on)}" if event.ended_on else "",
        ),
        *_session_lines(event),
        _("What happened: {words}").format(words=event.description or unknown),
    ]
    return "\n".join(lines)


def _session_lines(event: AdverseEvent) -> list[str]:
    session = event.session
    if session is None:
        return [_("Session: not known")]
    day = timezone.localdate(session.performed_at)
    lines = [_("Session: {day}, {days} days before").format(day=date_format(day), days=(event.onset_on - day).days)]
    lines += [
        _given_words(given)
        for given in session.administrations.filter(version=session.current).order_by("syringe", "product_name")
    ]
    record = session.current.record if session.current else {}
    lines += [f"- {name}{words().colon} {said}" for name, said in volumes(record)]
    if event.sites:
        lines.append(_("Sites: {sites}").format(sites=", ".join(words().name(each) for each in event.sites)))
    return lines


def _given_words(given: Administration) -> str:
    return _("- {product}, lot {lot}, expires {expires}, {volume} mL drawn up").format(
        product=given.product_name,
        lot=given.lot_number or _("not known"),
        expires=date_format(given.expires_on) if given.expires_on else _("not known"),
        volume=localize(given.volume_ml.normalize()),
    )
