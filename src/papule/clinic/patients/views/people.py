"""A patient by the number in the address."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from papule.clinic.patients.models import Patient
from papule.clinic.prepared import Prepared

_PATIENT = Prepared(lambda pk: Patient.objects.select_related("family_doctor").filter(pk=pk))


def shown(patient: Patient, column: str) -> Any:  # noqa: ANN401 -- a value of any column
    """Give a column of a patient as it is shown: a choice in words."""
    words = getattr(patient, f"get_{column}_display", None)
    return words() if words else getattr(patient, column)


def get_patient(patient_id: int) -> Patient:
    """Give a patient with their family doctor. Raises Http404."""
    patient = _PATIENT.first(patient_id)
    if patient is None:
        raise Http404("No such patient")
    return patient
