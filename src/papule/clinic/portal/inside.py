"""The way into a patient's own pages: a link, a birth date, a one-time code; then half an hour without a touch."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from papule.clinic.audit.writing import Actor
from papule.clinic.portal.models import Invitation
from papule.clinic.portal.services import find_invitation, note_read

IDLE = 30 * 60
DEVICE = "papule_device"
View = Callable[..., HttpResponse]


def language_read() -> str:
    """Give the language of documents that fits the language in which the pages are read."""
    return "fr" if (translation.get_language() or "").startswith("fr") else "en"


def patient_actor(request: HttpRequest) -> Actor:
    """Give who acts: the patient, by their link."""
    route = request.resolver_match.route if request.resolver_match else ""
    return Actor("patient, by private link", None, "patient", request.META.get("REMOTE_ADDR", ""), route)


def gone(request: HttpRequest, token: str = "") -> HttpResponse:
    """Say that a link no longer opens, or, to somebody who came in by it, that a page is not there.

    Whether a link never existed, has ended or was revoked is not told.
    """
    return render(request, "portal/gone.html", {"token": token}, status=404)


def is_inside(request: HttpRequest, invitation: Invitation) -> bool:
    """Tell whether this browser was let in, and not too long ago."""
    held = request.session.get("portal") or {}
    return held.get("invitation") == invitation.pk and time.time() - held.get("at", 0) < IDLE


def let_in(request: HttpRequest, invitation: Invitation) -> None:
    """Remember that this browser was let in."""
    request.session["portal"] = {"invitation": invitation.pk, "at": time.time()}


def speak(request: HttpRequest, invitation: Invitation) -> None:
    """Speak the patient's language, unless another was chosen on this device."""
    if not request.COOKIES.get("django_language"):
        translation.activate(invitation.patient.language)


def _outside(request: HttpRequest, token: str) -> HttpResponse:
    """Send to the door; what was sent from a page that stood open too long is not kept, and that is told."""
    if request.method == "POST":
        told = _("What you sent last was not kept: the page had been open too long, or another link was used.")
        messages.warning(request, f"{told} {_('Come in again.')}")
    return redirect("portal:door", token)


def inside(view: View) -> View:
    """Let a view be seen only by somebody who came in; in the patient's language, noted in the log."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **named: object) -> HttpResponse:
        invitation = find_invitation(token)
        if invitation is None:
            return gone(request)
        speak(request, invitation)
        if not is_inside(request, invitation):
            return _outside(request, token)
        let_in(request, invitation)
        if request.method == "GET":
            note_read(patient_actor(request), invitation, view.__name__)
        try:
            return view(request, invitation, token, **named)
        except Http404:
            return gone(request, token)

    return guarded
