"""What a button of the session's page does to its fields: take a lot, read a code, start the timer."""

from __future__ import annotations

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.care.session_entry import STATED, Fields
from papule.clinic.care.session_opening import Opening, lot_fields
from papule.clinic.knowledge import words
from papule.clinic.requests import Request
from papule.clinic.stock.barcodes import DOUBTS, Scan, UnreadableError
from papule.clinic.stock.lots import product_of
from papule.clinic.stock.models import Lot
from papule.clinic.stock.views.receiving import scan_of

Told = list[str]
PLACES = {
    "pick": "#lots",
    "read": "#lots",
    "for": "#lots",
    "more": "#lots",
    "less": "#lots",
    "observe": "#observe",
    "rest": "#changes",
}


def act(request: Request, asked: str, opening: Opening, fields: Fields) -> Told:
    """Do what a button asks; give what is to be told."""
    name, _dash, argument = asked.partition(":")
    if name == "read":
        return _read(request, opening, fields)
    if name == "pick":
        return _pick(argument, fields)
    if name == "for":
        return _assign(argument, fields)
    if name == "more":
        fields[f"lot-{argument}"] = "?"
        fields["lots"] = ""
    if name == "less":
        _clear(argument, fields)
    if name == "rest":
        fields |= {each: "no" for each in fields if each.startswith("fact-") and fields[each] not in STATED}
    if name == "observe":
        fields["observed_at"] = timezone.now().isoformat(timespec="seconds")
    return []


def place_of(asked: str) -> str:
    """Give the part of the page to come back to."""
    return PLACES.get(asked.partition(":")[0], "")


def _pick(argument: str, fields: Fields) -> Told:
    """Take a lot out of the cupboard into a row; the lots are to be confirmed anew."""
    at, _colon, key = argument.partition(":")
    lot = Lot.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    if lot is not None:
        fields |= lot_fields(lot, at)
        fields["lots"] = ""
    return []


def _clear(at: str, fields: Fields) -> None:
    for name in ("lot", "expiry", "gtin", "volume", "trade"):
        fields.pop(f"{name}-{at}", None)
    fields["lots"] = ""


def _read(request: Request, opening: Opening, fields: Fields) -> Told:
    """Read a code. Where its product is known, fill in its rows; else ask which product it is."""
    try:
        scan = scan_of(request)
    except UnreadableError as error:
        return [str(error)]
    told = [str(DOUBTS[each]) for each in scan.doubts]
    product = product_of(scan.gtin)
    places = places_of(product, opening) if product else []
    if product and not places:
        message = _("Refused: this is %(product)s, which is not planned in this session.")
        return [message % {"product": words().name(product)}]
    if places:
        for at in places:
            fill(scan, f"{at}-0", fields)
        return told
    fields["pending"] = msgspec.json.encode(scan).decode()
    return told


def places_of(product: str, opening: Opening) -> list[str]:
    """Give the rows of a product."""
    return [
        f"{number}-{place}"
        for number, syringe in enumerate(opening.plan.syringes)
        for place, content in enumerate(syringe.contents)
        if content.product == product
    ]


def fill(scan: Scan, at: str, fields: Fields) -> None:
    """Fill what a code says into a row; the lots are to be confirmed anew."""
    lot = Lot.objects.filter(number__iexact=scan.lot, gtin=scan.gtin).exclude(gtin="").first()
    fields[f"lot-{at}"] = scan.lot
    fields[f"expiry-{at}"] = scan.expires_on.isoformat() if scan.expires_on else ""
    fields[f"gtin-{at}"] = scan.gtin
    fields[f"trade-{at}"] = lot.trade_name if lot else ""
    fields["lots"] = ""


def _assign(at: str, fields: Fields) -> Told:
    """Fill the code that was read into the row that it was said to belong to."""
    scan = find_pending(fields)
    if scan is not None:
        fill(scan, f"{at}-0", fields)
    fields.pop("pending", None)
    return []


def find_pending(fields: Fields) -> Scan | None:
    """Give the code that was read and not yet assigned."""
    try:
        return msgspec.json.decode(fields.get("pending", ""), type=Scan)
    except msgspec.DecodeError:
        return None


def pending_in(fields: Fields) -> Scan | None:
    """Give the code that waits for its product, for the page."""
    return find_pending(fields) if fields.get("pending") else None
