"""What a national number says of a person, held against what stands in the record. Never an error: numbers err too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from stdnum.be import ssn
from stdnum.exceptions import ValidationError

from papule.clinic.patients.models import Patient, PatientIdentifier

_SEX = {"1": "male", "2": "female"}
_MONTHS = 12  # a higher month of an INS stands for one that is not known


def oddities(patient: Patient) -> Iterator[str]:
    """Tell where a number of a patient does not go with the birth date or the sex."""
    yield from oddities_of(patient, patient.identifiers.all())


def oddities_of(patient: Patient, numbers: Iterable[PatientIdentifier]) -> Iterator[str]:
    """Tell where one of some numbers, kept or not, does not go with the birth date or the sex."""
    for number in numbers:
        if number.kind == PatientIdentifier.Kind.ssin:
            yield from _of_ssin(patient, number.value)
        else:
            yield from _of_ins(patient, number.value)


def _of_ins(patient: Patient, number: str) -> Iterator[str]:
    sex, year, month = number[0], number[1:3], int(number[3:5])
    if sex in _SEX and patient.sex != "unknown" and _SEX[sex] != patient.sex:
        yield _("The INS begins with %(digit)s, which does not go with the sex on record. Check both.") % {"digit": sex}
    born = patient.birth_date
    if born and (f"{born.year % 100:02}" != year or (month <= _MONTHS and born.month != month)):
        yield _("The INS gives another month or year of birth than the record. Check both.")


def _of_ssin(patient: Patient, number: str) -> Iterator[str]:
    try:
        born = ssn.get_birth_date(number)
    except ValidationError:
        return
    if born and patient.birth_date and born != patient.birth_date:
        yield _("The SSIN gives another birth date than the record. Check both.")
