"""A patient by the number in the address."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from papule.clinic.patients.models import Patient


def get_patient(patient_id: int) -> Patient:
    """Give a patient with their family doctor. Raises Http404."""
    return get_object_or_404(Patient.objects.select_related("family_doctor"), pk=patient_id)
