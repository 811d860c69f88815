"""A row held against the rules of the form by which patients are registered, and made ready to be kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from papule.clinic.imports.cells import read
from papule.clinic.imports.tables import Row
from papule.clinic.patients.forms import PatientForm
from papule.clinic.patients.keys import NUMBER, key, keys_of
from papule.clinic.patients.models import Patient, PatientIdentifier
from papule.clinic.patients.national import oddities_of
from papule.kernel.value import Value


class Said(Value):
    """Who a patient is, as the form gives it; the family doctor by name."""

    family_name: str
    given_names: str
    birth_name: str
    birth_date: date | None
    sex: str
    phone: str
    other_phone: str
    email: str
    address: str
    language: str
    record_number: str
    weight_kg: Decimal | None
    weighed_on: date | None
    note: str


class Checked(Value):
    """A row that was checked. Without `said` it has problems and cannot be registered."""

    number: int
    cells: tuple[str, ...]
    said: Said | None = None
    doctor: str = ""
    numbers: dict[str, str] = {}  # national ones, {kind: number}
    keys: tuple[bytes, ...] = ()  # by which they will be found, but for the record number
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Rules(Value):
    """How the rows of a file are read."""

    columns: dict[int, str]
    order: str
    language: str
    country: str


class RowForm(PatientForm):
    """The form of a patient for a row of a file: what others have is looked up for all rows at once (`likeness`)."""

    def _post_clean(self) -> None:
        """Make no row of it yet."""

    def refuse_taken(self, said: dict[str, Any]) -> None:
        """Look nothing up."""


_ENCODE, _DECODE = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Checked)


def packed(row: Checked) -> bytes:
    """Write a row as it waits in the database."""
    return _ENCODE.encode(row)


def unpacked(content: bytes) -> Checked:
    """Read a row that waited."""
    return _DECODE.decode(content)


def check(row: Row, rules: Rules) -> Checked:
    """Check a row. No query."""
    if row.fault:
        return Checked(row.number, row.cells, problems=(row.fault,))
    found = read(row.cells, rules.columns, rules.order, rules.language)
    form = RowForm(found.data)
    problems = [*found.problems, *_errors(form, found.data)]
    if problems:
        return Checked(row.number, row.cells, problems=tuple(dict.fromkeys(problems)))
    said = Said(**{name: form.cleaned_data[name] for name in Said.__struct_fields__})
    numbers = {kind: number for kind, number in form.numbers().items() if number}
    patient = patient_of(said)
    identifiers = [PatientIdentifier(kind=kind, value=number) for kind, number in numbers.items()]
    return Checked(
        row.number,
        row.cells,
        said,
        form.cleaned_data["family_doctor_name"],
        numbers,
        tuple(sorted(_keys(patient, identifiers, rules.country))),
        remarks=(*found.remarks, *oddities_of(patient, identifiers)),
    )


def _errors(form: PatientForm, data: dict[str, str]) -> list[str]:
    """Say what the form says, with the field and what stands there."""
    told = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else name
        text = data.get(name, "")
        said = _("%(label)s: %(text)s – %(error)s") if text else _("%(label)s: %(error)s")
        told += [said % {"label": label, "text": text, "error": each} for each in errors]
    return told


def patient_of(said: Said) -> Patient:
    """Give the patient of a row, not yet kept."""
    return Patient(**msgspec.structs.asdict(said))


def _keys(patient: Patient, identifiers: list[PatientIdentifier], country: str) -> set[bytes]:
    wished, patient.record_number = patient.record_number, ""
    keys = keys_of(patient, identifiers, country) - {key(NUMBER, "")}
    patient.record_number = wished
    return keys
