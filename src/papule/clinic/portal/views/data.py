"""Everything of one patient to take away: as PDF and as a FHIR bundle, for the patient and for the practice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from papule.clinic.accounts.models import Practice, User
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.typesetting import typeset
from papule.clinic.patients.models import Patient
from papule.clinic.portal.fhir.bundle import bundle_json
from papule.clinic.portal.held import Held, held_of
from papule.clinic.portal.held_sheet import held_sheet
from papule.clinic.portal.inside import inside
from papule.clinic.portal.models import Invitation
from papule.clinic.requests import Request


@inside
def own_pdf(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Give a patient everything that is held, to read."""
    return _pdf(_held(Practice.objects.get(), invitation.patient), invitation.made_by)


@inside
def own_fhir(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Give a patient everything that is held, for another program."""
    return _fhir(_held(Practice.objects.get(), invitation.patient))


def data_pdf(request: Request, patient_id: int) -> HttpResponse:
    """Give the practice everything that is held of a patient, to hand over."""
    return _pdf(_held(request.practice, _patient(patient_id)), request.user)


def data_fhir(request: Request, patient_id: int) -> HttpResponse:
    """Give the practice everything that is held of a patient, for another program."""
    return _fhir(_held(request.practice, _patient(patient_id)))


def _patient(key: int) -> Patient:
    return get_object_or_404(Patient.objects.select_related("family_doctor"), pk=key)


def _held(practice: Practice, patient: Patient) -> Held:
    return held_of(practice, patient, patient.language, timezone.now())


def _pdf(held: Held, doctor: User) -> HttpResponse:
    day = timezone.localdate(held.at)
    head = Letterhead(held.practice, doctor, held.patient, held.language, day)
    return _file(typeset(held_sheet(head, held)), "application/pdf", f"papule-{day}.pdf")


def _fhir(held: Held) -> HttpResponse:
    name = f"papule-{timezone.localdate(held.at)}.fhir.json"
    return _file(bundle_json(held), "application/fhir+json; fhirVersion=4.0", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
