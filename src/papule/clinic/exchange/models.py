"""Other systems that may ask for an assessment. Nothing of what they ask, and no data of a patient, is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """A system that may ask: it is known by its issuer, and signs with the private half of its key."""

    name = models.CharField(_("name"), max_length=100)
    issuer = models.CharField(_("issuer (iss)"), max_length=300, unique=True)
    public_key = models.TextField(_("public key"), max_length=20_000)
    language = models.CharField(_("language of the cards"), max_length=8, choices=settings.LANGUAGES, default="fr")
    is_active = models.BooleanField(_("may ask"), default=True)
    added_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Give its name."""
        return self.name


class SeenToken(models.Model):
    """A token that was used, kept until it expires: no token counts twice."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """Once a client."""

        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="token_once")]


class Feedback(models.Model):
    """What became of a card, as the other system told: whether it was gone past, and for which of our reasons."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="feedback")
    service = models.CharField(max_length=60)
    card = models.UUIDField()
    outcome = models.CharField(max_length=10)  # accepted, overridden
    reason = models.CharField(max_length=20, blank=True)  # one of ours; a person's own words are not kept
    told_at = models.DateTimeField()

    class Meta:
        """A card has one outcome: the last that was told."""

        constraints = [models.UniqueConstraint(fields=["client", "card"], name="outcome_once")]
