"""Everything of one patient as a FHIR R4 bundle of type collection. Every reference and photograph is inside it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.agenda.models import Appointment
from papule.clinic.documents.models import Document
from papule.clinic.knowledge import formulary
from papule.clinic.portal.fhir.care import care
from papule.clinic.portal.fhir.parts import LOINC, TERMINOLOGY, Names, Resource, coded, instant, without_empty
from papule.clinic.portal.fhir.person import person
from papule.clinic.portal.fhir.traces import other, photograph, read, receipt
from papule.clinic.portal.held import Held
from papule.clinic.portal.held_words import ticked_words
from papule.clinic.portal.models import Consent, Message

STATES = {"booked": "booked", "arrived": "arrived", "seen": "fulfilled", "missed": "noshow", "cancelled": "cancelled"}
DIGEST = "urn:papule:sha256"


def bundle(held: Held) -> Resource:
    """Give the bundle as plain values, its words in the language of what is held."""
    names = Names(held.patient)
    with override(held.language):
        every = [*person(held, names), *care(held, names), *_papers(held, names)]
        every.append(_provenance(held, names))
    made = names.start("Bundle", "everything") | {
        "meta": {"lastUpdated": instant(held.at)},
        "language": held.language,
        "type": "collection",
        "timestamp": instant(held.at),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in every],
    }
    found: Resource = without_empty(made)
    return found


def bundle_json(held: Held) -> bytes:
    """Give the bundle as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(bundle(held)), indent=2)


def _papers(held: Held, names: Names) -> Iterator[Resource]:
    yield from (_consent(each, held, names) for each in held.consents)
    yield from (_document(each, held, names) for each in held.documents)
    for message in held.messages:
        yield _message(message, held.language, names)
        if message.photo:
            yield photograph(message, names)
    yield from (_appointment(each, names) for each in held.appointments)
    yield from (receipt(each, held, names) for each in held.receipts)
    yield from (other(each, held, names) for each in held.others)
    yield from (read(each, held, names) for each in held.reads)


def _consent(consent: Consent, held: Held, names: Names) -> Resource:
    withdrawn = getattr(consent, "withdrawal", None)
    return names.start("Consent", consent.pk) | {
        "status": "inactive" if withdrawn else "active",
        "scope": coded(consent.get_kind_display(), f"{TERMINOLOGY}consentscope", "treatment"),
        "category": [coded(_("consent"), LOINC, "59284-0", "Consent Document")],
        "patient": names.ref("Patient", held.patient.pk),
        "dateTime": instant(consent.signed_at),
        "organization": [names.ref("Organization", "practice", held.practice.name)],
        "sourceReference": names.ref("DocumentReference", consent.document_id),
        "policyRule": coded(_("the words that were signed; edition {edition}").format(edition=consent.edition)),
        "provision": {"period": {"end": instant(withdrawn.withdrawn_at)}} if withdrawn else None,
    }


def _document(document: Document, held: Held, names: Names) -> Resource:
    return names.start("DocumentReference", document.pk) | {
        "identifier": [{"system": DIGEST, "value": document.digest}],
        "status": "current",
        "type": coded(document.get_kind_display()),
        "subject": names.ref("Patient", held.patient.pk),
        "date": instant(document.made_at),
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": document.language,
                    "title": document.title,
                    "creation": instant(document.made_at),
                }
            }
        ],
    }


def _message(message: Message, language: str, names: Names) -> Resource:
    patient = names.ref("Patient", message.patient_id)
    picture = names.ref("Media", f"photo-{message.pk}") if message.photo else None
    said = (*ticked_words(message, language), message.text)
    return names.start("Communication", message.pk) | {
        "status": "completed",
        "category": [coded(message.get_kind_display())],
        "priority": "urgent" if message.is_urgent else "routine",
        "subject": patient,
        "sent": instant(message.sent_at),
        "received": instant(message.seen_at) if message.seen_at else None,
        "recipient": [names.ref("Organization", "practice")],
        "sender": patient,
        "payload": [*({"contentString": each} for each in said), {"contentReference": picture}],
        "note": [{"text": message.answer}] if message.answer else [],
    }


def _appointment(appointment: Appointment, names: Names) -> Resource:
    doctor = names.ref("Practitioner", appointment.doctor_id, appointment.doctor.name)
    people = (names.ref("Patient", appointment.patient_id), doctor)
    return names.start("Appointment", appointment.pk) | {
        "status": STATES[appointment.state],
        "serviceType": [coded(appointment.type.name)],
        "start": instant(appointment.starts_at),
        "end": instant(appointment.ends_at),
        "participant": [{"actor": each, "status": "accepted"} for each in people],
    }


def _provenance(held: Held, names: Names) -> Resource:
    """Say who wrote the bundle, when, and with which edition of the knowledge its words were named."""
    edition = formulary().edition.edition
    return names.start("Provenance", "everything") | {
        "target": [names.ref("Patient", held.patient.pk)],
        "recorded": instant(held.at),
        "activity": coded(_("copy of everything that is held")),
        "agent": [{"type": coded(_("author")), "who": names.ref("Organization", "practice", held.practice.name)}],
        "entity": [
            {
                "role": "source",
                "what": {"display": _("Papule, knowledge of edition {edition}").format(edition=edition)},
            }
        ],
    }
