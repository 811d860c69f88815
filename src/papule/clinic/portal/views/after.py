"""Afterwards: the sheet of the last session, which the patient has without asking for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from papule.clinic.accounts.models import Practice
from papule.clinic.documents.models import Kind
from papule.clinic.documents.services import build, head_for
from papule.clinic.documents.typesetting import typeset
from papule.clinic.knowledge import view_on
from papule.clinic.portal.inside import inside, language_read
from papule.clinic.portal.models import Invitation


@inside
def after(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Say what was injected in the last session, from which lots, where, and until when to look out for what."""
    sessions = invitation.patient.sessions.select_related("course", "current", "performed_by")
    last = sessions.order_by("-performed_at").first()
    if last is None:
        raise Http404
    practice = Practice.objects.get()
    head = head_for(practice, last.performed_by, invitation.patient, language_read())
    view = view_on(timezone.localdate(), practice.country, practice.society or None)
    sheet = build(Kind.session, head, last, view)
    if "pdf" in request.GET:
        response = HttpResponse(typeset(sheet), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="papule-session-{last.number}.pdf"'
        return response
    return render(request, "portal/after.html", {"token": token, "patient": invitation.patient, "sheet": sheet})
