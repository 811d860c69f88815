"""Aesthetic acts: the written quote, when it was handed over, how long the practice lets a patient think."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Fixed
from papule.clinic.care.models import Course, PlanVersion
from papule.clinic.documents.models import Document
from papule.clinic.patients.models import Patient

USER = settings.AUTH_USER_MODEL


class Terms(models.Model):
    """What the practice lets hold for aesthetic acts: one row, none before it was decided."""

    days = models.PositiveSmallIntegerField()  # between the handing over of a quote and the act


class Practitioner(models.Model):
    """What a quote says of a doctor beside name and number."""

    doctor = models.OneToOneField(USER, on_delete=models.CASCADE, related_name="quoting")
    order_number = models.CharField(_("number at the Order"), max_length=40, blank=True)
    qualification = models.CharField(_("qualification"), max_length=200, blank=True)
    insurance = models.CharField(_("professional liability insurance"), max_length=200, blank=True)


class Quote(Fixed):
    """A quote as it was written. Never changed: a new one takes its place."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="quotes")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="quotes")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="quotes")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="quote")
    number = models.CharField(max_length=60, unique=True)
    lines = models.JSONField()  # [{code, name, kind, count, price_cents, vat_permille}]
    products = models.JSONField()  # ids of the knowledge, sorted
    total_cents = models.PositiveIntegerField()
    vat_cents = models.PositiveIntegerField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    made_on = models.DateField()

    def __str__(self) -> str:
        """Give the number as it is printed."""
        return self.number


class Handover(Fixed):
    """A quote reached the patient: from that day on there is time to think."""

    class How(models.TextChoices):
        """By which way."""

        paper = "paper", _("on paper")
        page = "page", _("on the patient’s private page")

    quote = models.ForeignKey(Quote, on_delete=models.PROTECT, related_name="handovers")
    how = models.CharField(max_length=8, choices=How)
    handed_on = models.DateField()
    recorded_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT)  # none: the patient opened it
    recorded_at = models.DateTimeField()
