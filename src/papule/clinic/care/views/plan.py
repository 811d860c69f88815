"""The composer: what, where, and what it says; kept at every change, saved as a version."""

from __future__ import annotations

import re
import secrets
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.permissions import Role
from papule.clinic.aesthetic.waiting import find_waiting, lacking
from papule.clinic.audit.writing import actor_of
from papule.clinic.care import plan_changes, plan_choices, plan_page, plan_points, plans
from papule.clinic.care.assessing import ImpossibleError, Judged, judge
from papule.clinic.care.findings import LONGEST_REASON, presented
from papule.clinic.care.models import Course, Draft, PlanVersion
from papule.clinic.care.plan_body import body_of
from papule.clinic.care.plan_drafts import SavedError, Seen, StaleError, discard_draft, find_draft, keep_draft
from papule.clinic.care.plan_fields import Fields, Read, fields_of, kept, read
from papule.clinic.care.plan_words import differences
from papule.clinic.care.plan_wrong import reasons_in, wrong_of
from papule.clinic.care.rows import find_newest_plan, first_key, get_course, pain_of_day
from papule.clinic.knowledge import formulary, view_on
from papule.clinic.patients.banner import banner_of
from papule.clinic.requests import Request, counted
from papule.planning.proposals import Proposal


def plan(request: Request, patient_id: int, course_id: int) -> HttpResponse:
    """Compose the plan of a course. Doctors write; assistants read."""
    course = get_course(course_id, patient_id)
    if request.method == "POST":
        if Role.doctor not in request.user.roles:
            return render(request, "403.html", {"name": "care:plan"}, status=403)
        return _posted(request, course)
    newest = find_newest_plan(course)  # first: a draft that is begun meanwhile on a newer one is then told
    draft = find_draft(course)
    fields = dict(draft.body["fields"]) if draft else _first_fields(course, newest)
    base = newest.number if newest else 0
    key = draft.key if draft else first_key(course, request.user, Draft.Kind.plan, base)
    seen = Seen(key, draft.revision if draft else 0, base, secrets.token_urlsafe(12))
    return _page(request, course, fields, {"seen": seen, "draft": draft})


def _first_fields(course: Course, newest: PlanVersion | None) -> Fields:
    """Begin with the plan that counts; where there is none, with one empty syringe. The pain is that of today."""
    pain = {"nrs": pain_of_day(course, timezone.localdate())}
    if newest is not None:
        return fields_of(body_of(newest.body)) | pain
    fields: Fields = pain | {
        "device": "manual",
        "planned": str(course.planned_sessions or ""),
        "interval": str(course.interval_days or ""),
    }
    plan_changes.add_syringe(fields)
    return fields


def _seen(request: Request) -> Seen:
    revision, base, turn = (counted(request.POST.get(name, "")) for name in ("revision", "base", "turn"))
    return Seen(request.POST.get("key", "")[:40], revision, base, request.POST.get("page", "")[:40], turn)


def _posted(request: Request, course: Course) -> HttpResponse:
    """Do what was asked for; where the page does not know what it would write over, it is told and nothing is done."""
    fields, seen = kept(request.POST), _seen(request)
    try:
        return _done(request, course, fields, seen)
    except StaleError as error:
        differing = differences(error.body, read(fields).body)
        return _page(request, course, fields, {"seen": seen, "stale": error, "differing": differing}, status=409)


def _done(request: Request, course: Course, fields: Fields, seen: Seen) -> HttpResponse:
    asked = request.POST.get("do", "keep")
    if asked == "discard":
        discard_draft(actor_of(request), course, seen)
        return redirect("care:plan", course.patient_id, course.pk)
    if asked == "save":
        return _saved(request, course, fields, seen)
    _change(request, course, asked, fields)
    try:
        draft = keep_draft(actor_of(request), request.user, course, fields, seen)
    except SavedError:
        return _page(request, course, fields, {"seen": seen})
    seen = msgspec.structs.replace(seen, key=draft.key, revision=draft.revision)
    if request.htmx or asked == "keep":
        return _page(request, course, fields, {"seen": seen, "draft": draft})
    return redirect("care:plan", course.patient_id, course.pk)


def _change(request: Request, course: Course, asked: str, fields: Fields) -> None:
    """Do what a button asks for; what no button asks for does nothing."""
    verb, _sep, what = asked.partition(":")
    if verb in plan_changes.SIMPLE:
        plan_changes.SIMPLE[verb](fields, what)
    elif verb in ACTS:
        ACTS[verb](request, course, what, fields)


def _follow(request: Request, _course: Course, _what: str, fields: Fields) -> None:
    plan_changes.follow(fields, request.POST.get("schedule", ""))


def _take(request: Request, _course: Course, what: str, fields: Fields) -> None:
    plan_changes.take(fields, plans.find_template(request.user, what))


def _use(request: Request, course: Course, what: str, fields: Fields) -> None:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,3})", what)
    try:
        proposal = _proposal(request, _judged(request, course, read(fields)))
    except ImpossibleError:
        return
    if found and proposal and int(found[2]) < len(proposal.candidates):
        plan_changes.use(fields, int(found[1]), proposal.candidates[int(found[2])])


