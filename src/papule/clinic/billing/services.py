"""Charging: receipts, payments, taking back, closing a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.billing.models import CARE, Act, Counter, DayClose, Payment, Receipt
from papule.clinic.care.models import Session
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value

PERMILLE = 1000


class ClosedError(Exception):
    """The day is closed: nothing more is dated on it."""


class TakenBackError(Exception):
    """The receipt was already taken back, or takes one back itself."""


class OverpaidError(Exception):
    """More would be paid than is owed."""


class MixedError(Exception):
    """Care and an aesthetic act would stand on one receipt."""


class Line(Value):
    """An act on a receipt, and how often."""

    act: Act
    count: int = 1


def mixes_consultation(lines: Iterable[Line]) -> bool:
    """Tell whether a consultation and a mesotherapy stand on one receipt: not charged together by default."""
    kinds = {each.act.kind for each in lines}
    return {Act.Kind.consultation, Act.Kind.mesotherapy} <= kinds


def mixes_aesthetic(lines: Iterable[Line]) -> bool:
    """Tell whether care and an aesthetic act stand together: they are kept apart."""
    kinds = {each.act.kind for each in lines}
    return Act.Kind.aesthetic in kinds and not kinds.isdisjoint(CARE)


def charge(
    actor: Actor, by: User, patient: Patient, lines: list[Line], session: Session | None = None, once: str | None = None
) -> Receipt:
    """Write a receipt with the next number; pressed twice on one page, by the key `once`, it is one receipt.

    Raises ClosedError on a day that is closed, MixedError where care and an aesthetic act would stand together.
    """
    if mixes_aesthetic(lines):
        raise MixedError
    rows = [row_of(each) for each in lines]
    with transaction.atomic():
        _books(timezone.localdate().year)
        known = patient.receipts.filter(once=once).first() if once else None
        if known is not None:
            return known
        with writing(actor, "receipt.make", patient_id=patient.pk) as event:
            made = _receipt(by, patient, rows, session=session, once=once)
            event.subject = f"billing.Receipt:{made.pk}"
            event.detail = {"number": str(made)}
    return made


def row_of(line: Line) -> dict[str, Any]:
    """Give an act with how often, its price and its VAT, as a receipt or a quote keeps it."""
    act = line.act
    return {
        "code": act.code,
        "name": act.name,
        "kind": act.kind,
        "count": line.count,
        "price_cents": act.price_cents,
        "vat_permille": act.vat_permille,
    }


def total_of(rows: Iterable[dict[str, Any]]) -> int:
    """Add up what is to be paid, VAT included in the prices."""
    return sum(each["count"] * each["price_cents"] for each in rows)


def vat_of(rows: Iterable[dict[str, Any]]) -> int:
    """Add up the VAT that the prices hold, a line at a time, to the nearest cent; half a cent is rounded up."""
    return sum(_vat(each["count"] * each["price_cents"], each["vat_permille"]) for each in rows)


def _vat(gross: int, permille: int) -> int:
    whole = PERMILLE + permille
    return (2 * gross * permille + whole) // (2 * whole)


def _receipt(by: User, patient: Patient, rows: list[dict[str, Any]], **more: Any) -> Receipt:  # noqa: ANN401 -- columns
    today = timezone.localdate()
    number = _next_number(today.year)
    _refuse_closed(today)
    return Receipt.objects.create(
        year=today.year,
        number=number,
        patient=patient,
        lines=rows,
        made_by=by,
        made_at=timezone.now(),
        made_on=today,
        **{"total_cents": total_of(rows), "vat_cents": vat_of(rows)} | more,
    )


def _next_number(year: int) -> int:
    counter = _books(year)
    counter.number += 1
    counter.save()
    return counter.number


def _books(year: int) -> Counter:
    """Hold the books of a year: whoever writes in them at the same time waits, and then sees what was written."""
    Counter.objects.get_or_create(year=year)
    rows = Counter.objects.select_for_update() if connection.vendor == "postgresql" else Counter.objects
    return rows.get(year=year)


def _refuse_closed(day: date) -> None:
    if DayClose.objects.filter(day=day).exists():
        raise ClosedError


def take_back(actor: Actor, by: User, receipt: Receipt) -> Receipt:
    """Take a receipt back by another with the same lines below zero.

    Raises TakenBackError, ClosedError.
    """
    rows = [each | {"count": -each["count"]} for each in receipt.lines]
    amounts = {"total_cents": -receipt.total_cents, "vat_cents": -receipt.vat_cents}
    with writing(actor, "receipt.take_back", patient_id=receipt.patient_id) as event:
        _books(timezone.localdate().year)
        if receipt.takes_back_id or Receipt.objects.filter(takes_back=receipt).exists():
            raise TakenBackError
        made = _receipt(by, receipt.patient, rows, takes_back=receipt, session=receipt.session, **amounts)
        event.subject = f"billing.Receipt:{made.pk}"
    return made


def owed(receipt: Receipt) -> int:
    """Give what is still to be paid, in cents; below zero it is to be given back.

    A receipt that was taken back owes nothing more: the one that takes it back gives back what was paid of both.
    """
    if Receipt.objects.filter(takes_back=receipt).exists():
        return 0
    paid = Payment.objects.filter(receipt__in=(receipt.pk, receipt.takes_back_id)).aggregate(sum=Sum("cents"))["sum"]
    return (0 if receipt.takes_back_id else receipt.total_cents) - int(paid or 0)


def pay(actor: Actor, by: User, receipt: Receipt, method: str, cents: int, once: str | None = None) -> Payment:
    """Keep a payment; pressed twice on one page, by the key `once`, it is one payment.

    Raises OverpaidError for more than is owed, ClosedError on a closed day.
    """
    today, subject = timezone.localdate(), f"billing.Receipt:{receipt.pk}"
    with transaction.atomic():
        _books(today.year)
        known = receipt.payments.filter(once=once).first() if once else None
        if known is not None:
            return known
        _refuse_closed(today)
        left = owed(receipt)
        if not cents or (cents > 0) != (left > 0) or abs(cents) > abs(left):
            raise OverpaidError
        said = {"method": method, "cents": cents, "once": once}
        with writing(actor, "payment.record", patient_id=receipt.patient_id, subject=subject):
            return Payment.objects.create(
                receipt=receipt, paid_on=today, recorded_by=by, recorded_at=timezone.now(), **said
            )


class Takings(Value):
    """What a day took in."""

    receipts: int
    total_cents: int
    by_method: dict[str, int]


def takings(day: date) -> Takings:
    """Add up a day, in two queries."""
    charged = Receipt.objects.filter(made_on=day).aggregate(count=Count("pk"), sum=Sum("total_cents"))
    paid = Payment.objects.filter(paid_on=day).values_list("method").annotate(Sum("cents")).order_by("method")
    return Takings(charged["count"], charged["sum"] or 0, dict(paid))


def close_day(actor: Actor, by: User, day: date, counted_cash_cents: int) -> DayClose:
    """Close a day; twice is once.

    Raises ClosedError for a day that is closed already.
    """
    with writing(actor, "day.close", detail={"day": day.isoformat()}):
        _books(timezone.localdate().year)  # of today, in which whatever is dated on this day is written
        _refuse_closed(day)
        taken = takings(day)
        return DayClose.objects.create(
            day=day,
            receipts=taken.receipts,
            total_cents=taken.total_cents,
            by_method=taken.by_method,
            counted_cash_cents=counted_cash_cents,
            closed_by=by,
            closed_at=timezone.now(),
        )
