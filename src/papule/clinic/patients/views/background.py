"""Allergies, medicines, conditions and pregnancy of a patient, on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.audit.writing import actor_of
from papule.clinic.patients import answering
from papule.clinic.patients.background import AllergyForm, ConditionForm, MedicineForm, PregnancyForm
from papule.clinic.patients.facts import answers_of
from papule.clinic.patients.models import Allergy, Condition, Patient, PatientMedicine
from papule.clinic.patients.naming import is_known_allergy, medicine_detail, suggest_allergies, suggest_medicines
from papule.clinic.patients.views.people import get_patient
from papule.clinic.requests import Request

ROWS = {"allergy": Allergy, "medicine": PatientMedicine, "condition": Condition}


def background(request: Request, patient_id: int) -> HttpResponse:
    """Show the background; add to it, end what is over, keep what was asked."""
    patient = get_patient(patient_id)
    forms = _forms(request, patient)
    if request.method == "POST" and _keep(request, patient, forms):
        messages.success(request, _("Kept."))
        return redirect("patients:background", patient_id)
    allergies = [(each, is_known_allergy(each.said)) for each in patient.allergies.order_by("ended_on", "pk")]
    medicines = [(each, medicine_detail(each.name)) for each in patient.medicines.order_by("ended_on", "pk")]
    shown = {
        "patient": patient,
        "allergies": allergies,
        "medicines": medicines,
        "conditions": patient.conditions.order_by("ended_on", "pk"),
        "pregnancy_matters": patient.sex != "male",
        **forms,
    }
    return render(request, "patients/background.html", shown)


def _forms(request: Request, patient: Patient) -> dict[str, Any]:
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    known = answers_of(patient, timezone.localdate()).get("pregnancy")
    begun = {"pregnancy": known.answer if known else "", "last_period_on": patient.last_period_on}
    return {
        "allergy": AllergyForm(request.POST if sent == "allergy" else None),
        "medicine": MedicineForm(request.POST if sent == "medicine" else None, auto_id="medicine_%s"),
        "condition": ConditionForm(request.POST if sent == "condition" else None, auto_id="condition_%s"),
        "pregnancy": PregnancyForm(request.POST if sent == "pregnancy" else None, initial=begun),
    }


def _keep(request: Request, patient: Patient, forms: dict[str, Any]) -> bool:
    """Keep what was sent, where it is whole."""
    actor, sent, origin = actor_of(request), request.POST.get("do", ""), answering.origin_of(request.user)
    if sent in ("allergies", "medicines"):
        answering.note_asked(actor, patient, sent)
        return True
    if sent == "end":
        answering.end(actor, _row(request, patient))
        return True
    form = forms.get(sent)
    if form is None or not form.is_valid():
        return False
    said = form.cleaned_data
    if sent == "allergy":
        answering.add_allergy(actor, patient, said["said"], said["reaction"], origin)
    elif sent == "medicine":
        answering.add_medicine(actor, patient, said["name"], said["dose"], origin)
    elif sent == "condition":
        answering.add_condition(actor, patient, said, origin)
    else:
        _keep_pregnancy(request, patient, said)
    return True


def _keep_pregnancy(request: Request, patient: Patient, said: dict[str, Any]) -> None:
    actor = actor_of(request)
    if said["pregnancy"]:
        answering.keep_answers(actor, request.user, patient, {"pregnancy": said["pregnancy"]})
    if said["last_period_on"] != patient.last_period_on:
        answering.note_last_period(actor, patient, said["last_period_on"])


def _row(request: Request, patient: Patient) -> Any:  # noqa: ANN401 -- a row of one of three kinds
    kind, _sep, number = request.POST.get("row", "").partition(":")
    if kind not in ROWS or not number.isdecimal():
        raise Http404
    return get_object_or_404(ROWS[kind], pk=int(number), patient=patient)


def allergy_names(request: Request) -> HttpResponse:
    """Give names of allergies that begin as typed."""
    return render(request, "patients/names.html", {"names": suggest_allergies(request.GET.get("said", ""))})


def medicine_names(request: Request) -> HttpResponse:
    """Give names of medicines that begin as typed."""
    typed = next((str(request.GET[each]) for each in request.GET if each == "name" or each.endswith("-name")), "")
    return render(request, "patients/names.html", {"names": suggest_medicines(typed)})
