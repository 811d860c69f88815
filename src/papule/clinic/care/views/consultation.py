"""The consultation: complaint, indication, signs looked for, pain, answers, what else is done."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.writing import actor_of
from papule.clinic.care import consulting
from papule.clinic.care.consulting_meanwhile import Changed, changed_meanwhile
from papule.clinic.care.findings import cited
from papule.clinic.care.forms import CourseForm, FoundForm, SparedSet, care_words
from papule.clinic.care.indications import GENERAL, choices, red_flags
from papule.clinic.care.models import Consultation, Course
from papule.clinic.knowledge import view_on, words
from papule.clinic.patients.banner import banner_of
from papule.clinic.patients.models import Patient
from papule.clinic.patients.screening import ScreeningForm
from papule.clinic.requests import Request, counted
from papule.knowledge.model.rule import Guidance

ANSWERS = ("yes", "no", "unknown")


def consultation_new(request: Request, patient_id: int) -> HttpResponse:
    """Begin: what brings the patient."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = consulting.open_course(actor_of(request), request.user, patient, form.said())
        return redirect("care:consultation", patient_id, made.course_id)
    shown = {
        "patient": patient,
        "form": form,
        "banner": banner_of(patient, request.practice),
        "indications": _choices(),
    }
    return render(request, "care/consultation_new.html", shown)


def _choices() -> Any:  # noqa: ANN401 -- of the knowledge
    return choices("fr" if (get_language() or "").startswith("fr") else "en")


def consultation(request: Request, patient_id: int, course_id: int) -> HttpResponse:
    """Show the newest consultation of a course; the one of today is still being written."""
    course = get_object_or_404(Course.objects.select_related("patient"), pk=course_id, patient=patient_id)
    known = course.consultations.select_related("held_by").order_by("-held_at").first()
    is_open = known is not None and timezone.localdate(known.held_at) == timezone.localdate()
    may_write = Role.doctor in request.user.roles
    if request.method == "POST" and not may_write:
        return render(request, "403.html", {"name": "care:consultation"}, status=403)
    if request.method == "POST" and request.POST.get("do") == "again":
        consulting.consult_again(actor_of(request), request.user, course)
        return redirect("care:consultation", patient_id, course_id)
    if known is None or not is_open or not may_write:
        return _read_only(request, course, known)
    return _written(request, course, known)


def _written(request: Request, course: Course, known: Consultation) -> HttpResponse:
    """Write the consultation of today; what somebody else kept meanwhile is told and not written over."""
    told = red_flags(course.indication, _view(request))
    flags = _signs(told)
    forms = _forms(request, known, has_signs=bool(flags))
    revision, changed = request.POST.get("revision", known.revision), None
    if request.method == "POST" and all(each.is_valid() for each in forms.values()):
        changed = _kept(request, known, _said(request, forms, flags))
        if changed is None:
            to = "care:plan" if request.POST.get("do") == "plan" else "care:consultation"
            return redirect(to, course.patient_id, course.pk)
        revision = changed.now.revision  # sent again it is a choice
    shown = {
        "course": course,
        "patient": course.patient,
        "banner": banner_of(course.patient, request.practice),
        "indications": _choices(),
        "flags": _flag_rows(request, known, flags),
        "advice": _flag_rows(request, known, [each for each in told if each.topic == GENERAL]),
        "points_json": request.POST.get("points_json") or json.dumps(known.painful),
        "answers": [("yes", _("yes")), ("no", _("no")), ("unknown", _("not known"))],
        "revision": revision,
        "kept_as": f"{known.pk}-{request.user.pk}",  # in the browser
        "changed": changed,
        **forms,
    }
    return render(request, "care/consultation.html", shown, status=409 if changed else 200)


def _kept(request: Request, known: Consultation, said: dict[str, Any]) -> Changed | None:
    """Keep what was said; give what somebody else kept meanwhile, where that is in the way."""
    seen = counted(request.POST.get("revision", ""))
    try:
        consulting.keep_consultation(actor_of(request), request.user, known, said, seen)
    except consulting.StaleError:
        return changed_meanwhile(known, said)
    messages.success(request, _("The consultation is kept."))
    return None


