"""The server that sends mail, the outbox, and what a patient agreed to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.forms import OnceForm
from papule.clinic.mail import links, sending, services
from papule.clinic.mail.forms import ServerForm
from papule.clinic.mail.models import Mail, MailServer
from papule.clinic.patients.models import Patient
from papule.clinic.portal.models import Invitation
from papule.clinic.requests import Request

ROWS = 100


def server(request: Request) -> HttpResponse:
    """Show and change the server; send a mail to the sender to try it."""
    known = MailServer.objects.first()
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    form = ServerForm(request.POST if asked == "keep" else None, instance=known)
    if asked == "keep" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ServerForm.Meta.fields}
        services.keep_server(actor_of(request), said)
        messages.success(request, _("Kept."))
        return redirect("mail:server")
    if asked == "remove":
        services.forget_server(actor_of(request))
        return redirect("mail:server")
    shown: dict[str, Any] = {"form": form, "known": known}
    if asked == "try" and known is not None:
        shown |= _tried(request, known)
    return render(request, "mail/server.html", shown)


def _tried(request: Request, known: MailServer) -> dict[str, Any]:
    subject = _("Papule can send mail")
    try:
        sending.post(known, known.sender, subject, _("This mail was sent to try it, from the page of the practice."))
    except (OSError, ValueError) as error:
        return {"problem": sending.reason_of(error)}
    record(actor_of(request), "mail.try")
    return {"went": known.sender}


def outbox(request: Request) -> HttpResponse:
    """List what failed, what waits and what was sent."""
    rows = Mail.objects.select_related("patient").order_by("-made_at")
    shown = {
        "failed": rows.filter(is_failed=True)[:ROWS],
        "waiting": rows.filter(sent_at=None, ended_at=None)[:ROWS],
        "sent": rows.exclude(sent_at=None).order_by("-sent_at")[:ROWS],
        "has_server": MailServer.objects.exists(),
    }
    seen = sorted({each.patient_id for name in ("failed", "waiting", "sent") for each in shown[name]})  # type: ignore[attr-defined] # rows
    record(actor_of(request), "read", subject="mail:outbox", patients=seen)
    return render(request, "mail/outbox.html", shown)


@require_POST
def again(request: Request, patient_id: int, mail_id: int) -> HttpResponse:
    """Try a mail again that was given up, or leave it."""
    mail = get_object_or_404(Mail, pk=mail_id, patient=patient_id)
    (services.leave if request.POST.get("do") == "leave" else services.try_again)(actor_of(request), mail)
    return redirect("mail:outbox")


@require_POST
def link(request: Request, patient_id: int, invitation_id: int) -> HttpResponse:
    """Let a private link be mailed."""
    known = get_object_or_404(Invitation.objects.select_related("patient"), pk=invitation_id, patient=patient_id)
    form = OnceForm(request.POST)
    if not known.is_open or links.find_bar(request.practice, known.patient) or not form.is_valid():
        messages.error(request, _("The link is not sent. The page says why; else press once more."))
    else:
        mail = links.send(actor_of(request), request.practice, known, form.cleaned_data["once"])
        messages.success(request, _("The link goes to %(to)s by e-mail.") % {"to": mail.to})
    return redirect("portal:invite", patient_id)


def reminders(request: Request, patient_id: int) -> HttpResponse:
    """Show and change whether a patient is reminded, with what was sent."""
    patient = get_object_or_404(Patient, pk=patient_id)
    if request.method == "POST":
        agrees = request.POST.get("agrees") == "yes"
        services.agree(actor_of(request), request.user, patient, agrees=agrees)
        return redirect("mail:reminders", patient_id)
    shown = {
        "patient": patient,
        "agreement": getattr(patient, "mail_agreement", None),
        "mails": Mail.objects.filter(patient=patient).order_by("-made_at")[:ROWS],
        "has_server": MailServer.objects.exists(),
    }
    return render(request, "mail/reminders.html", shown)
