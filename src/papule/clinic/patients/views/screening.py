"""The screening on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.audit.writing import actor_of
from papule.clinic.patients.answering import keep_answers
from papule.clinic.patients.screening import ScreeningForm
from papule.clinic.patients.views.people import get_patient
from papule.clinic.requests import Request


def screening(request: Request, patient_id: int) -> HttpResponse:
    """Ask everything that can matter for this patient; keep what was answered."""
    patient = get_patient(patient_id)
    form = ScreeningForm(patient, timezone.localdate(), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.answers()
        keep_answers(actor_of(request), request.user, patient, said)
        messages.success(request, _("Kept."))
        if said.get("pregnancy") == "yes":
            return redirect("patients:background", patient_id)  # the first day of the last period is asked there
        return redirect("patients:chart", patient_id)
    return render(request, "patients/screening.html", {"patient": patient, "screening": form})
