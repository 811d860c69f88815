"""What is written of who a patient is: one function a use, in one transaction, with its event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import msgspec
from django.db import connection

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import Actor, open_event, writing
from papule.clinic.patients.keys import keys_of
from papule.clinic.patients.models import Contact, Patient, PatientIdentifier, SearchKey


class StaleError(Exception):
    """Somebody else changed the same record meanwhile; nothing was written."""


class Identity(msgspec.Struct, frozen=True):
    """Who a patient is: the columns of the row, the national numbers {kind: number}, the people to call.

    None leaves numbers or people as they are.
    """

    columns: dict[str, Any]
    numbers: dict[str, str] | None = None
    contacts: list[dict[str, str]] | None = None


def register(actor: Actor, identity: Identity) -> Patient:
    """Register a patient; without a record number, the next free one is given."""
    said = identity.columns
    with writing(actor, "patient.register") as event:
        wanted = said.get("record_number") or f"?{uuid4().hex[:18]}"  # until the row has its own number
        patient = Patient.objects.create(**_with_doctor(said) | {"record_number": wanted})
        if not said.get("record_number"):
            patient.record_number = _free_number(patient.pk)
            patient.save(update_fields=["record_number"])
        _keep_rest(patient, identity)
        event.patient_id, event.subject = patient.pk, f"patients.Patient:{patient.pk}"
    return patient


def _keep_rest(patient: Patient, identity: Identity) -> None:
    if identity.numbers is not None:
        _keep_numbers(patient, identity.numbers)
    if identity.contacts is not None:
        _keep_contacts(patient, identity.contacts)
    index(patient)


def _with_doctor(said: dict[str, Any]) -> dict[str, Any]:
    """Keep a family doctor who was not known yet."""
    doctor = said.get("family_doctor")
    if doctor is not None and doctor.pk is None:
        doctor.save()
    return said


def _free_number(wished: int) -> str:
    number = wished
    while Patient.objects.filter(record_number=str(number)).exists():
        number += 1
    return str(number)


def change(actor: Actor, patient: Patient, identity: Identity, revision: int) -> None:
    """Change who a patient is.

    Raises StaleError when the record was changed since `revision`.
    """
    said = identity.columns
    with writing(actor, "patient.change", patient_id=patient.pk) as event:
        before = Patient.objects.get(pk=patient.pk)
        event.detail = {"changed": sorted(key for key, value in said.items() if getattr(before, key) != value)}
        same = Patient.objects.filter(pk=patient.pk, revision=revision)
        if not same.update(revision=revision + 1, **_with_doctor(said)):
            raise StaleError
        patient.refresh_from_db()
        _keep_rest(patient, identity)


def _keep_contacts(patient: Patient, contacts: Iterable[dict[str, str]]) -> None:
    """Keep the people to call, in place of those before."""
    Contact.objects.filter(patient=patient).delete()
    Contact.objects.bulk_create(Contact(patient=patient, **each) for each in contacts)


def _keep_numbers(patient: Patient, numbers: dict[str, str]) -> None:
    """Keep the national numbers, {kind: number}; an empty one takes the old one away."""
    PatientIdentifier.objects.filter(patient=patient, kind__in=numbers).delete()
    PatientIdentifier.objects.bulk_create(
        PatientIdentifier(patient=patient, kind=kind, value=value) for kind, value in numbers.items() if value
    )


def index(patient: Patient) -> None:
    """Make the keys anew by which a patient is found; who was merged is found as the record that was kept."""
    SearchKey.objects.filter(patient=patient).delete()
    if patient.merged_into_id is None:
        rows = keys_in(patient, patient.identifiers.all())
        known = {bytes(row.value) for row in rows}
        merged = Patient.objects.filter(merged_into=patient)
        others = {bytes(row.value) for each in merged for row in keys_in(each, ())}
        rows += (SearchKey(patient=patient, value=value) for value in sorted(others - known))
        SearchKey.objects.bulk_create(rows)


def keep_keys(keys: Iterable[tuple[int, bytes]]) -> None:
    """Keep the keys of many new patients, (patient, key), with one statement, under the open event."""
    open_event()
    table, name = SearchKey._meta.db_table, connection.ops.quote_name  # noqa: SLF001 -- Django's documented name
    sql = f"INSERT INTO {name(table)} ({name('patient_id')}, {name('value')}) VALUES (%s, %s)"  # noqa: S608 -- its own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(keys))


def keys_in(patient: Patient, identifiers: Iterable[PatientIdentifier]) -> list[SearchKey]:
    """Give the rows of the keys of a patient, not yet written."""
    practice = Practice.objects.first()
    keys = keys_of(patient, identifiers, practice.country if practice else "FR")
    return [SearchKey(patient=patient, value=value) for value in sorted(keys)]
