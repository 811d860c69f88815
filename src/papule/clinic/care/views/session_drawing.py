"""The page of a session as it is drawn: what is filled in, what is said of it, what is left to do."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from papule.assessment.people import Person
from papule.clinic.accounts import passkeys
from papule.clinic.accounts.permissions import Role
from papule.clinic.aesthetic.waiting import lacking
from papule.clinic.agenda.rooms import room_names
from papule.clinic.care import session_actions, session_page
from papule.clinic.care.assessing import ImpossibleError
from papule.clinic.care.findings import presented
from papule.clinic.care.plans import is_acknowledged
from papule.clinic.care.session_agreement import CAPACITIES, said_of_minors
from papule.clinic.care.session_assessing import Judged, asked_today, blocking, judge, reasons_of
from papule.clinic.care.session_changes import find_replanned
from papule.clinic.care.session_checks import Obstacle, obstacles
from papule.clinic.care.session_consent import find_withdrawal
from papule.clinic.care.session_drafts import day_in
from papule.clinic.care.session_entry import Entry, Fields, read
from papule.clinic.care.session_meanwhile import answered_today, written
from papule.clinic.care.session_opening import Couch, Opening
from papule.clinic.care.session_renewing import renewed
from papule.clinic.patients.banner import banner_of, person_of
from papule.clinic.requests import Request
from papule.clinic.stock.kit import kit_on

AROUND = {"consent", "capacity", "capacity_who", "wait", "kit", "antiseptic", "device"}  # folds away once filled in


def couch_of(request: Request, opening: Opening) -> Couch:
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


def draw(
    request: Request, opening: Opening, fields: Fields, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw the page; for what it asks by itself, only what is said of it."""
    entry, couch = read(fields, opening.plan), couch_of(request, opening)
    if request.htmx and (shown.get("is_outdated") or shown.get("stale")):
        return _says_overtaken(request, opening, fields, shown)
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
        "replanned": find_replanned(opening, fields),
        "filled_on": day_in(fields, "filled_on"),
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


def _says_overtaken(request: Request, opening: Opening, fields: Fields, shown: dict[str, Any]) -> HttpResponse:
    """Say that a page is overtaken: what it holds is read against nothing but the plan that it showed."""
    now = renewed(fields, shown["seen"].basis, opening, timezone.localdate())
    context = {
        "patient": opening.course.patient,
        "course": opening.course,
        "replanned": find_replanned(opening, now),
        "filled_on": day_in(now, "filled_on"),
        **shown,
    }
    return render(request, "care/session_says.html", context)  # swapped in: a page that asks by itself hides errors


def _rest(request: Request, couch: Couch, entry: Entry, judged: Judged, person: Person) -> dict[str, Any]:
    """Give what only the whole page shows."""
    opening, today, rooms = couch.opening, couch.on, room_names(entry.said("room"))
    elsewhere = answered_today(opening.course.patient, today)
    return {
        "banner": banner_of(opening.course.patient, couch.practice, today),
        "syringes": session_page.syringe_rows(opening, entry, today),
        "observation": session_page.observation(entry, judged),
        "questions": session_page.questions(entry, asked_today(judged), elsewhere),
        "answered": written(elsewhere),
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
