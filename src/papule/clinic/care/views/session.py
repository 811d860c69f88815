"""The session at the couch: filled in, kept at every change, signed."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.care import session_actions, session_signature
from papule.clinic.care.assessing import ImpossibleError
from papule.clinic.care.models import Draft, Session
from papule.clinic.care.rows import find_signed, first_key, get_course
from papule.clinic.care.session_drafts import (
    OutdatedError,
    OvertakenError,
    Seen,
    SignedError,
    StaleError,
    check_seen,
    discard,
    find_draft,
    held_in,
    keep,
    seen_in,
)
from papule.clinic.care.session_entry import Fields, kept, read
from papule.clinic.care.session_meanwhile import answered_today, asked_again
from papule.clinic.care.session_opening import Opening, find_opening, first_fields
from papule.clinic.care.session_renewing import basis_of, renewed
from papule.clinic.care.session_signing import RefusedError, sign
from papule.clinic.care.views.session_drawing import couch_of, draw
from papule.clinic.requests import Request


def session(request: Request, patient_id: int, course_id: int) -> HttpResponse:
    """Show the session that comes next in a course; keep what is filled in; sign it."""
    course = get_course(course_id, patient_id)
    signed = find_signed(request.POST.get("key", ""))
    if signed is not None:
        return _to_record(request, signed)
    opening = find_opening(course)
    if opening is None:
        return render(request, "care/session_unplanned.html", {"course": course, "patient": course.patient})
    try:
        return _posted(request, opening) if request.method == "POST" else _opened(request, opening)
    except ImpossibleError as error:
        shown = {"course": course, "patient": course.patient, "problems": error.problems}
        return render(request, "care/session_unplanned.html", shown, status=409)


def _opened(request: Request, opening: Opening) -> HttpResponse:
    held, today = held_in(find_draft(opening.course)), timezone.localdate()
    key = held.key or first_key(opening.course, request.user, Draft.Kind.session, opening.number)
    fields = renewed(held.fields, held.basis, opening, today) if held.fields else first_fields(opening, today)
    fields = asked_again(fields, answered_today(opening.course.patient, today))
    seen = Seen(key, held.revision, secrets.token_urlsafe(12), opening.number, basis_of(opening, today))
    shown = {"held": held, "seen": seen}
    return draw(request, opening, fields, shown)


def _posted(request: Request, opening: Opening) -> HttpResponse:
    asked = request.POST.get("do", "save")
    if asked == "save" and request.POST.get("scan") and not request.htmx:
        asked = "read"  # a hand scanner ends with Enter, which presses the first button
    seen = seen_in(request.POST)
    fields = asked_again(kept(request.POST), answered_today(opening.course.patient, timezone.localdate()))
    try:
        if asked == "discard":
            discard(actor_of(request), opening.course, seen.page)
            return redirect("care:session", opening.course.patient_id, opening.course.pk)
        if asked == "sign":
            return _sign(request, opening, fields, seen)
        return _kept(request, opening, fields, seen, asked)
    except StaleError as error:
        return _conflict(request, opening, fields, seen, {"stale": error.draft})
    except OutdatedError:
        return _conflict(request, opening, fields, seen, {"is_outdated": True})
    except SignedError as error:
        return _to_record(request, error.session)


def _is_outdated(opening: Opening, seen: Seen) -> bool:
    return seen.basis != basis_of(opening, timezone.localdate())


def _kept(request: Request, opening: Opening, fields: Fields, seen: Seen, asked: str) -> HttpResponse:
    """Do what a button asks, and keep it; what was filled in on another plan or day is kept as such, and not read."""
    is_outdated = _is_outdated(opening, seen)
    told = [] if is_outdated else session_actions.act(request, asked, opening, fields)
    try:
        draft = keep(actor_of(request), request.user, opening.course, fields, seen)
    except OvertakenError:
        if request.htmx:
            return draw(request, opening, fields, {"seen": seen, "is_outdated": is_outdated})
        return redirect("care:session", opening.course.patient_id, opening.course.pk)
    if request.htmx:
        seen = msgspec.structs.replace(seen, revision=draft.revision)
        return draw(request, opening, fields, {"seen": seen, "is_outdated": is_outdated})
    for message in told:
        messages.warning(request, message)
    place = session_actions.place_of(asked)
    return redirect(reverse("care:session", args=(opening.course.patient_id, opening.course.pk)) + place)


def _conflict(request: Request, opening: Opening, fields: Fields, seen: Seen, shown: dict[str, Any]) -> HttpResponse:
    """Show what was filled in on the plan as it stands now, and what came in between; nothing was written."""
    course = get_course(opening.course.pk, opening.course.patient_id)
    now, today = find_opening(course) or opening, timezone.localdate()
    if not request.htmx:
        fields = renewed(fields, seen.basis, now, today)
        seen = msgspec.structs.replace(seen, basis=basis_of(now, today))
    return draw(request, now, fields, {"seen": seen, **shown}, status=409)


def _to_record(request: Request, signed: Session) -> HttpResponse:
    """Show a session that was signed meanwhile; where another one signed it, say so."""
    address = reverse("care:record", args=(signed.patient_id, signed.pk))
    if request.POST.get("key") != signed.key:
        told = _("Session %(number)s was signed meanwhile by %(name)s. Nothing of yours was signed.")
        messages.warning(request, told % {"number": signed.number, "name": signed.performed_by.name})
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _sign(request: Request, opening: Opening, fields: Fields, seen: Seen) -> HttpResponse:
    """Sign; where something stands in the way, show it beside everything that was filled in."""
    if Role.doctor not in request.user.roles:
        return render(request, "403.html", {"name": "care:session"}, status=403)
    if _is_outdated(opening, seen):
        check_seen(opening.course, find_draft(opening.course), seen)
        raise OutdatedError
    entry = read(fields, opening.plan)
    shown: dict[str, Any] = {"seen": seen, "tried": True}
    told = session_signature.refusal(request)
    if told:
        shown["signature_error"] = told
    else:
        try:
            signed = sign(actor_of(request), couch_of(request, opening), entry, seen)
        except RefusedError as error:
            record(actor_of(request), "session.refused", patient_id=opening.course.patient_id)
            shown["refused"] = error
        else:
            messages.success(request, _("Session %(number)s is signed.") % {"number": signed.number})
            return redirect("care:record", signed.patient_id, signed.pk)
    return draw(request, opening, fields, shown, status=422)
