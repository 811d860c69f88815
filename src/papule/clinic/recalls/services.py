"""What is written of a recall beyond its start and its end: who was told."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from papule.clinic.audit.writing import Actor, writing
from papule.clinic.patients.models import Patient
from papule.clinic.recalls.models import Contact
from papule.clinic.stock.models import Recall


def note_contact(actor: Actor, recall: Recall, patient: Patient, said: dict[str, Any]) -> Contact:
    """Keep a try to reach a patient."""
    detail = {"how": said["how"], "result": said["result"]}
    subject = f"stock.Recall:{recall.pk}"
    with writing(actor, "recall.contact", patient_id=patient.pk, subject=subject, detail=detail):
        return Contact.objects.create(
            recall=recall, patient=patient, made_at=timezone.now(), made_by_id=actor.id, **said
        )
