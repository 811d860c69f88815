"""A version of a plan, and what changed since the one before."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from papule.clinic.care.models import Course, PlanVersion
from papule.clinic.care.plan_body import body_of
from papule.clinic.care.plan_words import differences, rest_of
from papule.clinic.patients.banner import banner_of
from papule.clinic.requests import Request


def version(request: Request, patient_id: int, course_id: int, number: int) -> HttpResponse:
    """Show a version of a plan, and what changed since the one before."""
    course = get_object_or_404(Course.objects.select_related("patient"), pk=course_id, patient=patient_id)
    listed = PlanVersion.objects.filter(plan__course=course).select_related("made_by")
    known = get_object_or_404(listed, number=number)
    before = listed.filter(number=number - 1).first()
    changed = differences(body_of(before.body), body_of(known.body)) if before else ()
    after = listed.filter(number=number + 1).first()
    passed = course.overrides.filter(session_version=None, made_at__gte=known.made_at)
    if after:
        passed = passed.filter(made_at__lt=after.made_at)
    shown = {
        "course": course,
        "patient": course.patient,
        "version": known,
        "changed": changed,
        "body": body_of(known.body),
        "rest": rest_of(body_of(known.body)).items(),
        "passed": passed.select_related("made_by").order_by("pk"),
        "banner": banner_of(course.patient, request.practice),
    }
    return render(request, "care/plan_version.html", shown)
