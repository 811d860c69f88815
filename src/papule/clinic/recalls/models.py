"""Who was told of a recall, how, and whether they were reached."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Fixed
from papule.clinic.documents.models import Document
from papule.clinic.patients.models import Patient
from papule.clinic.stock.models import Recall


class Contact(Fixed):
    """One try to reach a patient about a recall. The newest counts; none is ever changed."""

    class How(models.TextChoices):
        """By which way."""

        phone = "phone", _("by phone")
        letter = "letter", _("by letter")
        visit = "visit", _("at the practice")
        other = "other", _("otherwise")

    class Result(models.TextChoices):
        """What came of it."""

        well = "well", _("reached, is well")
        signs = "signs", _("reached, has signs")
        not_reached = "not-reached", _("not reached")
        sent = "sent", _("letter made, no answer yet")

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="contacts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="recall_contacts")
    how = models.CharField(_("how"), max_length=10, choices=How)
    result = models.CharField(_("result"), max_length=12, choices=Result)
    note = models.CharField(_("note"), max_length=300, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)

    class Meta:
        """A recall asks for the newest of each patient."""

        indexes = [models.Index(fields=["recall", "patient"])]


REACHED = (Contact.Result.well, Contact.Result.signs)
