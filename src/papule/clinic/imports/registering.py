"""Registering the patients of a file: all of them with their events in one transaction, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from papule.clinic.audit.models import AuditHead
from papule.clinic.audit.writing import Actor, Event, append_all, writing
from papule.clinic.imports.checking import Checked, patient_of
from papule.clinic.imports.deciding import record_numbers, sort
from papule.clinic.imports.kept import checked_rows, is_checked
from papule.clinic.imports.models import PatientFile
from papule.clinic.patients.keys import NUMBER, compact, key
from papule.clinic.patients.models import Correspondent, Patient, PatientIdentifier
from papule.clinic.patients.services import StaleError, keep_keys

AT_ONCE = 500  # patients in a statement


def register_all(actor: Actor, waiting: PatientFile, ticked: Sequence[int], seen: str) -> int:
    """Register who is new, and of those who look alike the ones that were ticked; the file is gone after that.

    Gives the number of the event that closes it. Raises StaleError where the rows no longer stand as they were seen:
    somebody else registered or changed a patient meanwhile, or this was done already. Nothing is written then.
    """
    with writing(actor, "patients.import") as event:
        AuditHead.objects.select_for_update().first()  # whoever writes anything now waits
        now = PatientFile.objects.filter(pk=waiting.pk).first()
        if now is None or not is_checked(now):
            raise StaleError
        found = sort(checked_rows(waiting))
        if found.seen() != seen:
            raise StaleError
        rows = found.chosen(ticked)
        first = AuditHead.objects.get().number + 1
        numbers = record_numbers(rows)
        doctors = _doctors(rows)
        for some in _some(rows):
            append_all(_write(actor, some, numbers, doctors))
        PatientFile.objects.filter(pk=waiting.pk).delete()
        event.detail = {
            "registered": len(rows),
            "alike": len(found.new) + len(found.alike) - len(rows),
            "problems": len(found.wrong),
            "first": first,
        }
    return first + len(rows)


def _some(rows: Sequence[Checked]) -> Iterator[list[Checked]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _doctors(rows: Sequence[Checked]) -> dict[str, Correspondent]:
    """Give the family doctors by name; who was not known yet is kept."""
    names = {row.doctor for row in rows} - {""}
    known = {each.name: each for each in Correspondent.objects.filter(name__in=names).order_by("-pk")}
    new = Correspondent.objects.bulk_create(Correspondent(name=name) for name in sorted(names - known.keys()))
    return known | {each.name: each for each in new}


def _write(
    actor: Actor, rows: list[Checked], numbers: dict[int, str], doctors: dict[str, Correspondent]
) -> Iterator[Event]:
    """Write some patients with what they are found by, and give the event of each."""
    people = []
    for row in rows:
        assert row.said is not None  # noqa: S101 -- only rows without problems are registered
        patient = patient_of(row.said)
        patient.record_number, patient.family_doctor = numbers[row.number], doctors.get(row.doctor)
        people.append(patient)
    Patient.objects.bulk_create(people)
    both = list(zip(people, rows, strict=True))
    PatientIdentifier.objects.bulk_create(
        PatientIdentifier(patient=patient, kind=kind, value=value)
        for patient, row in both
        for kind, value in row.numbers.items()
    )
    keep_keys((patient.pk, value) for patient, row in both for value in _keys(patient, row))
    for patient, row in both:
        yield Event(actor, "patient.register", patient.pk, f"patients.Patient:{patient.pk}", _detail(patient, row))


def _keys(patient: Patient, row: Checked) -> list[bytes]:
    return sorted({*row.keys, key(NUMBER, compact(patient.record_number))})


def _detail(patient: Patient, row: Checked) -> dict[str, object]:
    """Tell the log of which row somebody is, and the record number they had where it was not free."""
    wished = row.said.record_number if row.said else ""
    other = {"wished": wished} if wished not in ("", patient.record_number) else {}
    return {"row": row.number, **other}
