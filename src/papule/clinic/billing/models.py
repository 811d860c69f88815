"""Money: the acts of the practice and their prices, receipts with unbroken numbers, payments, the close of a day.

Amounts are whole cents. Nothing is sent to an insurance.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited, Fixed
from papule.clinic.care.models import Session
from papule.clinic.patients.models import Patient

USER = settings.AUTH_USER_MODEL


class Act(models.Model):
    """Something that is charged. Therapeutic acts bear no VAT; aesthetic ones bear the practice's rate."""

    class Kind(models.TextChoices):
        """What it is, by which it may stand beside another on a receipt."""

        consultation = "consultation", _("consultation")
        mesotherapy = "mesotherapy", _("mesotherapy, therapeutic")
        aesthetic = "aesthetic", _("aesthetic act")
        other = "other", _("other")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    code = models.CharField(_("code of the list of acts"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=200)
    price_cents = models.PositiveIntegerField(_("price"))
    vat_permille = models.PositiveSmallIntegerField(_("VAT"), default=0)
    is_used = models.BooleanField(_("in use"), default=True)

    class Meta:
        """A therapeutic act bears no VAT."""

        constraints = [
            models.CheckConstraint(
                condition=models.Q(vat_permille=0) | models.Q(kind__in=["aesthetic", "other"]), name="care_without_vat"
            )
        ]

    def __str__(self) -> str:
        """Give the name, with its code."""
        return f"{self.code} {self.name}".strip()


CARE = (Act.Kind.consultation, Act.Kind.mesotherapy)  # bears no VAT, and stands on no receipt with an aesthetic act


class Counter(models.Model):
    """The last number of a year: taken in the transaction that uses it, so that none is left out."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    number = models.PositiveIntegerField(default=0)


class Receipt(Fixed):
    """A receipt, as it was given. A mistake is corrected by a receipt that takes it back."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="receipts")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="receipts")
    lines = models.JSONField()  # [{code, name, kind, count, price_cents, vat_permille}]
    total_cents = models.IntegerField()
    vat_cents = models.IntegerField()
    takes_back = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="taken_back_by")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    made_on = models.DateField(db_index=True)
    once = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- of the page: none where nobody pressed one

    class Meta:
        """A number once a year; a page charges once."""

        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_receipt_number"),
            models.UniqueConstraint(
                fields=["patient", "once"], condition=models.Q(once__isnull=False), name="one_receipt_a_page"
            ),
        ]
        indexes = [models.Index(fields=["patient", "-made_at"])]

    def __str__(self) -> str:
        """Give the number as it is printed."""
        return f"{self.year}-{self.number:05}"


class Payment(Fixed):
    """Money that came in, or went back."""

    class Method(models.TextChoices):
        """How."""

        card = "card", _("card")
        cash = "cash", _("cash")
        cheque = "cheque", _("cheque")
        transfer = "transfer", _("transfer")

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(_("how"), max_length=10, choices=Method)
    cents = models.IntegerField()
    paid_on = models.DateField(db_index=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    once = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- as of a receipt

    class Meta:
        """A page takes one payment."""

        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "once"], condition=models.Q(once__isnull=False), name="one_payment_a_page"
            )
        ]


class DayClose(Audited):
    """A day that was counted and closed: nothing more is dated on it."""

    day = models.DateField(primary_key=True)
    receipts = models.PositiveIntegerField()
    total_cents = models.IntegerField()
    by_method = models.JSONField()  # {method: cents}
    counted_cash_cents = models.IntegerField()
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    closed_at = models.DateTimeField()
