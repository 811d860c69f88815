"""The practice's side of the portal: inviting, answers, messages."""

from __future__ import annotations

import secrets
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of
from papule.clinic.forms import OnceForm
from papule.clinic.knowledge import words
from papule.clinic.mail import links
from papule.clinic.mail.models import Mail
from papule.clinic.patients.models import Patient
from papule.clinic.patients.records import records_of
from papule.clinic.portal import asking, background, services
from papule.clinic.portal.forms import InviteForm
from papule.clinic.portal.held_words import ticked_words
from papule.clinic.portal.models import Consent, Invitation, Message
from papule.clinic.requests import Request


def invite(request: Request, patient_id: int) -> HttpResponse:
    """Make a link for a patient: show it once with its code, or send it by e-mail and show the code alone."""
    patient = get_object_or_404(Patient, pk=patient_id)
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        return _withdrawn(request, patient)
    bar = links.find_bar(request.practice, patient)
    form = InviteForm(patient, request.POST or None, initial={"asks": ["questionnaire"]})
    once = OnceForm(request.POST or None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") != "mail":
            shown = _made(request, patient, form.cleaned_data)
        elif once.is_valid() and not bar:
            shown = {"code": _mailed(request, patient, form.cleaned_data, once.cleaned_data["once"])}
    shown |= {
        "patient": patient,
        "form": form,
        "bar": bar,
        "once": secrets.token_urlsafe(16),
        "listed": _with_mail(patient),
        "consents": Consent.objects.filter(patient__in=records_of(patient_id))
        .select_related("course", "document", "withdrawal")
        .order_by("-signed_at"),
    }
    return render(request, "portal/invite.html", shown)


def _withdrawn(request: Request, patient: Patient) -> HttpResponse:
    """Keep that a patient withdrew a consent by word or by letter."""
    key = request.POST.get("consent", "")
    rows = Consent.objects.filter(patient__in=records_of(patient.pk))
    given = get_object_or_404(rows, pk=int(key) if key.isdigit() else 0)
    services.withdraw(actor_of(request), given, request.POST.get("reason", ""), "")
    return redirect("portal:invite", patient.pk)


def _made(request: Request, patient: Patient, said: dict[str, Any]) -> dict[str, Any]:
    key = services.invite(actor_of(request), request.user, patient, said["course"], said["asks"])
    link = request.build_absolute_uri(reverse("portal:door", args=[key.token]))
    picture = segno.make(link, micro=False).svg_inline(scale=4, border=2, lineclass=None, svgclass="qr")
    return {"code": key.code, "link": link, "picture": mark_safe(picture)}  # noqa: S308 -- drawn from our own address


def _mailed(request: Request, patient: Patient, said: dict[str, Any], once: str) -> str:
    wanted = links.Wanted(request.practice, request.user, patient, said["course"], said["asks"])
    return links.invite(actor_of(request), wanted, once)


def _with_mail(patient: Patient) -> list[tuple[Invitation, Mail | None]]:
    """Give the newest links, each with its newest mail."""
    rows = patient.invitations.select_related("course").order_by("-made_at").prefetch_related("mails")[:20]
    return [(each, max(each.mails.all(), key=lambda mail: mail.pk, default=None)) for each in rows]


@require_POST
def invitation(request: Request, patient_id: int, invitation_id: int) -> HttpResponse:
    """End a link, or give a new code for it."""
    known = get_object_or_404(Invitation, pk=invitation_id, patient=patient_id)
    if not known.is_open:
        messages.error(request, _("This link has ended: a code would open nothing. Make a new link."))
        return redirect("portal:invite", patient_id)
    if request.POST.get("do") == "revoke":
        services.revoke(actor_of(request), known)
        return redirect("portal:invite", patient_id)
    code = services.renew_code(actor_of(request), known)
    return render(request, "portal/code.html", {"patient": known.patient, "code": code})


def answers(request: Request, patient_id: int, invitation_id: int) -> HttpResponse:
    """Show what a patient answered, and what changed since last time."""
    known = get_object_or_404(Invitation.objects.select_related("patient"), pk=invitation_id, patient=patient_id)
    changes = asking.changes(known)
    if known.seen_at is None and (known.completed_at or any(each.is_flag for each in changes)):
        services.see(actor_of(request), known)
    return render(
        request,
        "portal/answers.html",
        {"patient": known.patient, "changes": changes, "invitation": known, "told": background.told(known)},
    )


def message(request: Request, patient_id: int, message_id: int) -> HttpResponse:
    """Show a message, and keep what was answered."""
    known = get_object_or_404(Message.objects.select_related("patient"), pk=message_id, patient=patient_id)
    if request.method == "POST":
        if services.answer(actor_of(request), request.user, known, request.POST.get("answer", "")):
            return redirect("agenda:today")
        messages.warning(request, _("Somebody of the practice was faster: their answer stands, yours was not kept."))
        return redirect("portal:message", patient_id, message_id)
    signs = ticked_words(known, words().language)
    return render(request, "portal/message.html", {"patient": known.patient, "message": known, "signs": signs})


def photo(request: Request, patient_id: int, message_id: int) -> HttpResponse:
    """Give the photograph of a message."""
    known = get_object_or_404(Message, pk=message_id, patient=patient_id)
    if not known.photo:
        raise Http404
    return HttpResponse(bytes(known.photo), content_type="image/jpeg")
