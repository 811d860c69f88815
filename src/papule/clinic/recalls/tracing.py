"""From a lot, a product, an injector, a room or days to everybody who had it: by indexes, whatever else there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Upper

from papule.assessment.view import View
from papule.clinic.care.models import Administration, Session
from papule.clinic.outcomes.following import late_window
from papule.clinic.patients.models import Patient
from papule.clinic.recalls.models import REACHED, Contact
from papule.clinic.stock.models import Recall
from papule.kernel.value import Value as Struct

ROWS = 25


class Sought(Struct):
    """What is traced: a lot of a product, all of a product, an injector, a room, or days; from a day to a day."""

    kind: str  # lot, product, device, room, day
    product: str = ""
    lot_number: str = ""
    device: str = ""
    room: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def can_be_recalled(self) -> bool:
        """Tell whether it is something that can be refused from now on, without an end."""
        return self.kind in Recall.Kind.values and self.until is None


def sought_of(recall: Recall) -> Sought:
    """Give what a recall traces."""
    return Sought(
        recall.kind,
        product=recall.product,
        lot_number=recall.lot_number,
        device=recall.device,
        since=recall.since,
    )


def look_back(view: View, on: date) -> date | None:
    """Give the first day from which late nodules may still come; none where the knowledge gives no window."""
    window = late_window(view)
    return on - timedelta(weeks=window.high_weeks) if window else None


def given(sought: Sought) -> QuerySet[Administration]:
    """Give what was injected of it, by the records that count now; lots and rooms whatever their letters' case.

    A session whose room is not noted may have been in any: it is found with every room.
    """
    rows: QuerySet[Administration] = Administration.objects.filter(version_id=F("session__current_id"))
    match sought.kind:
        case "lot":
            rows = rows.alias(folded=Upper("lot_number")).filter(folded=Upper(Value(sought.lot_number)))
            rows = rows.filter(product=sought.product)
        case "product":
            rows = rows.filter(product=sought.product)
        case "device":
            rows = rows.filter(device=sought.device)
        case "room":
            rows = rows.alias(folded=Upper("room")).filter(Q(folded=Upper(Value(sought.room))) | Q(folded=""))
        case _:
            rows = rows if sought.since and sought.until else rows.none()
    return within(rows, sought.since, sought.until)


def within(rows: QuerySet[Administration], since: date | None, until: date | None) -> QuerySet[Administration]:
    """Keep what was injected from a day to a day, both included; without a day, without that end."""
    rows = rows.filter(performed_on__gte=since) if since else rows
    return rows.filter(performed_on__lte=until) if until else rows


class Given(Struct):
    """A session in which somebody had it."""

    session: Session
    lots: tuple[str, ...]
    sites: tuple[str, ...]  # ids of the knowledge
    room: str  # empty: not noted


class Concerned(Struct):
    """Somebody who had it: when, where, until when late nodules may come, and who spoke with them about it."""

    patient: Patient
    sessions: tuple[Given, ...]
    until: date | None
    contacts: tuple[Contact, ...]  # newest first

    @property
    def is_reached(self) -> bool:
        """Tell whether somebody spoke with them."""
        return any(each.result in REACHED for each in self.contacts)


def by_patient(sought: Sought) -> QuerySet[Any, dict[str, Any]]:
    """Give one row a patient, the latest session first: `kept` is the record that has the session now.

    What is signed keeps the record it was signed for; where two were merged, the session tells whose it is.
    """
    rows = given(sought).values(kept=F("session__patient_id"))
    return rows.annotate(last=Max("performed_on")).order_by("-last", "kept")


def contacts_of(recall: Recall) -> QuerySet[Any]:
    """Give the tries to reach somebody, with the record that is theirs now: `kept`."""
    return Contact.objects.filter(recall=recall).annotate(kept=Coalesce("patient__merged_into_id", "patient_id"))


class Listed(Struct):
    """A page of those who had it."""

    page: Page[dict[str, Any]]
    concerned: tuple[Concerned, ...]

    @property
    def patients(self) -> list[int]:
        """Give their ids."""
        return [each.patient.pk for each in self.concerned]


def listed(
    sought: Sought, view: View, number: str | None, recall: Recall | None = None, *, all_of_them: bool = True
) -> Listed:
    """Give a page of those who had it, or of those nobody reached yet, in a number of queries that does not grow."""
    rows = by_patient(sought)
    if recall is not None and not all_of_them:
        rows = rows.exclude(session__patient_id__in=contacts_of(recall).filter(result__in=REACHED).values("kept"))
    page = Paginator(rows, ROWS).get_page(number)
    return Listed(page, detailed(sought, view, list(page), recall))


def detailed(
    sought: Sought, view: View, rows: list[dict[str, Any]], recall: Recall | None = None
) -> tuple[Concerned, ...]:
    """Add to rows of patients what a list of calls needs."""
    keys = [each["kept"] for each in rows]
    patients = Patient.objects.in_bulk(keys)
    window = late_window(view)
    had = _given_to(sought, keys)
    spoken: dict[int, list[Contact]] = {}
    tried = contacts_of(recall).filter(kept__in=keys).select_related("made_by") if recall else Contact.objects.none()
    each: Any  # with the record that is theirs now
    for each in tried.order_by("-made_at", "-pk"):
        spoken.setdefault(each.kept, []).append(each)
    return tuple(
        Concerned(
            patients[row["kept"]],
            had[row["kept"]],
            row["last"] + timedelta(weeks=window.high_weeks) if window else None,
            tuple(spoken.get(row["kept"], ())),
        )
        for row in rows
    )


def _given_to(sought: Sought, patients: list[int]) -> dict[int, tuple[Given, ...]]:
    """Give the sessions of each patient, newest first, with lots and sites."""
    lots: dict[int, set[str]] = {}
    rooms: dict[int, str] = {}
    had = given(sought).filter(session__patient_id__in=patients).values_list("session_id", "lot_number", "room")
    for session, number, room in had:
        lots.setdefault(session, set()).add(number)
        rooms[session] = room
    found: dict[int, list[Given]] = {}
    rows = Session.objects.filter(pk__in=lots).select_related("current", "course").order_by("-performed_at")
    for each in rows:
        held = Given(each, tuple(sorted(lots[each.pk])), _sites(each), rooms[each.pk])
        found.setdefault(each.patient_id, []).append(held)
    return {key: tuple(sessions) for key, sessions in found.items()}


def _sites(session: Session) -> tuple[str, ...]:
    record = session.current.record if session.current else {}
    return tuple(sorted({str(each["site"]) for each in record.get("points", ()) if each.get("site")}))


class Progress(Struct):
    """How far a recall is."""

    patients: int
    reached: int

    @property
    def left(self) -> int:
        """Give how many nobody spoke with yet."""
        return self.patients - self.reached


def progress(recall: Recall) -> Progress:
    """Count those who had it and those who were reached."""
    patients = given(sought_of(recall)).values("session__patient_id").distinct()
    reached = contacts_of(recall).filter(result__in=REACHED, kept__in=patients)
    return Progress(patients.count(), reached.values("kept").distinct().count())
