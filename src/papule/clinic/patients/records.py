"""The records of one person: the one that is kept, and those that were merged into it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from papule.clinic.patients.models import Patient


def records_of(patient_id: int) -> QuerySet[Any, Any]:
    """Give the numbers of a person's records, as a part of another question: `patient__in=records_of(…)`.

    What is signed, typeset or paid keeps the record that it was made for; merging cannot move it.
    """
    return Patient.objects.filter(Q(pk=patient_id) | Q(merged_into=patient_id)).values("pk")
