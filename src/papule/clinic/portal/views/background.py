"""Allergies and medicines, told by the patient."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from papule.clinic.portal import background as lists
from papule.clinic.portal import services
from papule.clinic.portal.inside import inside, patient_actor
from papule.clinic.portal.models import Invitation


@inside
def background(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Ask for both lists; what is added after the questionnaire was seen is told to the practice again."""
    if "questionnaire" not in invitation.asks:
        raise Http404
    form = lists.BackgroundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lists.keep(patient_actor(request), invitation.patient, form.cleaned_data)
        if invitation.completed_at:
            services.complete(patient_actor(request), invitation)
        messages.success(request, _("Kept. Thank you."))
        return redirect("portal:home", token)
    shown = {"token": token, "patient": invitation.patient, "form": form, "told": lists.told(invitation)}
    return render(request, "portal/background.html", shown)
