"""What is written of what a patient answers: facts, allergies, medicines, conditions. Ended, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.knowledge import formulary
from papule.clinic.patients.models import Allergy, Condition, FactAnswer, Origin, Patient, PatientMedicine
from papule.clinic.patients.naming import find_group

Ended = TypeVar("Ended", Allergy, PatientMedicine, Condition)


def origin_of(user: User) -> Origin:
    """Give who asked, by their role."""
    return Origin.doctor if user.is_doctor else Origin.assistant


def keep_answers(
    actor: Actor, by: User | None, patient: Patient, answers: Mapping[str, str], origin: Origin | None = None
) -> None:
    """Keep answers to facts, {fact: yes, no, unknown or declined}; older ones stay and no longer count."""
    if not answers:
        return
    source = origin or (origin_of(by) if by else Origin.patient)
    with writing(actor, "answers.keep", patient_id=patient.pk, detail={"facts": sorted(answers)}):
        Patient.objects.select_for_update().filter(pk=patient.pk).first()  # two at once: one after the other
        FactAnswer.objects.filter(patient=patient, fact__in=answers, is_current=True).update(is_current=False)
        now = timezone.now()
        FactAnswer.objects.bulk_create(
            FactAnswer(patient=patient, fact=fact, answer=answer, origin=source, answered_at=now, recorded_by=by)
            for fact, answer in sorted(answers.items())
        )


def note_last_period(actor: Actor, patient: Patient, on: date | None) -> None:
    """Keep the first day of the last period, from which the weeks of a pregnancy are counted."""
    with writing(actor, "patient.last_period", patient_id=patient.pk):
        Patient.objects.filter(pk=patient.pk).update(last_period_on=on)


def add_allergy(actor: Actor, patient: Patient, said: str, reaction: str, origin: Origin) -> Allergy:
    """Keep an allergy in the words it was said in, with its group where one alone bears that name."""
    with writing(actor, "allergy.add", patient_id=patient.pk):
        return Allergy.objects.create(
            patient=patient,
            said=said,
            group=find_group(said),
            reaction=reaction,
            noted_on=timezone.localdate(),
            origin=origin,
        )


def add_medicine(actor: Actor, patient: Patient, name: str, dose: str, origin: Origin) -> PatientMedicine:
    """Keep a medicine, with its ATC code where the name stands for one alone."""
    drug = formulary().drugs.find(name)
    codes = drug.atc if drug else ()
    with writing(actor, "medicine.add", patient_id=patient.pk):
        return PatientMedicine.objects.create(
            patient=patient,
            name=name,
            atc=codes[0] if len(codes) == 1 else "",
            dose=dose,
            noted_on=timezone.localdate(),
            origin=origin,
        )


def add_condition(actor: Actor, patient: Patient, said: dict[str, str], origin: Origin) -> Condition:
    """Keep a disease or an operation."""
    with writing(actor, "condition.add", patient_id=patient.pk):
        return Condition.objects.create(patient=patient, noted_on=timezone.localdate(), origin=origin, **said)


def end(actor: Actor, row: Ended) -> None:
    """End what no longer holds; it stays on record. Twice is once."""
    kind = type(row).__name__
    with writing(actor, f"{kind.lower()}.end", patient_id=row.patient_id, subject=f"patients.{kind}:{row.pk}"):
        type(row).objects.filter(pk=row.pk, ended_on=None).update(ended_on=timezone.localdate())


def note_asked(actor: Actor, patient: Patient, what: str) -> None:
    """Keep that allergies or medicines were asked about today: none on the list then means none known."""
    with writing(actor, f"{what}.asked", patient_id=patient.pk):
        Patient.objects.filter(pk=patient.pk).update(**{f"{what}_asked_on": timezone.localdate()})
