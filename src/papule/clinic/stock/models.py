"""What lies in the cupboard: lots and their movements, recalls, the emergency kit, antiseptics, injectors."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited, Fixed

USER = settings.AUTH_USER_MODEL


class Lot(models.Model):
    """A lot of a product in the practice. A recall that means it refuses it everywhere from that second."""

    product = models.CharField(max_length=100)  # id of the knowledge
    trade_name = models.CharField(_("trade name"), max_length=300, blank=True)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    number = models.CharField(_("lot"), max_length=40)
    expires_on = models.DateField(_("expires"))
    received_on = models.DateField(_("received"))
    ampoules = models.PositiveIntegerField(_("ampoules"), default=0)
    ampoule_ml = models.DecimalField(_("mL in an ampoule"), max_digits=6, decimal_places=2, null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    is_twin = models.BooleanField(default=False)  # another row's lot in other letters, from when their case counted

    class Meta:
        """One row a product and lot, whatever its letters' case; the first to expire is proposed first."""

        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="one_lot"),
            models.UniqueConstraint(
                "product", Upper("number"), condition=models.Q(is_twin=False), name="one_lot_whatever_its_case"
            ),
        ]
        indexes = [models.Index(fields=["number"]), models.Index(fields=["expires_on"])]

    def __str__(self) -> str:
        """Give the number."""
        return self.number


class Movement(Fixed):
    """What changed how many ampoules of a lot lie there. Never changed: an error is counted right."""

    class Kind(models.TextChoices):
        """Why."""

        received = "received", _("received")
        used = "used", _("used in a session")
        counted = "counted", _("counted")
        wasted = "wasted", _("thrown away")
        returned = "returned", _("sent back")

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    change = models.IntegerField()  # ampoules, less than nothing where they go
    short = models.IntegerField(default=0)  # ampoules that a session used and that were not here; < 0: not, after all
    reason = models.CharField(max_length=300, blank=True)
    session = models.ForeignKey("care.Session", null=True, on_delete=models.PROTECT, related_name="movements")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT)
    once = models.CharField(max_length=40, null=True)  # noqa: DJ001 -- of the page: none where nobody pressed one

    class Meta:
        """A lot shows its newest; a page moves once."""

        constraints = [
            models.UniqueConstraint(fields=["once"], condition=models.Q(once__isnull=False), name="one_movement_a_page")
        ]
        indexes = [models.Index(fields=["lot", "-moved_at"])]


class Level(models.Model):
    """How many ampoules of a product should lie there: below `least` it is ordered, up to `full`."""

    product = models.CharField(max_length=100, unique=True)  # id of the knowledge
    least = models.PositiveIntegerField(_("order below"))
    full = models.PositiveIntegerField(_("fill up to"))


class Recall(Audited):
    """A lot, a product or an injector that is called back: refused from that second, and everybody is traced.

    Finished, it is still refused; taken back, it is not.
    """

    class Kind(models.TextChoices):
        """What is called back."""

        lot = "lot", _("lot")
        product = "product", _("product")
        device = "device", _("injector")

    kind = models.CharField(max_length=8, choices=Kind)
    product = models.CharField(max_length=100, blank=True)  # id of the knowledge
    lot_number = models.CharField(_("lot"), max_length=40, blank=True)
    device = models.CharField(_("injector"), max_length=100, blank=True)  # name and serial number, as records say
    since = models.DateField(_("sessions since"), null=True, blank=True)  # all of them where it is empty
    reason = models.CharField(_("reason of the recall"), max_length=300)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)  # everybody was reached, or all was tried
    withdrawn_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)  # of its end

    class Meta:
        """The same recall is there once."""

        constraints = [
            models.UniqueConstraint(
                "kind",
                "product",
                Upper("lot_number"),
                "device",
                condition=models.Q(withdrawn_at=None),
                name="one_recall",
            )
        ]
        indexes = [models.Index(fields=["product"])]


class KitItem(models.Model):
    """Something that must lie in the emergency kit, with its expiry where it has one."""

    name = models.CharField(_("content"), max_length=200)
    item = models.CharField(max_length=100, blank=True)  # id of the knowledge
    quantity = models.CharField(_("quantity"), max_length=60, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    is_present = models.BooleanField(_("present"), default=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True)


class Antiseptic(models.Model):
    """An antiseptic of the practice, with the allergy groups that speak against it."""

    name = models.CharField(_("name"), max_length=200)
    allergy_groups = models.JSONField(default=list)  # ids of the knowledge
    lot_number = models.CharField(_("lot"), max_length=40, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    is_used = models.BooleanField(_("in use"), default=True)


class Device(models.Model):
    """An injector, or the hand: kind is a device id of the knowledge."""

    kind = models.CharField(max_length=40, default="electronic-injector")
    name = models.CharField(_("name"), max_length=200)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    is_used = models.BooleanField(_("in use"), default=True)


class DeviceCleaning(models.Model):
    """An entry of an injector's cleaning log."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="cleanings")
    cleaned_at = models.DateTimeField(_("cleaned"))
    cleaned_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    method = models.CharField(_("how"), max_length=300)
