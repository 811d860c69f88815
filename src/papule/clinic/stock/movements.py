"""How many ampoules come and go: each change with its movement, in the transaction of what causes it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model, Sum
from django.utils import timezone

from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Administration, SessionVersion
from papule.clinic.knowledge import formulary
from papule.clinic.prepared import Prepared
from papule.clinic.stock.models import Lot, Movement
from papule.kernel.value import Value

Kind = Movement.Kind
_HELD = Prepared(lambda pk: Lot.objects.select_for_update().filter(pk=pk))
_OF_PRODUCT = Prepared(lambda product: Lot.objects.filter(product=product).order_by("-is_twin"))
_TAKEN = Prepared(
    lambda session: (
        Movement.objects.filter(session=session, kind=Kind.used)
        .values_list("lot")
        .annotate(Sum("change"), Sum("short"))
    )
)
_VOLUMES = Prepared(
    lambda version: (
        Administration.objects.filter(version=version).values_list("product", "lot_number").annotate(Sum("volume_ml"))
    )
)


class TooManyError(Exception):
    """More ampoules were to be taken out than lie there; nothing was written."""

    def __init__(self, lot: Lot) -> None:
        self.lot = lot


class MovedError(Exception):
    """The page has moved something else already: it was gone back to and filled in anew. Nothing was written."""

    def __init__(self, movement: Movement) -> None:
        self.movement = movement


def subject_of(what: Model) -> str:
    """Name a row for the audit log."""
    return f"{what._meta.label}:{what.pk}"  # noqa: SLF001 -- Django's public name of a model


def move(by: int | None, lot: Lot, kind: str, change: int, **more: Any) -> Movement:  # noqa: ANN401 -- columns
    """Change how many ampoules of a lot lie there; `by` is the id of who did it. Inside `writing()`.

    Raises TooManyError.
    """
    held = _HELD(lot.pk)[0]
    if held.ampoules + change < 0:
        raise TooManyError(held)
    lot.ampoules = held.ampoules + change
    lot.save(update_fields=["ampoules"])
    at = {"moved_at": timezone.now()} | more
    return Movement.objects.create(lot=held, kind=kind, change=change, moved_by_id=by, **at)


def find_moved(once: str | None) -> Movement | None:
    """Give what a page has moved already, by its key."""
    return Movement.objects.select_related("lot").filter(once=once).first() if once else None


def count(actor: Actor, lot: Lot, said: dict[str, Any], once: str | None = None) -> None:
    """Keep how many ampoules were found, and what else was put right on the page of a lot; a page counts once.

    Raises MovedError.
    """
    found, others = said["ampoules"], {name: value for name, value in said.items() if name != "ampoules"}
    detail = {"lot": lot.number, "found": found}
    with transaction.atomic():
        held = Lot.objects.select_for_update().get(pk=lot.pk)
        known = find_moved(once)
        if known is not None:
            is_same = _left_after(known, held) == found and all(getattr(held, key) == others[key] for key in others)
            _check_same(known, held, Kind.counted, is_same=is_same)
            return
        with writing(actor, "stock.count", subject=subject_of(lot), detail=detail):
            Lot.objects.filter(pk=lot.pk).update(**others)
            move(actor.id, lot, Kind.counted, found - held.ampoules, once=once)


def _left_after(movement: Movement, lot: Lot) -> int:
    """Give how many ampoules of a lot lay there after a movement."""
    since = lot.movements.filter(pk__gt=movement.pk).aggregate(sum=Sum("change"))["sum"]
    return lot.ampoules - int(since or 0)


def _check_same(known: Movement, lot: Lot, kind: str, *, is_same: bool) -> None:
    """Make sure that what a page is pressed for again is what it has moved already.

    Raises MovedError.
    """
    if known.lot_id != lot.pk or known.kind != kind or not is_same:
        raise MovedError(known)


def take_out(actor: Actor, lot: Lot, kind: str, ampoules: int, reason: str, once: str | None = None) -> None:
    """Keep that ampoules were thrown away or sent back, and why; a page takes out once.

    Raises TooManyError, MovedError.
    """
    detail = {"lot": lot.number, "ampoules": ampoules, "reason": reason}
    with transaction.atomic():
        held = _HELD(lot.pk)[0]
        known = find_moved(once)
        if known is not None:
            _check_same(known, held, kind, is_same=(known.change, known.reason) == (-ampoules, reason))
            return
        with writing(actor, f"stock.{kind}", subject=subject_of(lot), detail=detail):
            move(actor.id, lot, kind, -ampoules, reason=reason, once=once)


def ampoule_ml(lot: Lot) -> Decimal | None:
    """Give how much is in an ampoule: as it was said, else as the knowledge says where it knows one size only."""
    if lot.ampoule_ml:
        return lot.ampoule_ml
    known = formulary().products.get(lot.product)
    sizes = {size for each in known.presentations for size in each.volumes_ml} if known else set()
    return Decimal(str(sizes.pop())) if len(sizes) == 1 else None


def use(version: SessionVersion) -> None:
    """Take out what a session used, by the version that counts now; inside `writing()`.

    A newer version gives back what the one before took wrongly: first what it is told to be short of, since only the
    rest ever lay here. A lot that was counted since stays as it was counted. What was given is never refused for want
    of a count: the ampoules that were not there are told as short. Lots that do not lie here are left alone.
    """
    needed = _needed(version)
    taken = {lot: (short - change, short) for lot, change, short in _TAKEN(version.session_id)}
    keys = sorted((needed.keys() | taken.keys()) - _counted_since(version))
    for lot in (held for key in keys for held in _HELD(key)):
        used, known_short = taken.get(lot.pk, (0, 0))
        more = needed.get(lot.pk, 0) - used
        if more:
            short = max(more - lot.ampoules, 0) if more > 0 else max(more, -known_short)
            of = {"session_id": version.session_id, "moved_at": version.signed_at}
            move(version.signed_by_id, lot, Kind.used, short - more, short=short, **of)


def _counted_since(version: SessionVersion) -> set[int]:
    """Give the lots that were counted after a session and before its amendment: the count has seen what it used."""
    if version.number == 1:
        return set()
    first = SessionVersion.objects.values_list("signed_at").get(session=version.session_id, number=1)
    return set(Movement.objects.filter(kind=Kind.counted, moved_at__gt=first[0]).values_list("lot", flat=True))


def _needed(version: SessionVersion) -> Mapping[int, int]:
    """Give the ampoules of each lot here that a session opened: {lot: ampoules}. Of unknown size: one."""
    volumes: list[tuple[str, str, Decimal]] = _VOLUMES(version.pk)
    products = dict.fromkeys(product for product, _number, _volume in volumes)
    here = {(each.product, each.number.upper()): each for product in products for each in _OF_PRODUCT(product)}
    needed: dict[int, int] = {}
    for product, number, volume in volumes:
        lot = here.get((product, number.upper()))
        if lot is not None:
            size = ampoule_ml(lot)
            needed[lot.pk] = needed.get(lot.pk, 0) + (math.ceil(volume / size) if size else 1)
    return needed


def short_since(lot: Lot) -> int:
    """Give how many ampoules sessions used beyond what was here, since the lot was last counted."""
    counted = lot.movements.filter(kind=Kind.counted).order_by("-pk").values_list("pk", flat=True).first()
    told: int | None = lot.movements.filter(pk__gt=counted or 0).aggregate(told=Sum("short"))["told"]
    return told or 0


class Line(Value):
    """A movement, and how many ampoules lay there after it."""

    movement: Movement
    left: int


def history(lot: Lot, most: int = 50) -> tuple[Line, ...]:
    """Give the newest movements of a lot, newest first."""
    rows = lot.movements.select_related("moved_by", "session").order_by("-moved_at", "-pk")[:most]
    lines, left = [], lot.ampoules
    for each in rows:
        lines.append(Line(each, left))
        left -= each.change
    return tuple(lines)
