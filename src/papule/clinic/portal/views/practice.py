"""The practice's side of the portal: inviting, answers, messages."""

from __future__ import annotations

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of
from papule.clinic.patients.models import Patient
from papule.clinic.portal import asking, services
from papule.clinic.portal.forms import InviteForm
from papule.clinic.portal.models import Consent, Invitation, Message
from papule.clinic.requests import Request


def invite(request: Request, patient_id: int) -> HttpResponse:
    """Make a link for a patient, and show it once with its code."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = InviteForm(request.POST or None, initial={"asks": ["questionnaire"]})
    key = None
    if request.method == "POST" and form.is_valid():
        course = patient.courses.filter(closed_on=None).order_by("-opened_on").first()
        key = services.invite(actor_of(request), request.user, patient, course, form.cleaned_data["asks"])
    link = request.build_absolute_uri(reverse("portal:door", args=[key.token])) if key else ""
    shown = {
        "patient": patient,
        "form": form,
        "key": key,
        "link": link,
        "invitations": patient.invitations.order_by("-made_at")[:20],
        "consents": Consent.objects.filter(patient=patient).select_related("course", "document").order_by("-signed_at"),
    }
    if key:
        shown["picture"] = mark_safe(  # noqa: S308 -- drawn by segno from our own address
            segno.make(link, micro=False).svg_inline(scale=4, border=2, lineclass=None, svgclass="qr")
        )
    return render(request, "portal/invite.html", shown)


@require_POST
def invitation(request: Request, patient_id: int, invitation_id: int) -> HttpResponse:
    """End a link, or give a new code for it."""
    known = get_object_or_404(Invitation, pk=invitation_id, patient=patient_id)
    if request.POST.get("do") == "revoke":
        services.revoke(actor_of(request), known)
        return redirect("portal:invite", patient_id)
    code = services.renew_code(actor_of(request), known)
    return render(request, "portal/code.html", {"patient": known.patient, "code": code})


def answers(request: Request, patient_id: int, invitation_id: int) -> HttpResponse:
    """Show what a patient answered, and what changed since last time."""
    known = get_object_or_404(Invitation.objects.select_related("patient"), pk=invitation_id, patient=patient_id)
    if known.completed_at and known.seen_at is None:
        services.see(actor_of(request), known)
    return render(
        request,
        "portal/answers.html",
        {"patient": known.patient, "changes": asking.changes(known), "invitation": known},
    )


def message(request: Request, patient_id: int, message_id: int) -> HttpResponse:
    """Show a message, and keep what was answered."""
    known = get_object_or_404(Message.objects.select_related("patient"), pk=message_id, patient=patient_id)
    if request.method == "POST":
        services.answer(actor_of(request), request.user, known, request.POST.get("answer", ""))
        return redirect("agenda:today")
    return render(request, "portal/message.html", {"patient": known.patient, "message": known})


def photo(request: Request, patient_id: int, message_id: int) -> HttpResponse:
    """Give the photograph of a message."""
    known = get_object_or_404(Message, pk=message_id, patient=patient_id)
    if not known.photo:
        raise Http404
    return HttpResponse(bytes(known.photo), content_type="image/jpeg")
