"""Registering a patient and changing who they are; who may be the same person is shown meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.patients import services
from papule.clinic.patients.alike import alike
from papule.clinic.patients.forms import ContactForms, CorrespondentForm, PatientForm
from papule.clinic.patients.models import Correspondent, Patient
from papule.clinic.patients.national import oddities
from papule.clinic.patients.views.people import get_patient, shown
from papule.clinic.requests import Request

MOST_DOCTORS = 500


def new(request: Request) -> HttpResponse:
    """Register a patient. Somebody who may be the same is shown first, and must be told apart."""
    sent = request.POST or None
    form = PatientForm(sent, initial={"language": request.LANGUAGE_CODE})
    contacts = ContactForms(sent, prefix="contacts")
    same: list[Patient] = []
    if request.method == "POST" and form.is_valid() and contacts.is_valid():
        same = _alike(request, form)
        if not same or request.POST.get("is_other"):
            made = services.register(actor_of(request), _identity(form, contacts))
            _warn(request, made)
            return redirect("patients:chart", made.pk)
    return _page(request, form, contacts, alike=same, must_tell_apart=bool(same))


def edit(request: Request, patient_id: int) -> HttpResponse:
    """Change who a patient is; what somebody else changed meanwhile is never overwritten unseen."""
    patient = get_patient(patient_id)
    sent = request.POST or None
    form = PatientForm(sent, instance=patient)
    contacts = ContactForms(sent, instance=patient, prefix="contacts")
    if request.method == "POST" and form.is_valid() and contacts.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            services.change(actor_of(request), patient, _identity(form, contacts), revision)
        except services.StaleError:
            return _page(request, *_again(request, patient_id), patient=patient, meanwhile=_meanwhile(form))
        _warn(request, patient)
        messages.success(request, _("Kept."))
        return redirect("patients:chart", patient_id)
    return _page(request, form, contacts, patient=patient)


@require_POST
def alike_now(request: Request) -> HttpResponse:
    """Show who may be the same person, as one types."""
    form = PatientForm(request.POST)
    form.is_valid()  # what is wrong is told when it is sent
    return render(request, "patients/alike.html", {"alike": _alike(request, form)})


def correspondent(request: Request, correspondent_id: int) -> HttpResponse:
    """Change the address and phone of a caregiver."""
    known = get_object_or_404(Correspondent, pk=correspondent_id)
    form = CorrespondentForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(actor_of(request), "correspondent.change", subject=f"patients.Correspondent:{known.pk}")
        messages.success(request, _("Kept."))
        return redirect("patients:correspondent", known.pk)
    return render(request, "patients/correspondent.html", {"form": form, "known": known})


def _page(request: Request, form: PatientForm, contacts: Any, **more: Any) -> HttpResponse:  # noqa: ANN401 -- a formset
    doctors = Correspondent.objects.order_by("name").values_list("name", flat=True)[:MOST_DOCTORS]
    return render(request, "patients/edit.html", {"form": form, "contacts": contacts, "doctors": doctors, **more})


def _identity(form: PatientForm, contacts: Any) -> services.Identity:  # noqa: ANN401 -- a formset
    """Give what was typed; contacts that were taken away are left out."""
    kept = [each for each in contacts.cleaned_data if each.get("name") and not each.get("DELETE")]
    people = [{name: each[name] for name in ("name", "relation", "phone")} for each in kept]
    return services.Identity(form.said(), form.numbers(), people)


def _alike(request: Request, form: PatientForm) -> list[Patient]:
    """Look for the same person; that they were shown is on record."""
    said = getattr(form, "cleaned_data", {})
    names = ("family_name", "given_names", "birth_name")
    person = Patient(**{name: said.get(name) or "" for name in names}, birth_date=said.get("birth_date"))
    found = alike(person, (request.POST.get("ins", ""), request.POST.get("ssin", "")))
    if found:
        record(actor_of(request), "search", subject="duplicates", patients=[each.pk for each in found])
    return found


def _again(request: Request, patient_id: int) -> tuple[PatientForm, Any]:
    """Give the form with what was typed on top of what stands now: sending it again is a choice."""
    fresh = get_object_or_404(Patient, pk=patient_id)
    typed = request.POST.copy()
    typed["revision"] = str(fresh.revision)
    return PatientForm(typed, instance=fresh), ContactForms(typed, instance=fresh, prefix="contacts")


def _meanwhile(form: PatientForm) -> dict[str, Any]:
    """Tell who changed the record meanwhile, when, and where it differs from what was typed."""
    now = Patient.objects.get(pk=form.instance.pk)
    typed = Patient(**{name: form.cleaned_data[name] for name in form.Meta.fields})
    events = AuditEvent.objects.filter(patient_id=now.pk, action__startswith="patient.").order_by("-number")
    differing = [
        (form.fields[name].label or name, shown(typed, name), shown(now, name))
        for name in form.Meta.fields
        if form.cleaned_data[name] != getattr(now, name)
    ]
    return {"event": events.first(), "differing": differing}


def _warn(request: Request, patient: Patient) -> None:
    for each in oddities(patient):
        messages.warning(request, each)
