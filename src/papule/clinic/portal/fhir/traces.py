"""Photographs, receipts, what was sent or is due, and who read the record, as FHIR R4 resources."""

from __future__ import annotations

from base64 import b64encode

from django.utils.translation import gettext as _

from papule.clinic.billing.models import Receipt
from papule.clinic.currency import current
from papule.clinic.portal.fhir.parts import TERMINOLOGY, Names, Resource, coded, instant
from papule.clinic.portal.held import Held, Read
from papule.clinic.portal.held_others import Other
from papule.clinic.portal.held_words import purpose_words, role_words
from papule.clinic.portal.models import Message

DICOM = "http://dicom.nema.org/resources/ontology/DCM"


def photograph(message: Message, names: Names) -> Resource:
    """Give the photograph that came with a message, whole."""
    assert message.photo is not None  # noqa: S101 -- looked at by the caller
    return names.start("Media", f"photo-{message.pk}") | {
        "status": "completed",
        "type": coded(_("photograph"), f"{TERMINOLOGY}media-type", "image", "Image"),
        "subject": names.ref("Patient", message.patient_id),
        "createdDateTime": instant(message.sent_at),
        "operator": names.ref("Patient", message.patient_id),
        "content": {
            "contentType": "image/jpeg",
            "data": b64encode(message.photo).decode("ascii"),
            "creation": instant(message.sent_at),
        },
        "note": [{"text": message.text}] if message.text else [],
    }


def other(each: Other, held: Held, names: Names) -> Resource:
    """Give what reached the patient as a communication, anything else as something to be done."""
    patient, at = names.ref("Patient", held.patient.pk), instant(each.at)
    if each.is_message:
        return names.start("Communication", each.key) | {
            "status": "completed",
            "category": [coded(each.what)],
            "subject": patient,
            "sent": at,
            "recipient": [patient],
            "sender": names.ref("Organization", "practice", held.practice.name),
            "payload": [{"contentString": each.words}],
        }
    return names.start("Task", each.key) | {
        "status": "requested" if each.is_open else "completed",
        "intent": "order",
        "code": coded(each.what),
        "description": each.words,
        "for": patient,
        "executionPeriod": {"start": at},
    }


def receipt(each: Receipt, held: Held, names: Names) -> Resource:
    """Give a receipt with its acts; what was paid of it stands in the notes."""
    paid = [one for one in held.payments if one.receipt_id == each.pk]
    settled = sum(one.cents for one in paid) == each.total_cents
    return names.start("Invoice", each.pk) | {
        "identifier": [{"value": str(each)}],
        "status": "balanced" if settled else "issued",
        "subject": names.ref("Patient", held.patient.pk),
        "date": each.made_on,
        "issuer": names.ref("Organization", "practice", held.practice.name),
        "lineItem": [
            {
                "chargeItemCodeableConcept": coded(line["name"]),
                "priceComponent": [{"type": "base", "factor": line["count"], "amount": _euros(line["price_cents"])}],
            }
            for line in each.lines
        ],
        "totalGross": _euros(each.total_cents),
        "note": [
            {"time": instant(one.recorded_at), "text": f"{one.get_method_display()}, {one.cents / 100:.2f} {current()}"}
            for one in paid
        ],
    }


def _euros(cents: int) -> Resource:
    return {"value": cents / 100, "currency": current()}


def read(each: Read, held: Held, names: Names) -> Resource:
    """Say who opened the record on a day: from when to when, and how many times."""
    who = {"display": each.actor} if each.actor else None
    return names.start("AuditEvent", f"{each.day} {each.roles} {each.actor}") | {
        "type": {"system": DICOM, "code": "110110", "display": "Patient Record"},
        "action": "R",
        "period": {"start": instant(each.first), "end": instant(each.last)},
        "recorded": instant(each.last),
        "outcome": "0",
        "purposeOfEvent": [coded(purpose_words(each.parts))],
        "outcomeDesc": _("opened {count} times").format(count=each.times),
        "agent": [{"role": [coded(role_words(each.roles))], "who": who, "requestor": True}],
        "source": {"observer": names.ref("Organization", "practice", held.practice.name)},
        "entity": [{"what": names.ref("Patient", held.patient.pk)}],
    }
