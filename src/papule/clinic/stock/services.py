"""What is written about the cupboard: one function a use, in one transaction, with its event."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.stock.models import Antiseptic, Device, DeviceCleaning, KitItem, Level, Lot, Movement
from papule.clinic.stock.movements import MovedError, find_moved, move, subject_of
from papule.clinic.stock.recalls import check_device

OF_LOT = ("trade_name", "gtin", "place", "ampoule_ml")  # filled in, or put right, by what is received again


class OtherExpiryError(Exception):
    """The same lot of the same product lies there with another expiry date: one of the two was read wrongly."""

    def __init__(self, known: Lot) -> None:
        self.known = known


def receive(actor: Actor, said: dict[str, Any], once: str | None = None) -> Lot:
    """Put a lot into the cupboard; ampoules of one that lies there already, in whatever letters, are added to it.

    Pressed twice on one page, by the key `once`, it is received once. Raises OtherExpiryError, MovedError.
    """
    try:
        return _received(actor, said, once)
    except IntegrityError:  # somebody else put the same new lot there in that moment, or this page was pressed twice
        return _received(actor, said, once)


def _received(actor: Actor, said: dict[str, Any], once: str | None) -> Lot:
    with transaction.atomic():
        rows = Lot.objects.select_for_update().filter(product=said["product"], number__iexact=said["number"])
        known, moved = rows.order_by("is_twin", "pk").first(), find_moved(once)
        if moved is not None:
            if moved.lot_id != (known and known.pk) or not _is_same(moved, said):
                raise MovedError(moved)
            return moved.lot
        with writing(actor, "stock.receive") as event:
            if known is None:
                known = Lot.objects.create(received_on=timezone.localdate(), **said | {"ampoules": 0})
            elif known.expires_on != said["expires_on"]:
                raise OtherExpiryError(known)
            for field in OF_LOT:
                setattr(known, field, said.get(field) or getattr(known, field))
            known.save()
            move(actor.id, known, Movement.Kind.received, said["ampoules"], once=once)
            event.subject, event.detail = subject_of(known), {"lot": known.number, "product": known.product}
    return known


def _is_same(moved: Movement, said: dict[str, Any]) -> bool:
    """Tell whether what a page says now is what it has put into the cupboard already."""
    lot, amount = moved.lot, (moved.kind, moved.change, moved.lot.expires_on)
    is_so_many = amount == (Movement.Kind.received, said["ampoules"], said["expires_on"])
    return is_so_many and all(not said.get(field) or said[field] == getattr(lot, field) for field in OF_LOT)


def keep(actor: Actor, what: Model) -> None:
    """Keep a changed or a new thing of the cupboard.

    Raises RecalledError.
    """
    with writing(actor, "stock.change") as event:
        if isinstance(what, Device):
            check_device(what)
        what.save()
        event.subject = subject_of(what)


def drop_level(actor: Actor, product: str) -> None:
    """Order a product no longer by how much lies there."""
    with writing(actor, "stock.level_removed", detail={"product": product}):
        Level.objects.filter(product=product).delete()


def remove(actor: Actor, item: KitItem) -> None:
    """Take something out of the list of the kit."""
    with writing(actor, "stock.kit_removed", subject=subject_of(item), detail={"name": item.name}):
        item.delete()


def check_kit(actor: Actor, present: set[int], expiries: dict[int, date | None]) -> None:
    """Keep that the kit was gone through today: what was there, and until when each thing is good."""
    today = timezone.localdate()
    with writing(actor, "stock.kit_checked") as event:
        items = list(KitItem.objects.select_for_update())
        for item in items:
            item.is_present, item.checked_on = item.pk in present, today
            item.expires_on = expiries.get(item.pk, item.expires_on)
            item.save()
        event.detail = {"missing": [each.name for each in items if not each.is_present]}


def clean(actor: Actor, by: User, device: Device, method: str) -> DeviceCleaning:
    """Add an entry to the cleaning log of an injector."""
    with writing(actor, "stock.cleaned", subject=subject_of(device), detail={"method": method}):
        return DeviceCleaning.objects.create(device=device, cleaned_at=timezone.now(), cleaned_by=by, method=method)


def antiseptics_in_use(on: date) -> list[Antiseptic]:
    """Give the antiseptics that may be used on a day."""
    return [
        each
        for each in Antiseptic.objects.filter(is_used=True).order_by("name", "pk")
        if each.expires_on is None or each.expires_on >= on
    ]
