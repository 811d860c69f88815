"""The patient's side: invitations, consents, what a patient tells the practice."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited, Fixed
from papule.clinic.care.models import Course, PlanVersion, Session
from papule.clinic.documents.models import Document
from papule.clinic.patients.models import Patient
from papule.kernel.age import is_minor

USER = settings.AUTH_USER_MODEL


class Invitation(Audited):
    """A private link of one patient. Only digests of the link and of the one-time code are kept."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="invitations")
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=128)  # hashed like a password; empty once it was used
    asks = models.JSONField()  # questionnaire, consent, photograph, diary
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # the code was used
    failed = models.PositiveSmallIntegerField(default=0)  # wrong answers since the last right one
    barred_until = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)  # the questionnaire
    seen_at = models.DateTimeField(null=True)  # by the practice

    @property
    def is_open(self) -> bool:
        """Tell whether the link still works."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class Consent(Fixed):
    """A consent as it was given: the exact words, language and edition, who signed, how, when, from where."""

    class Kind(models.TextChoices):
        """What is consented to."""

        treatment = "treatment", _("treatment")
        photograph = "photograph", _("photographs")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="consents")
    plan_version = models.ForeignKey(PlanVersion, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind)
    document = models.ForeignKey(Document, on_delete=models.PROTECT)
    language = models.CharField(max_length=8)
    edition = models.CharField(max_length=20)
    signer = models.CharField(max_length=300)
    quality = models.CharField(max_length=20)  # self, parent, guardian
    second_signer = models.CharField(max_length=300, blank=True)  # the other parent
    signature = models.TextField(blank=True)  # SVG, where it was drawn
    signed_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)

    def fits(self, born: date | None, on: date) -> bool:
        """Tell whether who signed decides on a day: others for a minor, of age oneself, unless somebody represents."""
        if born is None:
            return True
        if is_minor(born, on):
            return self.quality != "self"
        was_minor = is_minor(born, timezone.localdate(self.signed_at))
        return self.quality == "self" or (self.quality == "guardian" and not was_minor)


class Withdrawal(Fixed):
    """A consent that was withdrawn."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=45, blank=True)


class Message(Audited):
    """Something a patient tells: that something looks wrong, or is in the record, or that they no longer agree."""

    class Kind(models.TextChoices):
        """What it is about."""

        wrong = "wrong", _("something looks wrong")
        correction = "correction", _("correction of the record")
        withdrawal = "withdrawal", _("a consent withdrawn")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="messages")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(max_length=4000)
    signs = models.JSONField(default=list)  # ids of the knowledge that were ticked
    is_urgent = models.BooleanField(default=False)
    photo = models.BinaryField(null=True)  # JPEG, made anew from what was sent
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT)
    answer = models.CharField(max_length=500, blank=True)
