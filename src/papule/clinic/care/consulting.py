"""What is written of a consultation: the course it opens, what was found, in one transaction with its event."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Consultation, Course
from papule.clinic.outcomes.models import PainScore, SparedMedicine
from papule.clinic.patients.answering import keep_answers
from papule.clinic.patients.models import Patient

RED_FLAGS = "red-flags"
FOUND = ("reason", "red_flags", "other_care", "painful", "examination", "note")  # what a consultation itself holds
SPARED = ("name", "unit", "baseline_per_week")


class StaleError(Exception):
    """Somebody else, or another page, changed the same consultation; nothing was written."""


def open_course(actor: Actor, doctor: User, patient: Patient, said: Mapping[str, Any]) -> Consultation:
    """Open a course with its first consultation."""
    with writing(actor, "course.open", patient_id=patient.pk) as event:
        course = Course.objects.create(patient=patient, doctor=doctor, opened_on=timezone.localdate(), **said)
        event.subject = f"care.Course:{course.pk}"
        return Consultation.objects.create(course=course, held_at=timezone.now(), held_by=doctor)


def consult_again(actor: Actor, doctor: User, course: Course) -> Consultation:
    """Add a consultation to a course."""
    with writing(actor, "consultation.open", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        return Consultation.objects.create(course=course, held_at=timezone.now(), held_by=doctor)


def keep_consultation(actor: Actor, by: User, known: Consultation, said: Mapping[str, Any], revision: int) -> None:
    """Keep what was found: the words, the signs looked for, the pain, the answers, the medicines to spare.

    Any sign that is there answers the fact *red flags* with yes, all `signs` absent with no; a sign not looked for
    leaves it unknown. Where no sign was looked for at all, nothing is answered.
    Raises StaleError when the consultation was changed since `revision`.
    """
    course = known.course
    with writing(actor, "consultation.keep", patient_id=course.patient_id, subject=f"care.Consultation:{known.pk}"):
        same = Consultation.objects.filter(pk=known.pk, revision=revision)
        if not same.update(revision=revision + 1, **{name: said[name] for name in FOUND}):
            raise StaleError
        for name, value in said["course"].items():
            setattr(course, name, value)
        course.save(update_fields=list(said["course"]))
        _scores(known, said["scores"])
        _spared(course, said["spared"])
        answers = dict(said["answers"])
        if said["red_flags"]:
            answers[RED_FLAGS] = flagged(said["red_flags"], said["signs"])
        keep_answers(actor, by, course.patient, answers)


def flagged(answers: Mapping[str, str], signs: Collection[str]) -> str:
    """Fold what was answered, and the signs to look for, into one answer: unknown is never kinder than no."""
    said = {*answers.values(), *(answers.get(each, "unknown") for each in signs)}
    if "yes" in said:
        return "yes"
    return "no" if signs and said == {"no"} else "unknown"


def _scores(known: Consultation, scores: Mapping[str, Decimal]) -> None:
    """Keep the scores of this consultation, once a scale: said again they are corrected, emptied they are gone."""
    of_this = PainScore.objects.filter(course=known.course, moment=PainScore.Moment.consultation)
    of_this.filter(scored_at=known.held_at).exclude(scale__in=scores).delete()
    for scale, value in scores.items():
        PainScore.objects.update_or_create(
            course=known.course,
            scale=scale,
            moment=PainScore.Moment.consultation,
            scored_at=known.held_at,
            defaults={"value": value, "patient_id": known.course.patient_id},
        )


def _spared(course: Course, rows: list[dict[str, Any]]) -> None:
    """Keep the medicines to spare; a row that is known is mended, one whose name was emptied is taken away."""
    for row in rows:
        said = {name: row[name] for name in SPARED}
        known = course.spared.filter(pk=row.get("known") or 0)
        if not said["name"]:
            known.delete()
        elif not known.update(**said):
            SparedMedicine.objects.update_or_create(course=course, name=said["name"], defaults=said)


def spared_of(course: Course) -> list[dict[str, Any]]:
    """Give the medicines to spare as a form begins with them."""
    return [
        {"known": each.pk} | {name: getattr(each, name) for name in SPARED} for each in course.spared.order_by("pk")
    ]


def scores_of(known: Consultation) -> dict[str, Decimal]:
    """Give the scores that were kept of a consultation, by scale; a whole number without a nought behind the mark."""
    kept = known.course.pain_scores.filter(scored_at=known.held_at)
    return {each.scale: each.value if each.value % 1 else each.value.to_integral_value() for each in kept}


def close_course(actor: Actor, course: Course, note: str, on: date) -> None:
    """End a course, with what is to be said of it."""
    with writing(actor, "course.close", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        Course.objects.filter(pk=course.pk).update(closed_on=on, closing_note=note, next_on=None)
