"""Documents as they were made, and the words that a practice wrote in place of ours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Fixed
from papule.clinic.care.models import Course, Session
from papule.clinic.patients.models import Patient


class Kind(models.TextChoices):
    """What can be made."""

    information = "information", _("information sheet")
    consent = "consent", _("consent")
    session = "session", _("session sheet and traceability card")
    prescription = "prescription", _("prescription of the ampoules")
    letter = "letter", _("letter to the family doctor")
    presence = "presence", _("certificate of presence")
    receipt = "receipt", _("receipt")
    fees = "fees", _("notice of fees")
    quote = "quote", _("quote")
    adverse_event = "adverse-event", _("adverse-event report")
    recall = "recall", _("recall letter")


class Document(Fixed):
    """A document that was made: its sheet, its bytes, their digest. Never changed; a new one is made instead."""

    kind = models.CharField(max_length=20, choices=Kind)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="documents")
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT, related_name="documents")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="documents")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    sheet = models.JSONField()
    digest = models.CharField(max_length=64)
    pdf = models.BinaryField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    made_at = models.DateTimeField()

    class Meta:
        """A chart asks for a patient's documents, newest first."""

        indexes = [models.Index(fields=["patient", "-made_at"])]


class Words(models.Model):
    """A passage that the practice wrote in place of ours; removed, ours is back."""

    passage = models.CharField(max_length=60)  # kind.place: consent.opening
    language = models.CharField(max_length=8)
    text = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """One passage a language."""

        constraints = [models.UniqueConstraint(fields=["passage", "language"], name="one_passage")]
