"""E-mail that the practice sends: its server, who agreed to it, and what was sent or waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited
from papule.clinic.patients.models import Patient
from papule.clinic.portal.models import Invitation

USER = settings.AUTH_USER_MODEL


class MailServer(models.Model):
    """The SMTP server of the practice: one row, none until it is set. The password is sealed."""

    class Security(models.TextChoices):
        """How the way to it is encrypted."""

        starttls = "starttls", "STARTTLS"
        tls = "tls", "TLS"
        none = "none", _("none (a server on this computer only)")

    host = models.CharField(_("server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("encryption"), max_length=10, choices=Security, default=Security.starttls)
    user = models.CharField(_("user name"), max_length=254, blank=True)
    password = models.TextField(blank=True)
    sender = models.EmailField(_("sender"))
    hours_before = models.PositiveSmallIntegerField(_("hours before an appointment"), default=48)  # 0: none is sent
    patients_at = models.URLField(_("address under which patients open their links"), blank=True)


class Agreement(Audited):
    """A patient who agreed to be written to by e-mail."""

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="mail_agreement")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(USER, on_delete=models.PROTECT)


class Mail(Audited):
    """One mail: waiting, sent, or ended without being sent. No word of health stands in it, and no secret of a link."""

    class Kind(models.TextChoices):
        """Why it is sent."""

        appointment = "appointment", _("appointment")
        diary = "diary", _("diary")
        link = "link", _("private link")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=12, choices=Kind)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="mails")
    key = models.CharField(max_length=80, unique=True)  # what it is about: the same is sent once
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not earlier; later after each failure
    taken_until = models.DateTimeField(null=True)  # by the process that sends it now
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)  # the server's words, or English of this package
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # given up, or no longer wanted
    is_failed = models.BooleanField(default=False)

    class Meta:
        """What waits is asked for by its time."""

        indexes = [models.Index(fields=["sent_at", "ended_at", "due_at"])]

    @property
    def waits(self) -> bool:
        """Tell whether it is still to be sent."""
        return self.sent_at is None and self.ended_at is None

    @property
    def why(self) -> str:
        """Say why it was not sent: what a program noted in the reader's language, what a server said as it said it."""
        return gettext(self.last_error) if self.last_error else ""


def unsent() -> int:
    """Count the mails that were tried and did not go out."""
    tried = models.Q(sent_at=None, ended_at=None) & ~models.Q(last_error="")
    return Mail.objects.filter(tried | models.Q(is_failed=True)).count()
