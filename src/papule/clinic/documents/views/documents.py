"""The documents of a patient: what there is, making one, opening it."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of
from papule.clinic.care.models import Course, Session
from papule.clinic.documents import services
from papule.clinic.documents.models import Document, Kind
from papule.clinic.knowledge import view_on
from papule.clinic.patients.models import Patient
from papule.clinic.patients.records import records_of
from papule.clinic.requests import Request

M = TypeVar("M", Course, Session)
OF_COURSE = (Kind.information, Kind.consent, Kind.prescription, Kind.letter)


def documents(request: Request, patient_id: int) -> HttpResponse:
    """List the documents of a patient, and what can be made."""
    patient = get_object_or_404(Patient, pk=patient_id)
    courses = patient.courses.order_by("-opened_on")[:10]
    sessions = patient.sessions.select_related("course").order_by("-performed_at")[:10]
    made = Document.objects.filter(patient__in=records_of(patient_id))
    shown = {
        "patient": patient,
        "documents": made.defer("pdf", "sheet").select_related("made_by").order_by("-made_at")[:200],
        "courses": courses,
        "sessions": sessions,
        "of_course": OF_COURSE,
    }
    return render(request, "documents/documents.html", shown)


@require_POST
def make(request: Request, patient_id: int) -> HttpResponse:
    """Make a document and open it."""
    patient = get_object_or_404(Patient.objects.select_related("family_doctor"), pk=patient_id)
    kind = request.POST.get("kind", "")
    of = _asked(Course, patient, request.POST.get("course")) or _asked(Session, patient, request.POST.get("session"))
    day = timezone.localdate()
    view = view_on(day, request.practice.country, request.practice.society or None)
    doctor = of.doctor if isinstance(of, Course) else of.performed_by if isinstance(of, Session) else request.user
    head = services.head_for(
        request.practice, doctor, patient, request.POST.get("language", ""), to_doctor=kind == Kind.letter
    )
    try:
        sheet = services.build(kind, head, of, view)
    except services.MissingError:
        messages.error(
            request, _("This document needs a plan or a session that is not there yet. Make the plan first.")
        )
        return redirect("documents:documents", patient_id)
    made = services.keep(actor_of(request), sheet, patient, of)
    return redirect("documents:document", patient_id, made.pk)


def document(request: Request, patient_id: int, document_id: int) -> HttpResponse:
    """Give the PDF, as it was made."""
    made = get_object_or_404(Document, pk=document_id, patient__in=records_of(patient_id))
    response = HttpResponse(bytes(made.pdf), content_type="application/pdf")
    name = slugify(f"{made.kind} {made.made_at:%Y-%m-%d} {made.pk}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _asked(model: type[M], patient: Patient, key: str | None) -> M | None:
    """Give the row that was asked for, of this patient and no other."""
    if not key:
        return None
    if not key.isdigit():
        raise Http404
    return get_object_or_404(model, pk=int(key), patient=patient)
