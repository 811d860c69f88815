"""From the rows of a patient to the patient of a case: the only bridge to the core."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, cast

from django.utils import timezone

from papule.clinic.instants import day_of, written
from papule.clinic.knowledge import formulary, words
from papule.clinic.outcomes.reactions import reacted_to
from papule.clinic.patients.models import Allergy, FactAnswer, Patient, PatientMedicine
from papule.clinic.prepared import Prepared
from papule.kernel.names import folded
from papule.kernel.value import Value
from papule.treatment import case
from papule.treatment.case import Medicine, NamedAllergy, Stated

_ANSWERS = Prepared(
    lambda patient: FactAnswer.objects.filter(patient=patient, is_current=True).values_list(
        "fact", "answer", "origin", written("answered_at")
    )
)
_ALLERGIES = Prepared(
    lambda patient: Allergy.objects.filter(patient=patient, ended_on=None).order_by("pk").values_list("group", "said")
)
_MEDICINES = Prepared(
    lambda patient: (
        PatientMedicine.objects.filter(patient=patient, ended_on=None).order_by("pk").values_list("name", "atc")
    )
)
LONGEST_WEEKS = 45  # of the case format


class Answered(Value):
    """An answer that was given: when, from whom, and whether it still counts."""

    fact: str
    answer: Stated
    on: date
    origin: str
    counts: bool  # what is true of a day or of a site is asked anew at every session


def patient_of(patient: Patient, on: date) -> case.Patient:
    """Give the patient of a case on a day; what was never asked is absent. Four queries."""
    facts = {fact: each.answer for fact, each in answers_of(patient, on).items() if each.counts}
    return case.Patient(
        birth_date=patient.birth_date,
        sex=cast("case.Sex", patient.sex),
        weight_kg=None if patient.weight_kg is None else float(patient.weight_kg),
        facts=facts,
        amenorrhoea_weeks=weeks_of(patient, on) if facts.get("pregnancy") == "yes" else None,
        allergies=_allergies(patient),
        medicines=_medicines(patient),
    )


def answers_of(patient: Patient, on: date) -> dict[str, Answered]:
    """Give the answers in force by fact. What the knowledge no longer asks is left out."""
    zone = timezone.get_current_timezone()
    rows = ((fact, answer, origin, day_of(at, zone)) for fact, answer, origin, at in _ANSWERS(patient.pk))
    return {row[0]: _answered(*row, on) for row in rows if _is_asked(row[0])}


def _is_asked(fact: str) -> bool:
    facts = formulary().facts
    return fact in facts and not facts[fact].computed


def _answered(fact: str, answer: str, origin: str, day: date, on: date) -> Answered:
    counts = formulary().facts[fact].about == "patient" or day == on
    return Answered(fact, cast("Stated", answer), day, origin, counts)


def weeks_of(patient: Patient, on: date) -> float | None:
    """Give the weeks of amenorrhoea, from the first day of the last period; none where they cannot be."""
    if patient.last_period_on is None:
        return None
    weeks = (on - patient.last_period_on) / timedelta(weeks=1)
    return round(weeks, 1) if 0 <= weeks <= LONGEST_WEEKS else None


def _allergies(patient: Patient) -> Literal["none"] | tuple[str | NamedAllergy, ...] | None:
    groups = formulary().allergy_groups
    rows = _ALLERGIES(patient.pk)
    said = tuple(group if group in groups else NamedAllergy(name=said) for group, said in rows)
    listed = said + tuple(NamedAllergy(name=words().name(each)) for each in _reacted(patient, {row[0] for row in rows}))
    return listed or ("none" if patient.allergies_asked_on else None)


def allergies_said(patient: Patient) -> tuple[str, ...]:
    """Give the allergies that were named, each as it was said, in the order in which a case has them. One query."""
    return tuple(_named(group, said) for group, said in _ALLERGIES(patient.pk))


def _named(group: str, said: str) -> str:
    """Give what was said; a group that was called by its own name, in the language of the reader."""
    known = formulary().allergy_groups.get(group)
    own = {folded(each) for each in known.name.values()} if known else set()
    return words().name(group) if folded(said) in own else said


def _reacted(patient: Patient, groups: set[str]) -> Iterator[str]:
    """Give what the patient had before a recorded allergic reaction and is in no group that was named already."""
    known = formulary().substances
    for each in reacted_to(patient.pk):
        if each in known and groups.isdisjoint(known[each].allergy_groups):
            yield each


def _medicines(patient: Patient) -> Literal["none"] | tuple[Medicine, ...] | None:
    listed = tuple(Medicine(name=name, atc=atc or None) for name, atc in _MEDICINES(patient.pk))
    return listed or ("none" if patient.medicines_asked_on else None)
