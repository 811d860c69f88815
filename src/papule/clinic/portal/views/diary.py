"""The patient's diary: the pain of today in one touch, and how many pain killers were taken in a week."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.care.models import Course
from papule.clinic.outcomes.services import note_use
from papule.clinic.portal.forms import DiaryForm, TakenForm
from papule.clinic.portal.inside import inside, patient_actor
from papule.clinic.portal.models import Invitation
from papule.clinic.portal.services import note_pain

SHOWN = 14  # scores


@inside
def diary(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Take the pain of today, or what was taken against it."""
    course = invitation.course
    if course is None:
        raise Http404
    taken = TakenForm(request.POST if "medicine" in request.POST else None)
    if request.method == "POST" and _is_kept(request, course, taken):
        messages.success(request, _("Kept. Thank you."))
        return redirect("portal:diary", token)
    shown = {
        "token": token,
        "patient": invitation.patient,
        "course": course,
        "scores": course.pain_scores.filter(scale="nrs").order_by("-scored_at")[:SHOWN],
        "scale": range(11),
        "spared": [(each, each.uses.order_by("-week_before").first()) for each in course.spared.order_by("pk")],
        "taken": taken,
    }
    return render(request, "portal/diary.html", shown)


def _is_kept(request: HttpRequest, course: Course, taken: TakenForm) -> bool:
    """Keep what was said; a second word on the same day takes the place of the first for medicines."""
    actor = patient_actor(request)
    if taken.is_bound:
        if not taken.is_valid():
            return False
        medicine = get_object_or_404(course.spared, pk=taken.cleaned_data["medicine"])
        note_use(actor, medicine, timezone.localdate(), taken.cleaned_data["units"])
        return True
    form = DiaryForm(request.POST)
    if form.is_valid():
        note_pain(actor, course, form.cleaned_data["nrs"])
    return form.is_valid()
