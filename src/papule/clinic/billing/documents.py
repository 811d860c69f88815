"""The receipt and the fee notice as documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.billing.models import CARE, Act, Receipt
from papule.clinic.billing.services import Line, owed, row_of, total_of, vat_of
from papule.clinic.currency import current
from papule.clinic.documents.parts import Letterhead, day_words, sheet
from papule.clinic.documents.sheet import AnyBlock, Grid, Pairs, Sheet, Signature, Text


def money(cents: int, language: str) -> str:
    """Write an amount in the practice's currency as the language writes it."""
    return str(format_currency(cents / 100, current(), locale="fr_FR" if language == "fr" else "en_IE"))


def receipt_sheet(head: Letterhead, receipt: Receipt) -> Sheet:
    """Build the receipt: acts, total, VAT where there is any, what was paid."""
    with override(head.language):
        blocks: list[AnyBlock] = [
            Pairs(pairs=((_("Number"), str(receipt)), (_("Day"), day_words(receipt.made_on, head.language)))),
            _lines(receipt.lines, head.language),
            *totals(receipt.lines, head.language, receipt.vat_cents),
        ]
        paid = tuple(
            (day_words(each.paid_on, head.language), str(each.get_method_display()), money(each.cents, head.language))
            for each in receipt.payments.order_by("recorded_at")
        )
        blocks += _lots(receipt)
        if paid:
            blocks.append(Grid(head=(_("Paid"), _("How"), _("Amount")), rows=paid, right=(2,)))
        left = owed(receipt)
        if left > 0:
            told = _("Still to be paid: {amount}").format(amount=money(left, head.language))
            blocks.append(Text(text=told, strong=True))
        if receipt.takes_back:
            blocks.append(Text(text=_("Takes back the receipt {number}.").format(number=receipt.takes_back)))
        return sheet(head, "receipt", _("Receipt {number}").format(number=receipt), blocks)


def _lots(receipt: Receipt) -> Iterable[AnyBlock]:
    """Name the products of an aesthetic act with their lots, as the sentence on its quote says."""
    if receipt.session is None or not any(each["kind"] == Act.Kind.aesthetic for each in receipt.lines):
        return
    given = receipt.session.administrations.filter(version=receipt.session.current).order_by("syringe", "product_name")
    rows = tuple(
        (each.product_name, each.lot_number, each.expires_on.isoformat() if each.expires_on else _("not known"))
        for each in given
    )
    if rows:
        yield Grid(head=(_("Product"), _("Lot"), _("Expires")), rows=rows)


def fees_sheet(head: Letterhead, lines: Iterable[Line]) -> Sheet:
    """Build the notice of fees, given in writing before the acts."""
    rows = list(map(row_of, lines))
    with override(head.language):
        blocks: list[AnyBlock] = [
            Text(text=_("You are told these fees before the acts; you may ask about each of them.")),
            _lines(rows, head.language),
            *totals(rows, head.language),
            Text(text=_("Papule sends no claim to an insurance: ask yours what it refunds."), small=True),
            Signature(label=str(head.patient), at=day_words(head.on, head.language)),
        ]
        return sheet(head, "fees", _("Notice of fees"), blocks)


def _lines(rows: Iterable[dict[str, Any]], language: str) -> Grid:
    told = tuple(
        (
            f"{each['code']} {each['name']}".strip(),
            str(each["count"]),
            money(each["price_cents"], language),
            money(each["count"] * each["price_cents"], language),
        )
        for each in rows
    )
    return Grid(head=(_("Act"), _("Count"), _("Price"), _("Amount")), rows=told, right=(1, 2, 3))


def totals(rows: list[dict[str, Any]], language: str, kept: int | None = None) -> Iterable[AnyBlock]:
    """Say what is to be paid, and the VAT in it, as it was kept where it was; that care bears none, of care only."""
    yield Text(text=_("Total: {amount}").format(amount=money(total_of(rows), language)), strong=True)
    vat = vat_of(rows) if kept is None else kept
    if vat:
        yield Text(text=_("of which VAT: {amount}").format(amount=money(vat, language)))
    elif all(each["kind"] in CARE for each in rows):
        yield Text(text=_("Care: no VAT."), small=True)
    else:
        yield Text(text=_("No VAT is charged."), small=True)
