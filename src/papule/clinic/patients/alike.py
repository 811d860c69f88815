"""Patients who may be the same person: same birth date and a name that sounds alike, or the same national number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef

from papule.clinic.patients.keys import BIRTH, ENGLISH, FRENCH, NAME, NUMBER, compact, exactly, key, name_keys
from papule.clinic.patients.models import Patient, SearchKey

MOST = 10


def alike(patient: Patient, numbers: Iterable[str] = ()) -> list[Patient]:
    """Give patients who may be this one, registered or not yet. Two queries and one for the rows."""
    found = dict.fromkeys(_with_numbers(numbers))
    if patient.birth_date:
        found |= dict.fromkeys(_born_and_named(patient, patient.birth_date))
    found.pop(patient.pk or 0, None)
    rows = Patient.objects.in_bulk(list(found)[:MOST])
    return [rows[each] for each in found if each in rows]


def _with_numbers(numbers: Iterable[str]) -> list[int]:
    wanted = [key(NUMBER, compact(number)) for number in numbers if number]
    rows = SearchKey.objects.filter(value__in=wanted).order_by("patient")
    return list(rows.values_list("patient", flat=True)[:MOST]) if wanted else []


def _born_and_named(patient: Patient, born: date) -> list[int]:
    """Give those born the same day with a word of a name that is or sounds the same in French or in English."""
    names = [each for each in name_keys(patient) if each[:1] in (NAME, FRENCH, ENGLISH)]
    start, end = exactly(BIRTH, born.isoformat())
    same = SearchKey.objects.filter(patient=OuterRef("patient"), value__in=names)
    rows = SearchKey.objects.filter(Exists(same), value__gte=start, value__lt=end).order_by("patient")
    return list(rows.values_list("patient", flat=True)[: MOST + 1])
