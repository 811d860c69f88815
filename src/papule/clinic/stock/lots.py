"""Lots: which come first, which may not be used and why, which product a code means."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.db.models import Value as Written
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.dates import date_format
from papule.clinic.knowledge import formulary, words
from papule.clinic.prepared import Prepared
from papule.clinic.stock.models import Lot
from papule.clinic.stock.recalls import find_recall, not_recalled, with_recalls
from papule.kernel.value import Value

SOON = timedelta(days=60)  # how early an expiry is told: a habit of stock-keeping, no clinical number

_CODED = Prepared(lambda gtin: Lot.objects.filter(gtin=gtin).order_by("-received_on", "-pk")[:1])
_NUMBERED = Prepared(
    lambda number: (
        Lot.objects.annotate(folded=Upper("number")).filter(folded=Upper(Written(number))).order_by("is_twin", "pk")
    )
)


class Shelf(Value):
    """The lots of one product."""

    product: str
    lots: tuple[Lot, ...]


def shelves(query: str = "", *, everything: bool = False) -> tuple[Shelf, ...]:
    """Give the lots by product, first to expire first; those that are used up only if everything is asked for."""
    lots = with_recalls(Lot.objects.order_by("expires_on", "number"))
    if not everything:
        lots = lots.filter(ampoules__gt=0)
    wanted = query.casefold().strip()
    found: dict[str, list[Lot]] = {}
    for lot in lots:
        if wanted in f"{words().name(lot.product)} {lot.trade_name} {lot.number} {lot.gtin}".casefold():
            found.setdefault(lot.product, []).append(lot)
    return tuple(Shelf(key, tuple(found[key])) for key in sorted(found, key=lambda each: words().name(each).casefold()))


def usable(product: str, on: date) -> QuerySet[Lot]:
    """Give the lots of a product that may be used on a day, first to expire first."""
    lots = Lot.objects.filter(product=product, expires_on__gte=on, ampoules__gt=0)
    return not_recalled(lots).order_by("expires_on", "received_on", "pk")


def refusal(product: str, number: str, expires_on: date | None, gtin: str, on: date) -> str:
    """Say why a lot may not be given as this product on this day; nothing where it may."""
    if not number:
        return _("The lot is missing.")
    if expires_on is None:
        return _("The expiry date is missing.")
    if expires_on < on:
        return _("Expired on %(day)s.") % {"day": date_format(expires_on)}
    known = product_of(gtin)
    if known and known != product:
        return _("This is the code of another product: %(product)s.") % {"product": words().name(known)}
    return _held_otherwise(product, number, expires_on)


def _held_otherwise(product: str, number: str, expires_on: date) -> str:
    """Say that a lot is recalled, or that the cupboard knows it with another expiry date or as another product."""
    recall = find_recall(product, number)
    if recall is not None:
        values = {"day": date_format(timezone.localdate(recall.started_at)), "reason": recall.reason}
        return _("Recalled on %(day)s: %(reason)s") % values
    held = _NUMBERED(number)
    same = next((each for each in held if each.product == product), None)
    if same is None:
        told = _("This lot lies in the cupboard as %(product)s. If both are right, receive it as this product first.")
        return told % {"product": words().name(held[0].product)} if held else ""
    if same.expires_on != expires_on:
        told = _("In the cupboard this lot expires on %(day)s. Read the ampoule again.")
        return told % {"day": date_format(same.expires_on)}
    return ""


def twins(lot: Lot) -> QuerySet[Lot]:
    """Give the other rows in which ampoules of this lot lie, in other letters: there are some only from before."""
    rows = Lot.objects.filter(product=lot.product, number__iexact=lot.number, ampoules__gt=0)
    return rows.exclude(pk=lot.pk)


def product_of(gtin: str) -> str:
    """Give the product that a code stood for when it was last received; empty where it never was."""
    last = _CODED.first(gtin) if gtin else None
    return last.product if last and last.product in formulary().products else ""


def soon(on: date) -> QuerySet[Lot]:
    """Give what still lies there and must be looked at: recalled, expired, soon to expire."""
    lots = with_recalls(Lot.objects.filter(ampoules__gt=0))
    return lots.filter(Q(expires_on__lte=on + SOON) | Q(recalled__isnull=False))
