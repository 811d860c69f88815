"""The chart: one page, at the same cost whatever the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from papule.clinic.care.models import Course, Draft, Session
from papule.clinic.outcomes.models import AdverseEvent, PainScore
from papule.clinic.patients.facts import Answered, answers_of
from papule.clinic.patients.injected import injected
from papule.clinic.patients.models import Condition, Contact, Patient, PatientMedicine
from papule.clinic.patients.next_step import Running, next_step
from papule.clinic.patients.timeline import timeline
from papule.clinic.patients.views.people import get_patient
from papule.clinic.prepared import Prepared
from papule.clinic.requests import Request

FEW = 5  # closed courses, drafts and the like that are shown at once; the rest is in the timeline
SCORES = 24  # scores, and sessions and events beside them, that a curve shows
LONGEST_ID = 100
MANY = 30  # courses under way, conditions, medicines: more than anybody has
_RUNNING = Prepared(
    lambda patient: (
        Course.objects.filter(patient=patient, closed_on=None)
        .select_related("doctor", "plan")
        .annotate(done=Count("sessions"))
        .order_by("-opened_on", "-pk")[:MANY]
    )
)
_CLOSED = Prepared(
    lambda patient: Course.objects.filter(patient=patient).exclude(closed_on=None).order_by("-closed_on")[:FEW]
)
_DRAFTS = Prepared(
    lambda owner, patient: Draft.objects.filter(owner=owner, course__patient=patient).order_by("-changed_at")[:FEW]
)
_CONDITIONS = Prepared(lambda patient: Condition.objects.filter(patient=patient, ended_on=None).order_by("pk")[:MANY])
_MEDICINES = Prepared(
    lambda patient: PatientMedicine.objects.filter(patient=patient, ended_on=None).order_by("pk")[:MANY]
)
_CONTACTS = Prepared(lambda patient: Contact.objects.filter(patient=patient).order_by("pk")[:FEW])
_SCORES = Prepared(lambda patient: PainScore.objects.filter(patient=patient).order_by("-scored_at")[:SCORES])
_SESSIONS_SINCE = Prepared(
    lambda patient, since: (
        Session.objects.filter(patient=patient, performed_at__gte=since)
        .only("number", "performed_at")
        .order_by("-performed_at")[:SCORES]
    )
)
_EVENTS_SINCE = Prepared(
    lambda patient, since: AdverseEvent.objects.filter(patient=patient, onset_on__gte=since).order_by("-onset_on")[
        :SCORES
    ]
)


def chart(request: Request, patient_id: int) -> HttpResponse:
    """Show everything of a patient: what is under way, what happened, what matters, and the next step."""
    patient = get_patient(patient_id)
    running = running_courses(patient)
    drafts = _DRAFTS(request.user.pk, patient.pk)
    shown = {
        "patient": patient,
        "running": running,
        "closed": _CLOSED(patient.pk),
        "next_step": next_step(request.user, patient, running, drafts),
        "page": timeline(patient),
        "conditions": _CONDITIONS(patient.pk),
        "medicines": _MEDICINES(patient.pk),
        "contacts": _CONTACTS(patient.pk),
        "answers": _answers(patient),
        "injected": injected(patient),
        **curve_of(patient),
    }
    return render(request, "patients/chart.html", shown)


def places(request: Request, patient_id: int) -> HttpResponse:
    """Show what was injected where, by session and by product: a part for the chart, or a page of its own."""
    patient = get_patient(patient_id)
    session, product = request.GET.get("session", ""), request.GET.get("product", "")[:LONGEST_ID]
    chosen = int(session) if session.isdecimal() else None
    shown = {
        "patient": patient,
        "injected": injected(patient, chosen, product),
        "chosen": chosen,
        "product": product,
    }
    return render(request, "patients/injected.html" if request.htmx else "patients/injected_page.html", shown)


def curve_of(patient: Patient) -> dict[str, Any]:
    """Give the newest scores of pain, with the sessions and adverse events of that time. Three queries."""
    scores = _SCORES(patient.pk)
    if not scores:
        return {"scores": [], "sessions": [], "events": []}
    since = scores[-1].scored_at
    sessions = _SESSIONS_SINCE(patient.pk, since)
    events = _EVENTS_SINCE(patient.pk, timezone.localdate(since))
    return {"scores": scores[::-1], "sessions": sessions[::-1], "events": events}


def running_courses(patient: Patient) -> list[Running]:
    """Give the courses under way, the newest first, with the sessions done. One query."""
    return [Running(each, each.done, _has_plan(each)) for each in _RUNNING(patient.pk)]


def _has_plan(course: Course) -> bool:
    plan = getattr(course, "plan", None)  # one course, one plan, or none yet
    return plan is not None and plan.current_id is not None


def _answers(patient: Patient) -> list[Answered]:
    """Give the answers that matter today: everything but a plain no. One query."""
    known = answers_of(patient, timezone.localdate()).values()
    return sorted((each for each in known if each.counts and each.answer != "no"), key=lambda each: each.answer)


def older(request: Request, patient_id: int) -> HttpResponse:
    """Show an older page of the timeline: a part for the chart, or a page of its own."""
    patient = get_patient(patient_id)
    shown = {"patient": patient, "page": timeline(patient, _instant(request.GET.get("before", "")))}
    page = "patients/timeline.html" if request.htmx else "patients/timeline_page.html"
    return render(request, page, shown)


def _instant(written: str) -> datetime | None:
    """Read the instant of an address; none where it is none."""
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)
