"""The chart: one page, at the same cost whatever the history."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from papule.clinic.patients.models import Patient
from papule.clinic.requests import Request


def chart(request: Request, patient_id: int) -> HttpResponse:
    """Show everything of a patient."""
    patient = get_object_or_404(Patient.objects.select_related("family_doctor"), pk=patient_id)
    return render(request, "patients/chart.html", {"patient": patient})
