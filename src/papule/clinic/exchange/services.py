"""What is written of other systems: which may ask, that one asked, what became of a card."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from papule.clinic.audit.writing import Actor, record
from papule.clinic.exchange.models import Client, Feedback
from papule.interop.cds_hooks.cards import REASONS
from papule.interop.cds_hooks.model import Told


def keep_client(actor: Actor, client: Client, changed: list[str]) -> None:
    """Register a client, or keep what was changed of one."""
    with transaction.atomic():
        client.save()
        subject = f"exchange.Client:{client.pk}"
        record(actor, "cds.client", subject=subject, issuer=client.issuer, changed=sorted(changed))


def actor_for(client: Client, request: HttpRequest) -> Actor:
    """Give the client as who acts."""
    route = request.resolver_match.route if request.resolver_match else ""
    return Actor(client.name, address=request.META.get("REMOTE_ADDR", ""), route=route)


def note_asked(actor: Actor, client: Client, service: str, patient_id: str, cards: int) -> None:
    """Keep that an assessment was asked for: of whom only a mark that nobody can turn back into a name."""
    mark = hmac.new(settings.SECRET_KEY.encode(), f"{client.pk} {patient_id}".encode(), hashlib.sha256).hexdigest()
    subject = f"exchange.Client:{client.pk}"
    record(actor, "cds.asked", subject=subject, service=service, patient=mark[:16], cards=cards)


def keep_feedback(actor: Actor, client: Client, service: str, told: tuple[Told, ...]) -> None:
    """Keep what became of cards; told again, the last counts."""
    now = timezone.now()
    with transaction.atomic():
        for each in told:
            said = {"service": service, "outcome": each.outcome, "reason": _reason(each), "told_at": now}
            Feedback.objects.update_or_create(client=client, card=UUID(each.card), defaults=said)
        outcomes = sorted(f"{each.outcome} {_reason(each)}".strip() for each in told)
        record(actor, "cds.feedback", subject=f"exchange.Client:{client.pk}", service=service, outcomes=outcomes)


def _reason(told: Told) -> str:
    """Give the code of a reason that we offered. What else is said may be of a patient, and is not kept."""
    given = told.override_reason.reason if told.override_reason else None
    is_ours = given is not None and given.get("system", REASONS) == REASONS
    code = given.get("code") if given is not None and is_ours else ""
    return code if code in ("benefit", "dealt-with", "does-not-hold") else ""
