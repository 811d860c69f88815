"""What a practice holds, as the registry reads it: a few queries, whatever the number of rows. No name is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from papule.clinic.care.models import Session
from papule.clinic.drawings.medicine import Spared, Taken
from papule.clinic.outcomes.following import SCORED, Scored
from papule.clinic.outcomes.models import AdverseEvent, MedicineUse, PainScore, SparedMedicine
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value

CHUNK = 200  # sessions held in memory at once, each with its record


class Done(NamedTuple):
    """A session as it is read: its row, its course and what its record says, as JSON."""

    pk: int
    course: int
    patient: int
    number: int
    at: datetime
    aim: str
    indication: str
    phase: str
    closed_on: date | None
    record: str

    @property
    def on(self) -> date:
        """Give the day in the time zone of the practice."""
        return timezone.localdate(self.at)


class Person(NamedTuple):
    """What is kept of a patient, and into whom the record was merged."""

    merged_into: int | None
    sex: str
    born: date | None
    opposed_on: date | None


class Happened(NamedTuple):
    """An adverse event."""

    kind: str
    severity: str
    is_serious: bool
    outcome: str
    onset_on: date


class Beside(Value):
    """What stands beside the sessions of a practice: patients, scores and medicines by course, events by session."""

    people: dict[int, Person]
    scores: dict[int, list[Scored]]
    spared: dict[int, list[Spared]]
    events: dict[int, list[Happened]]


def read_beside() -> Beside:
    """Read everything but the sessions. Five queries."""
    return Beside(_people(), _scores(), _spared(), _events())


def sessions() -> Iterator[Done]:
    """Read signed sessions in what counts now, course by course: the order is that of an index, nothing is sorted."""
    rows = Session.objects.filter(current__isnull=False).annotate(said=Cast("current__record", TextField()))
    columns = ("pk", "course_id", "patient_id", "number", "performed_at")
    of_course = ("course__aim", "course__indication", "course__phase", "course__closed_on")
    ordered = rows.order_by("course_id", "number").values_list(*columns, *of_course, "said")
    return map(Done._make, ordered.iterator(CHUNK))


def _people() -> dict[int, Person]:
    columns = ("pk", "merged_into_id", "sex", "birth_date", "opposed_to_registry_on")
    return {pk: Person(*row) for pk, *row in Patient.objects.values_list(*columns).iterator()}


def _scores() -> dict[int, list[Scored]]:
    """Read the NRS of every course; the visual scale is another series."""
    found: dict[int, list[Scored]] = defaultdict(list)
    rows = PainScore.objects.filter(scale=PainScore.Scale.nrs).values_list("course_id", *SCORED)
    for course, *score in rows.iterator():
        found[course].append(Scored._make(score))
    return found


def _spared() -> dict[int, list[Spared]]:
    """Read the medicines to spare of every course with what was taken of them."""
    taken: dict[int, list[Taken]] = defaultdict(list)
    for medicine, until, units in MedicineUse.objects.values_list("medicine_id", "week_before", "units").iterator():
        taken[medicine].append(Taken(until, float(units)))
    found: dict[int, list[Spared]] = defaultdict(list)
    for pk, course, baseline in SparedMedicine.objects.values_list("pk", "course_id", "baseline_per_week").iterator():
        found[course].append(Spared("", float(baseline), tuple(taken[pk])))
    return found


def _events() -> dict[int, list[Happened]]:
    found: dict[int, list[Happened]] = defaultdict(list)
    rows = AdverseEvent.objects.exclude(session=None).order_by("pk").values_list("session_id", *Happened._fields)
    for session, *happened in rows.iterator():
        found[session].append(Happened(*happened))
    return found
