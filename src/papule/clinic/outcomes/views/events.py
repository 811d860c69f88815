"""Adverse events: recording, following up, the report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.services import keep
from papule.clinic.knowledge import formulary, view_on, words
from papule.clinic.outcomes import services
from papule.clinic.outcomes.forms import EventForm
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.outcomes.report_sheet import report_sheet
from papule.clinic.outcomes.reports import report
from papule.clinic.outcomes.sharing import shared, week_of
from papule.clinic.patients.models import Patient
from papule.clinic.requests import Request


def event_new(request: Request, patient_id: int) -> HttpResponse:
    """Record an adverse event of a patient."""
    patient = get_object_or_404(Patient, pk=patient_id)
    last = patient.sessions.order_by("-performed_at").first()
    begun = {"onset_on": timezone.localdate(), "session": last, "outcome": "ongoing"}
    form = EventForm(patient, request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        made = services.record_event(actor_of(request), request.user, patient, form.said())
        return redirect("outcomes:event", patient_id, made.pk)
    return render(request, "outcomes/event.html", {"patient": patient, "form": form, **_known(request)})


def event(request: Request, patient_id: int, event_id: int) -> HttpResponse:
    """Show and follow up one event, with its report and what it has in common with others."""
    known = get_object_or_404(
        AdverseEvent.objects.select_related("patient", "session"), pk=event_id, patient=patient_id
    )
    form = EventForm(known.patient, request.POST or None, instance=known, initial={"revision": known.revision})
    if request.method == "POST" and form.is_valid() and _changed(request, known, form):
        return redirect("outcomes:event", patient_id, event_id)
    everything = AdverseEvent.objects.select_related("patient", "session")
    common = [each for each in shared(_view(request), everything) if known in each.events]
    kept = get_object_or_404(AdverseEvent, pk=event_id)
    shown = {
        "patient": known.patient,
        "event": kept,
        "form": form,
        "common": common,
        **_traces(kept),
        "report": report(kept, request.practice.name, request.user.name),
        **_known(request, kept.kind),
    }
    return render(request, "outcomes/event.html", shown)


def _traces(event: AdverseEvent) -> dict[str, Any]:
    """Give what was injected at its session, and the week of it: everybody who had the same is found by them."""
    session = event.session
    traces = list(session.administrations.filter(version_id=session.current_id)) if session else []
    return {"traces": traces, "week": week_of(traces[0].performed_on)} if traces else {}


@require_POST
def event_report(request: Request, patient_id: int, event_id: int) -> HttpResponse:
    """Make the report of an event as a document, and open it."""
    rows = AdverseEvent.objects.select_related("patient", "session__current")
    known = get_object_or_404(rows, pk=event_id, patient=patient_id)
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    head = Letterhead(request.practice, request.user, known.patient, language, timezone.localdate())
    made = keep(actor_of(request), report_sheet(head, known), known.patient, known.session)
    return redirect("documents:document", patient_id, made.pk)


def _changed(request: Request, known: AdverseEvent, form: EventForm) -> bool:
    try:
        services.change_event(actor_of(request), known, form.said(), form.cleaned_data["revision"] or 0)
    except services.StaleError:
        messages.error(
            request,
            _("Somebody changed this event meanwhile. Nothing was overwritten: read the page again, then change it."),
        )
        return False
    messages.success(request, _("Kept."))
    return True


def _view(request: Request) -> Any:  # noqa: ANN401 -- the view of the knowledge
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def _known(request: Request, kind: str = "") -> dict[str, Any]:
    """Give what the knowledge says of this kind of event: when, which signs, what to do."""
    known = formulary().adverse_events.get(kind)
    if known is None:
        return {}
    say, here = words(), _view(request).here
    return {
        "known": {
            "name": say.text(known.name),
            "timing": say.text(known.timing),
            "signs": [say.text(each.text) for each in known.signs if here.in_force(each)],
            "management": [say.text(each.text) for each in known.management if here.in_force(each)],
        }
    }
