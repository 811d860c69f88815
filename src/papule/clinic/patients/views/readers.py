"""Who looked at a record, and who changed it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from papule.clinic.audit.models import AuditEvent
from papule.clinic.patients.records import records_of
from papule.clinic.patients.views.people import get_patient
from papule.clinic.requests import Request

ROWS = 50


def readers(request: Request, patient_id: int) -> HttpResponse:
    """Show the log of one patient, newest first."""
    patient = get_patient(patient_id)
    events = AuditEvent.objects.filter(patient_id__in=records_of(patient_id)).order_by("-number")
    page = Paginator(events, ROWS).get_page(request.GET.get("page"))
    return render(request, "patients/readers.html", {"patient": patient, "page": page})
