"""What is written of who a patient is: one function a use, in one transaction, with its event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.patients.keys import keys_of
from papule.clinic.patients.models import Contact, Patient, PatientIdentifier, SearchKey


class StaleError(Exception):
    """Somebody else changed the same record meanwhile; nothing was written."""


def register(
    actor: Actor, said: dict[str, Any], numbers: dict[str, str] | None = None, contact: dict[str, str] | None = None
) -> Patient:
    """Register a patient; without a record number, the next free one is given."""
    with writing(actor, "patient.register") as event:
        wanted = said.get("record_number") or f"?{uuid4().hex[:18]}"  # until the row has its own number
        patient = Patient.objects.create(**{**said, "record_number": wanted})
        if not said.get("record_number"):
            patient.record_number = _free_number(patient.pk)
            patient.save(update_fields=["record_number"])
        _keep_numbers(patient, numbers or {})
        if contact and contact.get("name"):
            Contact.objects.create(patient=patient, **contact)
        index(patient)
        event.patient_id, event.subject = patient.pk, f"patients.Patient:{patient.pk}"
    return patient


def _free_number(wished: int) -> str:
    number = wished
    while Patient.objects.filter(record_number=str(number)).exists():
        number += 1
    return str(number)


def change(
    actor: Actor, patient: Patient, said: dict[str, Any], revision: int, numbers: dict[str, str] | None = None
) -> None:
    """Change who a patient is.

    Raises StaleError when the record was changed since `revision`.
    """
    detail = {"changed": sorted(key for key, value in said.items() if getattr(patient, key) != value)}
    with writing(actor, "patient.change", patient_id=patient.pk, detail=detail):
        changed = Patient.objects.filter(pk=patient.pk, revision=revision).update(revision=revision + 1, **said)
        if not changed:
            raise StaleError
        patient.refresh_from_db()
        if numbers is not None:
            _keep_numbers(patient, numbers)
        index(patient)


def _keep_numbers(patient: Patient, numbers: dict[str, str]) -> None:
    """Keep the national numbers, {kind: number}; an empty one takes the old one away."""
    PatientIdentifier.objects.filter(patient=patient, kind__in=numbers).delete()
    PatientIdentifier.objects.bulk_create(
        PatientIdentifier(patient=patient, kind=kind, value=value) for kind, value in numbers.items() if value
    )


def index(patient: Patient) -> None:
    """Make the keys anew by which a patient is found; one who was merged has none."""
    SearchKey.objects.filter(patient=patient).delete()
    if patient.merged_into_id is None:
        SearchKey.objects.bulk_create(keys_in(patient, patient.identifiers.all()))


def keys_in(patient: Patient, identifiers: Iterable[PatientIdentifier]) -> list[SearchKey]:
    """Give the rows of the keys of a patient, not yet written."""
    practice = Practice.objects.first()
    keys = keys_of(patient, identifiers, practice.country if practice else "FR")
    return [SearchKey(patient=patient, value=value) for value in sorted(keys)]
