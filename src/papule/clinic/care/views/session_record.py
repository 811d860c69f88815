"""The signed session: read, printed, amended; never changed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts import passkeys
from papule.clinic.audit.writing import actor_of
from papule.clinic.care import session_signature
from papule.clinic.care.models import Session
from papule.clinic.care.rows import get_session, versions_of
from papule.clinic.care.session_amending import AmendedError, AmendForm, amend
from papule.clinic.care.session_record import digest_of, record_of
from papule.clinic.care.session_showing import parts_of
from papule.clinic.patients.banner import banner_of
from papule.clinic.requests import Request


def record(request: Request, patient_id: int, session_id: int) -> HttpResponse:
    """Show a signed session: the version that counts, beside the one it amends."""
    session = get_session(session_id, patient_id)
    versions = versions_of(session)
    shown = versions if "all" in request.GET else versions[-2:]
    context = {
        "session": session,
        "patient": session.patient,
        "banner": banner_of(session.patient, request.practice),
        "versions": versions,
        "shown": shown,
        "parts": parts_of(tuple(record_of(each.record) for each in shown)),
        "watching": _watching(session),
        "intact": {each.number for each in versions if digest_of(each.record, each.assessment) == each.digest},
    }
    return render(request, "care/session_record.html", context)


def _watching(session: Session) -> datetime | None:
    """Give until when the patient is to be watched, while it lasts."""
    record = record_of(session.current.record) if session.current else None
    ends = record.observation.ends_at if record and record.observation else None
    return ends if ends and ends > timezone.now() else None


def assessment(request: Request, patient_id: int, session_id: int) -> HttpResponse:
    """Hand over the assessment of a signed session as `papule replay` reads it."""
    session = get_session(session_id, patient_id)
    text = session.current.assessment if session.current else ""
    name = f"session-{session.patient.record_number}-{session.number}.json"
    disposition = f'attachment; filename="{"".join(each for each in name if each.isalnum() or each in "-.")}"'
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": disposition})


def amend_session(request: Request, patient_id: int, session_id: int) -> HttpResponse:
    """Amend a signed session: a new version, signed anew."""
    session = get_session(session_id, patient_id)
    current = session.current
    if current is None:
        return redirect("care:record", patient_id, session_id)
    form = AmendForm(request.POST or None, record_of(current.record))
    status = 200
    if request.method == "POST" and form.is_valid():
        told = session_signature.refusal(request)
        if not told:
            seen = request.POST.get("version", "")
            try:
                number = int(seen) if seen.isdecimal() else 0
                amend(actor_of(request), request.user, session, number, form)
            except AmendedError:
                told = _("Somebody amended this session meanwhile. Look at the newest version, then amend it.")
            else:
                return redirect("care:record", patient_id, session_id)
        form.add_error(None, told)
    if form.errors:
        status = 422
    context = {
        "session": session,
        "patient": session.patient,
        "banner": banner_of(session.patient, request.practice),
        "form": form,
        "version": request.POST.get("version", current.number),
        "passkey": passkeys.find_options(request.user),
    }
    return render(request, "care/session_amend.html", context, status=status)