def _signs(told: Iterable[Guidance]) -> list[Guidance]:
    """Leave out what is advice on signs, not one to look for."""
    return [each for each in told if each.topic != GENERAL]


def _view(request: Request) -> Any:  # noqa: ANN401 -- the view of the knowledge
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def _forms(request: Request, known: Consultation, *, has_signs: bool) -> dict[str, Any]:
    posted = request.POST or None
    begun = {
        "reason": known.reason,
        "examination": known.examination,
        "note": known.note,
        "other_care": list(known.other_care),
        **{f"care-{key}": said for key, said in known.other_care.items()},
        **consulting.scores_of(known),
    }
    screening = ScreeningForm(known.course.patient, timezone.localdate(), data=posted)
    if has_signs:
        screening.leave_out(consulting.RED_FLAGS)  # looked for sign by sign on the same page
    return {
        "form": CourseForm(posted, course=known.course),
        "found": FoundForm(posted, initial=begun),
        "spared": SparedSet(posted, prefix="spared", initial=None if posted else consulting.spared_of(known.course)),
        "screening": screening,
    }


def _said(request: Request, forms: dict[str, Any], flags: list[Guidance]) -> dict[str, Any]:
    """Give what was said; the signs to look for are those of the indication that is kept, not the one shown."""
    found, course = forms["found"].cleaned_data, forms["form"].said()
    looked = {each.id: request.POST.get(f"flag-{each.id}", "") for each in flags}
    return {
        "reason": found["reason"],
        "examination": found["examination"],
        "note": found["note"],
        "other_care": forms["found"].care(),
        "painful": _points(request.POST.get("points_json", "")),
        "red_flags": {key: said for key, said in looked.items() if said in ANSWERS},
        "signs": [each.id for each in _signs(red_flags(course["indication"], _view(request)))],
        "course": course,
        "scores": forms["found"].scores(),
        "spared": [each for each in forms["spared"].cleaned_data if each.get("name") or each.get("known")],
        "answers": forms["screening"].answers(),
    }


def _points(text: str) -> list[dict[str, Any]]:
    """Take the painful points; what is no list of points is left out."""
    try:
        listed = json.loads(text or "[]")
    except ValueError:
        return []
    return (
        [each for each in listed if isinstance(each, dict) and "site" in each][:500] if isinstance(listed, list) else []
    )


def _flag_rows(request: Request, known: Consultation, flags: Any) -> list[dict[str, Any]]:  # noqa: ANN401 -- guidance
    say, here = words(), _view(request).here
    return [
        {
            "id": each.id,
            "title": say.text(each.title),
            "text": say.text(each.text),
            "suspects": say.text(each.suspects),
            "action": say.text(each.action),
            "sources": [cited(cite) for cite in here.citations(each)],
            "said": request.POST.get(f"flag-{each.id}") or known.red_flags.get(each.id, ""),
        }
        for each in flags
    ]


def _read_only(request: Request, course: Course, known: Consultation | None) -> HttpResponse:
    flags = red_flags(course.indication, _view(request))
    shown = {
        "course": course,
        "patient": course.patient,
        "consultation": known,
        "banner": banner_of(course.patient, request.practice),
        "flags": [each for each in _flag_rows(request, known, flags) if each["said"]] if known else [],
        "scores": course.pain_scores.filter(scored_at=known.held_at) if known else [],
        "other_care": care_words(known.other_care) if known else [],
        "spared": course.spared.order_by("pk"),
    }
    return render(request, "care/consultation_read.html", shown)


@require_POST
def close(request: Request, patient_id: int, course_id: int) -> HttpResponse:
    """End a course."""
    course = get_object_or_404(Course, pk=course_id, patient=patient_id)
    note = request.POST.get("note", "")[:2000]
    consulting.close_course(actor_of(request), course, note, timezone.localdate())
    messages.success(request, _("The course is closed."))
    return redirect("patients:chart", patient_id)
