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

from papule.assessment.people import Person
from papule.clinic.accounts import passkeys
from papule.clinic.accounts.permissions import Role
from papule.clinic.aesthetic.waiting import lacking
from papule.clinic.agenda.rooms import room_names
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.care import session_actions, session_page, session_signature
from papule.clinic.care.assessing import ImpossibleError
from papule.clinic.care.findings import presented
from papule.clinic.care.models import Draft, Session
from papule.clinic.care.plans import is_acknowledged
from papule.clinic.care.rows import find_signed, first_key, get_course
from papule.clinic.care.session_agreement import CAPACITIES, said_of_minors
from papule.clinic.care.session_assessing import Judged, asked_today, blocking, judge, reasons_of
from papule.clinic.care.session_checks import Obstacle, obstacles
from papule.clinic.care.session_consent import find_withdrawal
from papule.clinic.care.session_drafts import Seen, SignedError, StaleError, discard, find_draft, held_in, keep
from papule.clinic.care.session_entry import Entry, Fields, kept, read
from papule.clinic.care.session_opening import Couch, Opening, find_opening, first_fields
from papule.clinic.care.session_signing import RefusedError, sign
from papule.clinic.patients.banner import banner_of, person_of
from papule.clinic.requests import Request
from papule.clinic.stock.kit import kit_on

AROUND = {"consent", "capacity", "capacity_who", "wait", "kit", "antiseptic", "device"}  # folds away once filled in


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
    held = held_in(find_draft(opening.course))
    key = held.key or first_key(opening.course, request.user, Draft.Kind.session, opening.number)
    fields = held.fields or first_fields(opening, timezone.localdate())
    shown = {"held": held, "seen": Seen(key, held.revision, secrets.token_urlsafe(12), opening.number)}
    return _page(request, opening, fields, shown)


def _posted(request: Request, opening: Opening) -> HttpResponse:
    asked = request.POST.get("do", "save")
    if asked == "save" and request.POST.get("scan") and not request.htmx:
        asked = "read"  # a hand scanner ends with Enter, which presses the first button
    fields, seen = kept(request.POST), _seen(request)
    try:
        if asked == "discard":
            discard(actor_of(request), opening.course)
            return redirect("care:session", opening.course.patient_id, opening.course.pk)
        if asked == "sign":
            return _sign(request, opening, fields, seen)
        told = session_actions.act(request, asked, opening, fields)
        draft = keep(actor_of(request), request.user, opening.course, fields, seen)
    except StaleError as error:
        return _page(request, opening, fields, {"seen": seen, "stale": error.draft}, status=409)
    except SignedError as error:
        return _to_record(request, error.session)
    if request.htmx:
        return _page(request, opening, fields, {"seen": Seen(seen.key, draft.revision, seen.page, seen.number)})
    for message in told:
        messages.warning(request, message)
    place = session_actions.place_of(asked)
    return redirect(reverse("care:session", args=(opening.course.patient_id, opening.course.pk)) + place)


def _seen(request: Request) -> Seen:
    key, page = request.POST.get("key", "")[:40], request.POST.get("page", "")[:40]
    revision, number = (request.POST.get(each, "")[:9] for each in ("revision", "number"))
    seen_revision = int(revision) if revision.isdecimal() else 0
    return Seen(key or secrets.token_urlsafe(24), seen_revision, page, int(number) if number.isdecimal() else 0)


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
    entry = read(fields, opening.plan)
    shown: dict[str, Any] = {"seen": seen, "tried": True}
    told = session_signature.refusal(request)
    if told:
        shown["signature_error"] = told
    else:
        try:
            signed = sign(actor_of(request), _couch(request, opening), entry, seen)
        except RefusedError as error:
            record(actor_of(request), "session.refused", patient_id=opening.course.patient_id)
            shown["refused"] = error
        else:
            messages.success(request, _("Session %(number)s is signed.") % {"number": signed.number})
            return redirect("care:record", signed.patient_id, signed.pk)
    return _page(request, opening, fields, shown, status=422)


def _couch(request: Request, opening: Opening) -> Couch:
    """Give the session at hand; what an assistant prepares is judged as done by the doctor of the course."""
    operator = request.user if Role.doctor in request.user.roles else opening.course.doctor
    return Couch(opening, request.practice, operator, timezone.localdate())


def _judged(couch: Couch, entry: Entry) -> tuple[Judged, tuple[Obstacle, ...]]:
    """Assess what was filled in; where its points cannot be, what was planned, and say what cannot be.

    Raises ImpossibleError where the plan itself cannot be.
    """
    try:
        return judge(couch, entry), ()
    except ImpossibleError as error:
        planned = msgspec.structs.replace(entry, points=couch.opening.plan.points)
        return judge(couch, planned), tuple(Obstacle("points", each) for each in error.problems)


def _is_read(couch: Couch, judged: Judged) -> bool:
    """Tell whether the standing remarks on this recipe were read at the plan."""
    return is_acknowledged(couch.operator, couch.opening.plan, judged.assessment)


def _page(
    request: Request, opening: Opening, fields: Fields, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw the page; for what it asks by itself, only what is said of it."""
    entry, couch = read(fields, opening.plan), _couch(request, opening)
    judged, problems = _judged(couch, entry)
    person = person_of(opening.course.patient, request.practice, couch.on)
    withdrawal = find_withdrawal(opening.course)
    left = (*problems, *obstacles(entry, opening, person, couch.on, withdrawal))
    context = {
        "patient": opening.course.patient,
        "course": opening.course,
        "opening": opening,
        "now": timezone.localtime(),
        "may_sign": Role.doctor in request.user.roles,
        "fields": fields,
        "obstacles": left,
        "withdrawal": withdrawal,
        "waiting": opening.waiting,
        "lacking": lacking(opening.waiting, couch.on) if opening.waiting else "",
        "around_open": any(each.at in AROUND for each in left),
        "blocking": blocking(judged, reasons_of(entry)),
        "findings": presented(judged.assessment, reasons_of(entry), is_acknowledged=_is_read(couch, judged)),
        **shown,
    }
    if request.htmx:
        return render(request, "care/session_says.html", context)
    context |= _rest(request, couch, entry, judged, person)
    return render(request, "care/session.html", context, status=status)


def _rest(request: Request, couch: Couch, entry: Entry, judged: Judged, person: Person) -> dict[str, Any]:
    """Give what only the whole page shows."""
    opening, today, rooms = couch.opening, couch.on, room_names(entry.said("room"))
    return {
        "banner": banner_of(opening.course.patient, couch.practice, today),
        "syringes": session_page.syringe_rows(opening, entry, today),
        "observation": session_page.observation(entry, judged),
        "questions": session_page.questions(opening, entry, asked_today(judged), today),
        "red_flags": session_page.red_flags(opening, couch.view),
        "groups": session_page.group_rows(opening, entry),
        "antiseptics": session_page.antiseptic_rows(entry, person, today),
        "devices": session_page.device_rows(entry),
        "rooms": rooms,
        "room_open": rooms and not entry.said("room"),
        "steps": session_page.steps(entry, couch.view),
        "kit": kit_on(today),
        "looks": session_page.looks(),
        "answers": session_page.ANSWERS,
        "consents": session_page.CONSENTS,
        "capacities": CAPACITIES.items(),
        "minors": said_of_minors(couch.view, opening.course.patient.birth_date, today),
        "today_iso": today.isoformat(),
        "scores": range(11),
        "passkey": passkeys.find_options(request.user),
        "pending": session_actions.pending_in(entry.fields),
    }