def _points(request: Request, course: Course, what: str, fields: Fields) -> None:
    """Add the points of a template; where none is named, the painful ones of the consultation."""
    taken = plans.drawn_points(plans.find_template(request.user, what)) if what else plan_points.painful_of(course)
    plan_points.add_points(fields, taken)


def _keep_template(request: Request, course: Course, _what: str, fields: Fields) -> None:
    name = request.POST.get("template_name", "").strip()[:200]
    if not name:
        messages.error(request, _("Give the template a name."))
        return
    shared = bool(request.POST.get("template_shared"))
    plans.keep_template(actor_of(request), request.user, name, course, read(fields).body, is_shared=shared)
    messages.success(request, _("Kept as a template."))


def _judged(request: Request, course: Course, found: Read) -> Judged:
    operator = request.user if Role.doctor in request.user.roles else course.doctor
    return judge(course, found.body, request.practice, operator, timezone.localdate(), found.nrs)


def _acknowledge(request: Request, course: Course, _what: str, fields: Fields) -> None:
    found = read(fields)
    try:
        plans.acknowledge(request.user, found.body, _judged(request, course, found).assessment)
    except ImpossibleError:
        return


ACTS = {
    "follow": _follow,
    "take": _take,
    "use": _use,
    "points": _points,
    "template": _keep_template,
    "acknowledge": _acknowledge,
}


def _saved(request: Request, course: Course, fields: Fields, seen: Seen) -> HttpResponse:
    """Save the plan as a version; what cannot be read or cannot be is shown instead."""
    found, reasons = read(fields), reasons_in(request.POST)
    too_long = any(len(each) > LONGEST_REASON for each in reasons.values())
    shown: dict[str, Any] = {"seen": seen, "tried": True, "too_long": LONGEST_REASON if too_long else 0}
    if found.errors or found.undosed or found.body.is_empty or too_long:
        return _page(request, course, fields, shown, status=422)
    try:
        judged = _judged(request, course, found)
    except ImpossibleError:
        return _page(request, course, fields, shown, status=422)
    composed = plans.Composed(found.body, judged, reasons)
    version = plans.save_plan(actor_of(request), request.user, course, composed, seen)
    messages.success(request, _("The plan is kept, version {number}.").format(number=version.number))
    return redirect("care:plan", course.patient_id, course.pk)


def _view(request: Request):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- the view of the knowledge
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def _proposal(request: Request, judged: Judged) -> Proposal | None:
    return plan_page.proposal_for(judged.case, _view(request))


def _page(request: Request, course: Course, fields: Fields, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    found = read(fields)
    shown |= {
        "course": course,
        "patient": course.patient,
        "fields": fields,
        "read": found,
        "wrong": wrong_of(fields, found),
        "is_incomplete": bool(found.undosed) or not found.body.contents,
        "syringes": plan_page.syringe_rows(fields, found),
        **_says(request, course, found, fields),
    }
    if request.htmx:
        return render(request, "care/plan_says.html", shown, status=200 if status == 409 else status)  # noqa: PLR2004 -- a conflict is shown in place
    known = getattr(course, "plan", None)
    indication = formulary().indications.get(course.indication)
    proposal = _proposal(request, shown["judged"]) if "judged" in shown else None
    shown |= {
        "banner": banner_of(course.patient, request.practice),
        "products": plan_choices.product_choices(_view(request)),
        "sites": plan_choices.site_choices(indication.sites if indication else ()),
        "techniques": plan_choices.technique_choices(),
        "devices": plan_choices.device_choices(),
        "schedules": plan_choices.schedule_choices(course.indication, course.phase),
        "areas": plan_page.area_rows(fields, found),
        "proposed": plan_page.proposed(proposal) if proposal else [],
        "painful": len(plan_points.painful_of(course)),
        "ruled_out": plan_page.ruled_out(proposal) if proposal else [],
        "templates": plans.templates_for(request.user),
        "versions": known.versions.select_related("made_by").order_by("-number")[:20] if known else [],
        **_waiting(course),
        "may_write": Role.doctor in request.user.roles,
    }
    return render(request, "care/plan.html", shown, status=status)


def _waiting(course: Course) -> dict[str, Any]:
    """Say what an aesthetic course waits for, once it has a plan."""
    version = find_newest_plan(course)
    waiting = find_waiting(course, body_of(version.body)) if version else None
    return {"waiting": waiting, "lacking": lacking(waiting, timezone.localdate()) if waiting else ""}


def _says(request: Request, course: Course, found: Read, fields: Fields) -> dict[str, Any]:
    """Say what the plan comes to: assessed where it can be, else what cannot be."""
    reasons = reasons_in(request.POST) or {
        key.removeprefix("reason-"): said for key, said in fields.items() if key.startswith("reason-")
    }
    try:
        judged = _judged(request, course, found)
    except ImpossibleError as error:
        return {"problems": error.problems}
    known = plans.is_acknowledged(request.user, found.body, judged.assessment)
    return {
        "judged": judged,
        "findings": presented(judged.assessment, reasons, is_acknowledged=known),
        "doses": judged.assessment.doses,
        "prepared": plan_page.prepared(judged, _view(request)),
        "needles": plan_page.needles(judged, _view(request)),
    }
