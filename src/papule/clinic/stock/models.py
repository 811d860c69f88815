"""What lies in the cupboard: lots, the emergency kit, antiseptics, injectors and their cleaning."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Lot(models.Model):
    """A lot of a product in the practice. Recalled, it is refused everywhere from that second."""

    product = models.CharField(max_length=100)  # id of the knowledge
    trade_name = models.CharField(_("trade name"), max_length=300, blank=True)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    number = models.CharField(_("lot"), max_length=40)
    expires_on = models.DateField(_("expires"))
    received_on = models.DateField(_("received"))
    ampoules = models.PositiveIntegerField(_("ampoules"), default=0)
    place = models.CharField(_("place"), max_length=100, blank=True)
    recalled_on = models.DateField(_("recalled"), null=True, blank=True)
    recall_reason = models.CharField(_("reason of the recall"), max_length=300, blank=True)

    class Meta:
        """One row a product and lot; the first to expire is proposed first."""

        constraints = [models.UniqueConstraint(fields=["product", "number"], name="one_lot")]
        indexes = [models.Index(fields=["number"]), models.Index(fields=["expires_on"])]

    def __str__(self) -> str:
        """Give the number."""
        return self.number


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
    cleaned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    method = models.CharField(_("how"), max_length=300)
