"""What happened to a patient, newest first, a page at a time: each page costs the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Model, QuerySet

from papule.clinic.care.models import Consultation, Session
from papule.clinic.documents.models import Document
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.patients.models import Patient
from papule.clinic.patients.records import records_of
from papule.clinic.prepared import Prepared
from papule.kernel.value import Value

MOST = 10
NAMES = ("title", "first_name", "last_name", "username")  # what a person's name is made of


class Entry(Value):
    """One thing that happened: its kind, when, and its row."""

    kind: str
    at: datetime
    row: Model


class Page(Value):
    """A page of the timeline, and where the next one begins."""

    entries: tuple[Entry, ...]
    before: datetime | None


def timeline(patient: Patient, before: datetime | None = None) -> Page:
    """Give what happened before an instant. One query a kind, whatever the history."""
    entries = sorted(_entries(patient, before), key=lambda each: each.at, reverse=True)
    if len(entries) <= MOST:
        return Page(tuple(entries), None)
    last = entries[MOST - 1].at
    shown = tuple(each for each in entries if each.at >= last)  # those of one instant stay together
    return Page(shown, last if len(entries) > len(shown) else None)


def _entries(patient: Patient, before: datetime | None) -> Iterator[Entry]:
    for kind, (at, _rows) in SOURCES.items():
        for row in _OLDER[kind](patient.pk, before) if before else _NEWEST[kind](patient.pk):
            yield Entry(kind, getattr(row, at), row)


def _sessions(patient: int) -> QuerySet[Session]:
    rows = Session.objects.filter(patient=patient).select_related("course", "performed_by")
    return rows.only("number", "performed_at", "course__complaint", *(f"performed_by__{each}" for each in NAMES))


def _consultations(patient: int) -> QuerySet[Consultation]:
    return Consultation.objects.filter(course__patient=patient).select_related("course", "held_by")


def _events(patient: int) -> QuerySet[AdverseEvent]:
    return AdverseEvent.objects.filter(patient=patient).select_related("session")


def _documents(patient: int) -> QuerySet[Document]:
    return Document.objects.filter(patient__in=records_of(patient))


SOURCES: dict[str, tuple[str, Callable[[int], QuerySet[Model]]]] = {
    "session": ("performed_at", _sessions),
    "consultation": ("held_at", _consultations),
    "event": ("recorded_at", _events),
    "document": ("made_at", _documents),
}


def _newest(at: str, rows: Callable[[int], QuerySet[Model]]) -> Prepared[Model]:
    return Prepared(lambda patient: _first(at, rows(patient)))


def _older(at: str, rows: Callable[[int], QuerySet[Model]]) -> Prepared[Model]:
    return Prepared(lambda patient, before: _first(at, rows(patient).filter(**{f"{at}__lt": before})))


def _first(at: str, rows: QuerySet[Model]) -> QuerySet[Model]:
    """Take the newest. Documents of several records are sorted by their index: a row lies around its whole PDF."""
    newest = rows.order_by(f"-{at}")[: 2 * MOST]
    if rows.model is not Document:
        return newest
    found = Document.objects.filter(pk__in=newest.values("pk")).order_by(f"-{at}")
    return found.only("kind", "title", "made_at", "patient", "session", "course")


_NEWEST = {kind: _newest(*source) for kind, source in SOURCES.items()}
_OLDER = {kind: _older(*source) for kind, source in SOURCES.items()}
