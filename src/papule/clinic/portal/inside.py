"""The way into a patient's own pages: a link, a birth date, a one-time code; then half an hour without a touch."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

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


def known(token: str) -> Invitation:
    """Give the invitation of a link.

    Raises Http404 for a link that does not exist, has ended, or was revoked: which of them is not told.
    """
    found = find_invitation(token)
    if found is None:
        raise Http404
    return found


def is_inside(request: HttpRequest, invitation: Invitation) -> bool:
    """Tell whether this browser was let in, and not too long ago."""
    held = request.session.get("portal") or {}
    return held.get("invitation") == invitation.pk and time.time() - held.get("at", 0) < IDLE


def let_in(request: HttpRequest, invitation: Invitation) -> None:
    """Remember that this browser was let in."""
    request.session["portal"] = {"invitation": invitation.pk, "at": time.time()}


def inside(view: View) -> View:
    """Let a view be seen only by somebody who came in; in the patient's language, noted in the log."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **named: object) -> HttpResponse:
        invitation = known(token)
        if not is_inside(request, invitation):
            return redirect("portal:door", token)
        let_in(request, invitation)
        if not request.COOKIES.get("django_language"):
            translation.activate(invitation.patient.language)
        if request.method == "GET":
            note_read(patient_actor(request), invitation, view.__name__)
        return view(request, invitation, token, **named)

    return guarded
