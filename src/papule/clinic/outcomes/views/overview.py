"""Follow-up of the whole practice: events, what they share, who is to be called, what is due."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.care.models import Session
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes import services
from papule.clinic.outcomes.following import calls as calls_due
from papule.clinic.outcomes.following import exposures, late_window
from papule.clinic.outcomes.models import AdverseEvent, Reminder
from papule.clinic.outcomes.sharing import shared
from papule.clinic.patients.models import Patient
from papule.clinic.requests import Request

ROWS = 50
RESULTS = ("nothing", "signs", services.NOT_REACHED)


def overview(request: Request) -> HttpResponse:
    """Show events with what they have in common, and what is due within a week."""
    today = timezone.localdate()
    view = view_on(today, request.practice.country, request.practice.society or None)
    events = AdverseEvent.objects.select_related("patient", "session").order_by("-onset_on")
    page = Paginator(events, ROWS).get_page(request.GET.get("page"))
    due = Reminder.objects.filter(done_on=None, due_on__lte=today + timedelta(days=7)).select_related("patient")
    shown = {
        "page": page,
        "shared": shared(view, events),
        "reminders": due.order_by("due_on"),
        "calls": len(calls_due(view, today)),
    }
    record(actor_of(request), "read", subject="outcomes:overview", patients=[each.patient_id for each in page])
    return render(request, "outcomes/overview.html", shown)


def calls(request: Request) -> HttpResponse:
    """List who is to be called about late nodules."""
    today = timezone.localdate()
    view = view_on(today, request.practice.country, request.practice.society or None)
    page = Paginator(calls_due(view, today), ROWS).get_page(request.GET.get("page"))
    read = [each.session.patient_id for each in page]
    record(actor_of(request), "read", subject="outcomes:calls", patients=read)
    return render(request, "outcomes/calls.html", {"page": page, "window": late_window(view)})


@require_POST
def call(request: Request, patient_id: int, session_id: int) -> HttpResponse:
    """Keep the result of a call; signs lead to the record of an event."""
    session = get_object_or_404(Session, pk=session_id, patient=patient_id)
    result = request.POST.get("result", "")
    if result not in RESULTS:
        return redirect("outcomes:calls")
    services.note_call(actor_of(request), request.user, session, result)
    return redirect("outcomes:event_new", patient_id) if result == "signs" else redirect("outcomes:calls")


@require_POST
def reminder_done(request: Request, patient_id: int, reminder_id: int) -> HttpResponse:
    """Tick a reminder off, with what came of it."""
    reminder = get_object_or_404(Reminder, pk=reminder_id, patient=patient_id)
    services.finish(actor_of(request), request.user, reminder, request.POST.get("note", "")[:500])
    return redirect("outcomes:overview")


def exposure(request: Request, patient_id: int) -> HttpResponse:
    """Show the sessions that a pregnancy learned later concerns."""
    patient = get_object_or_404(Patient, pk=patient_id)
    return render(request, "outcomes/exposure.html", {"patient": patient, "exposures": exposures(patient)})
