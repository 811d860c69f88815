"""The outcome of one course: pain, medicines spared, response."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from papule.clinic.audit.writing import actor_of
from papule.clinic.care.models import Course
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes import services
from papule.clinic.outcomes.following import find_response
from papule.clinic.outcomes.forms import PainForm, SpareForm, UseForm
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.requests import Request


def course(request: Request, patient_id: int, course_id: int) -> HttpResponse:
    """Show the curves of a course; keep a score, a use, or a medicine to spare."""
    of = get_object_or_404(Course.objects.select_related("patient"), pk=course_id, patient=patient_id)
    forms = _forms(request, of)
    if request.method == "POST" and _keep(request, of, forms):
        return redirect("outcomes:course", patient_id, course_id)
    practice = request.practice
    view = view_on(timezone.localdate(), practice.country, practice.society or None)
    shown = {
        "patient": of.patient,
        "course": of,
        "scores": of.pain_scores.order_by("scored_at"),
        "sessions": of.sessions.order_by("number"),
        "spared": of.spared.prefetch_related("uses"),
        "events": AdverseEvent.objects.filter(session__course=of).order_by("onset_on"),
        "response": find_response(of, view),
        **forms,
    }
    return render(request, "outcomes/course.html", shown)


def _forms(request: Request, of: Course) -> dict[str, Any]:
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    use = UseForm(request.POST if asked == "use" else None, initial={"week_before": timezone.localdate()})
    use.fields["medicine"].queryset = of.spared.all()  # type: ignore[attr-defined] # a field of choices
    use.fields["medicine"].label_from_instance = lambda each: f"{each.name}, {each.unit}"  # type: ignore[attr-defined]
    return {
        "pain": PainForm(request.POST if asked == "pain" else None),
        "use": use,
        "spare": SpareForm(request.POST if asked == "spare" else None),
    }


def _keep(request: Request, of: Course, forms: dict[str, Any]) -> bool:
    """Keep what was sent, where it is whole."""
    actor, asked = actor_of(request), request.POST.get("do", "")
    form = forms.get(asked)
    if form is None or not form.is_valid():
        return False
    said = form.cleaned_data
    if asked == "pain":
        services.score_pain(actor, of, form.scores(), said["moment"])
    elif asked == "use":
        services.note_use(actor, said["medicine"], said["week_before"], said["units"])
    else:
        services.spare(actor, of, said)
    return True
