"""Recalls: what is called back is refused everywhere from that second; who had it is traced in `recalls`."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Expression, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Upper
from django.utils import timezone

from papule.clinic.audit.writing import Actor, writing
from papule.clinic.prepared import Prepared
from papule.clinic.stock.models import Device, Lot, Recall
from papule.clinic.stock.movements import subject_of

Kind = Recall.Kind


class StartedError(Exception):
    """The same recall was started before: nothing was started; where more is asked for, it was widened."""

    def __init__(self, recall: Recall, *, is_widened: bool = False) -> None:
        self.recall, self.is_widened = recall, is_widened


class RecalledError(Exception):
    """An injector that is recalled is not put in use, nor named otherwise."""

    def __init__(self, recall: Recall) -> None:
        self.recall = recall


def start(
    actor: Actor, reason: str, *, product: str = "", lot_number: str = "", device: str = "", since: date | None = None
) -> Recall:
    """Call back a lot of a product, all of a product, or an injector.

    Raises StartedError where it was started before and not taken back.
    """
    kind = Kind.device if device else Kind.lot if lot_number else Kind.product
    made = Recall(
        kind=kind, product=product, lot_number=lot_number, device=device, since=since, reason=reason[:300],
        started_at=timezone.now(), started_by_id=actor.id,
    )  # fmt: skip
    said = {"kind": kind, "product": product, "lot": lot_number, "device": device, "reason": reason}
    try:
        with writing(actor, "stock.recall", detail=said) as event, transaction.atomic():
            made.save()
            event.subject = subject_of(made)
            _devices(made).update(is_used=False)
    except IntegrityError:
        known = _same(made).get()
        raise StartedError(known, is_widened=_widen(actor, known, since)) from None
    return made


def _widen(actor: Actor, recall: Recall, since: date | None) -> bool:
    """Let a recall reach further back, where that is asked for: it is worked on again. Tell whether it does."""
    if recall.since is None or (since is not None and since >= recall.since):
        return False
    said = {"before": recall.since.isoformat(), "since": since.isoformat() if since else ""}
    with writing(actor, "stock.recall_widened", subject=subject_of(recall), detail=said):
        Recall.objects.filter(pk=recall.pk).update(since=since, finished_at=None)
    recall.refresh_from_db()
    return True


def _same(recall: Recall) -> QuerySet[Recall]:
    rows = Recall.objects.filter(withdrawn_at=None, kind=recall.kind, product=recall.product, device=recall.device)
    return rows.filter(lot_number__iexact=recall.lot_number)


def _devices(recall: Recall) -> QuerySet[Device]:
    named = [each.pk for each in Device.objects.all() if recall.device and device_name(each) == recall.device]
    return Device.objects.filter(pk__in=named)


def device_name(device: Device) -> str:
    """Name an injector as records of sessions do."""
    return " ".join(filter(None, (device.name, device.serial)))[:100]


def has_injector(name: str) -> bool:
    """Tell whether an injector of the practice has this name now: records keep those from before."""
    return any(device_name(each) == name for each in Device.objects.all())


def check_device(device: Device) -> None:
    """Look at an injector before it is kept.

    Raises RecalledError where it is recalled, by its name or by the one it had, and would be used or named otherwise.
    """
    names = {device_name(each) for each in (device, *Device.objects.filter(pk=device.pk))}
    for recall in Recall.objects.filter(kind=Kind.device, withdrawn_at=None, device__in=names):
        if device.is_used or device_name(device) != recall.device:
            raise RecalledError(recall)


def find_recall(product: str, lot_number: str) -> Recall | None:
    """Give the recall by which a lot is refused, if there is one."""
    return _MEANING.first(product, lot_number)


def with_recalls(lots: QuerySet[Lot]) -> QuerySet[Lot]:
    """Tell of each lot why it is recalled: `recalled`, none where it is not."""
    return lots.annotate(recalled=_why())


def not_recalled(lots: QuerySet[Lot]) -> QuerySet[Lot]:
    """Leave out the lots that are recalled."""
    return lots.alias(recalled=_why()).filter(recalled=None)


def _why() -> Subquery:
    return Subquery(_meaning(OuterRef("product"), OuterRef("number")).values("reason")[:1])


def _meaning(product: Expression | F, lot_number: Expression | F) -> QuerySet[Recall]:
    """Give the recalls that mean a lot, the first one first; a number whatever its letters' case."""
    rows = Recall.objects.alias(folded=Upper("lot_number")).filter(withdrawn_at=None, product=product)
    return rows.filter(Q(kind=Kind.product) | Q(kind=Kind.lot, folded=Upper(lot_number))).order_by("started_at")


_MEANING = Prepared(lambda product, lot_number: _meaning(Value(product), Value(lot_number))[:1])


def withdraw(actor: Actor, recall: Recall, note: str) -> None:
    """Take a recall back: what no other recall means may be used again. An injector is put into use by hand."""
    with writing(actor, "stock.recall_withdrawn", subject=subject_of(recall), detail={"note": note}):
        Recall.objects.filter(pk=recall.pk, withdrawn_at=None).update(withdrawn_at=timezone.now(), note=note[:500])


def finish(actor: Actor, recall: Recall, note: str) -> None:
    """Say that everybody was reached, or that all was tried; what was called back stays refused."""
    with writing(actor, "stock.recall_finished", subject=subject_of(recall), detail={"note": note}):
        unfinished = Recall.objects.filter(pk=recall.pk, withdrawn_at=None, finished_at=None)
        unfinished.update(finished_at=timezone.now(), note=note[:500])


def running() -> QuerySet[Recall]:
    """Give the recalls that are being worked on."""
    return Recall.objects.filter(withdrawn_at=None, finished_at=None).order_by("started_at")
