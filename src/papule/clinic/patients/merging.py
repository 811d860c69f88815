"""Two records of one person made one, without loss, and taken apart again by what the audit log kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from papule.clinic.audit.models import AuditEvent, Fixed
from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.patients.models import FactAnswer, Patient, SearchKey
from papule.clinic.patients.services import StaleError, index

MERGED, SEPARATED = "patient.merge", "patient.separate"
# Columns of the record that is kept which are filled from the other one where they are empty.
FILLED = (
    "birth_name",
    "birth_date",
    "sex",
    "weight_kg",
    "weighed_on",
    "phone",
    "other_phone",
    "email",
    "address",
    "family_doctor",
    "note",
    "allergies_asked_on",
    "medicines_asked_on",
    "last_period_on",
    "opposed_to_registry_on",
)


def related() -> Iterator[tuple[type[Model], str]]:
    """Give every kind of row that belongs to a patient, with the name of its column.

    What is signed stays as it was signed: it is reached through its session, or by `records.records_of`.
    """
    for relation in Patient._meta.related_objects:  # noqa: SLF001 -- a documented interface of Django
        model = relation.related_model
        if isinstance(model, type) and not issubclass(model, (Fixed, SearchKey)):
            yield model, relation.field.name


def label_of(model: type[Model], column: str) -> str:
    """Name a kind of row as the log does."""
    return f"{model._meta.label}.{column}"  # noqa: SLF001 -- a documented interface of Django


def rows_of(patient: Patient) -> dict[str, list[int]]:
    """Give the rows of a patient by kind. One query a kind."""
    found = {}
    for model, column in related():
        keys = list(model._default_manager.filter(**{column: patient}).order_by("pk").values_list("pk", flat=True))  # noqa: SLF001 -- a documented interface of Django
        if keys:
            found[label_of(model, column)] = keys
    return found


def merge(actor: Actor, kept: Patient, other: Patient, revisions: tuple[int, int]) -> None:
    """Move everything of `other` to `kept`; `other` stays as a pointer.

    Raises StaleError where one of the two was changed or merged meanwhile, or both are one.
    """
    with writing(actor, MERGED, patient_id=kept.pk, subject=f"patients.Patient:{other.pk}") as event:
        if kept.pk == other.pk:
            raise StaleError
        _take(kept, revisions[0], {})
        _take(other, revisions[1], {"merged_into": kept})
        superseded = _supersede(kept, other)
        rows = _moving(kept, other)
        _move(rows, kept)
        filled = [name for name in FILLED if _is_blank(kept, name) and not _is_blank(other, name)]
        Patient.objects.filter(pk=kept.pk).update(**{name: getattr(other, name) for name in filled})
        event.detail = {"other": other.pk, "rows": rows, "filled": filled, "superseded": superseded}
        _index_again(kept, other)
        record(actor, "patient.merged_away", patient_id=other.pk, into=kept.pk)


def _is_blank(patient: Patient, column: str) -> bool:
    value = getattr(patient, column)
    return not value or value == getattr(Patient(), column)  # a sex that is not known


def _moving(kept: Patient, other: Patient) -> dict[str, list[int]]:
    """Give the rows that move. Of what one record has once, the kept one keeps its own."""
    once = [(model, column) for model, column in related() if model._meta.get_field(column).one_to_one]  # noqa: SLF001 -- a documented interface of Django
    own = {label_of(model, column) for model, column in once if model._default_manager.filter(**{column: kept})}  # noqa: SLF001 -- a documented interface of Django
    return {label: keys for label, keys in rows_of(other).items() if label not in own}


def _take(patient: Patient, revision: int, columns: dict[str, Any]) -> None:
    same = Patient.objects.filter(pk=patient.pk, revision=revision, merged_into=None)
    if not same.update(revision=revision + 1, **columns):
        raise StaleError


def _supersede(kept: Patient, other: Patient) -> list[int]:
    """Let the newer answer to each fact count; give the rows that no longer do."""
    rows = FactAnswer.objects.filter(patient__in=(kept, other), is_current=True).order_by("-answered_at", "-pk")
    seen: set[str] = set()
    older = [row.pk for row in rows if row.fact in seen or seen.add(row.fact)]  # type: ignore[func-returns-value] # add gives None
    FactAnswer.objects.filter(pk__in=older).update(is_current=False)
    return older


def _move(rows: dict[str, list[int]], to: Patient) -> None:
    for label, keys in rows.items():
        kind, _dot, column = label.rpartition(".")
        apps.get_model(kind)._default_manager.filter(pk__in=keys).update(**{column: to})  # noqa: SLF001 -- a documented interface of Django


def _index_again(*patients: Patient) -> None:
    for patient in patients:
        patient.refresh_from_db()
        index(patient)


def merges_of(kept: Patient) -> list[AuditEvent]:
    """Give the merges into a record that still stand, the newest first."""
    events = AuditEvent.objects.filter(patient_id=kept.pk, action__in=(MERGED, SEPARATED)).order_by("-number")
    apart: set[int] = set()
    standing = []
    for event in events:
        if event.action == SEPARATED:
            apart.add(event.detail["merge"])
        elif event.number not in apart:
            standing.append(event)
    return standing


def separate(actor: Actor, kept: Patient, number: int) -> Patient:
    """Undo a merge: what came with the other record goes back; what was written since stays.

    Raises StaleError where that merge does not stand.
    """
    event = next((each for each in merges_of(kept) if each.number == number), None)
    if event is None:
        raise StaleError
    other = Patient.objects.get(pk=event.detail["other"])
    subject = f"patients.Patient:{other.pk}"
    with writing(actor, SEPARATED, patient_id=kept.pk, subject=subject, detail={"merge": number}):
        _move(event.detail["rows"], other)
        blank, filled = Patient(), event.detail["filled"]
        emptied = {name: getattr(blank, name) for name in filled if getattr(kept, name) == getattr(other, name)}
        Patient.objects.filter(pk=kept.pk).update(revision=kept.revision + 1, **emptied)
        Patient.objects.filter(pk=other.pk).update(merged_into=None, revision=other.revision + 1)
        _restore(event.detail["superseded"])
        _index_again(kept, other)
    return other


def _restore(superseded: list[int]) -> None:
    """Let the answers count again that a merge had superseded, unless a newer one was given since."""
    for row in FactAnswer.objects.filter(pk__in=superseded):
        current = FactAnswer.objects.filter(patient=row.patient_id, fact=row.fact, is_current=True)
        if not current.exists():
            FactAnswer.objects.filter(pk=row.pk).update(is_current=True)
