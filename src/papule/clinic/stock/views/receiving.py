"""Receiving lots: scanned, photographed or typed; and the page on which a scanner is tried."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_svg

from papule.clinic.audit.writing import actor_of
from papule.clinic.dates import date_format
from papule.clinic.forms import PageForm
from papule.clinic.requests import Request
from papule.clinic.stock import services
from papule.clinic.stock.barcodes import DOUBTS, Scan, UnreadableError, read_scan
from papule.clinic.stock.forms import LotForm
from papule.clinic.stock.lots import product_of
from papule.clinic.stock.movements import MovedError
from papule.clinic.stock.photos import read_photo
from papule.clinic.stock.recalls import find_recall
from papule.clinic.stock.views.cupboard import told_moved

# The number is of nothing that is sold; the lot holds every letter that a keyboard may change.
TRIAL = "(01)03400900000006(10)AZQWM-12(17)301231(21)T1"
SIZE = re.compile(r'width="(\d+)" height="(\d+)"')


def receive(request: Request) -> HttpResponse:
    """Read a code, show what it says beside the form, and put into the cupboard what was confirmed."""
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    shown: dict[str, Any] = {"tab": "receive"}
    form = LotForm(request.POST if asked == "keep" else None, initial={"product": request.GET.get("product", "")})
    page = PageForm(request.POST if asked == "keep" else None)
    if asked == "read":
        form = _read(request, shown)
    elif asked == "keep" and form.is_valid() and page.is_valid():
        try:
            if _keep(request, form, page.cleaned_data["once"]):
                return redirect("stock:receive")
        except MovedError as error:
            form.add_error(None, told_moved(error.movement))
            page = PageForm()
    return render(request, "stock/receive.html", {"form": form, "page": page, **shown})


def _read(request: Request, shown: dict[str, Any]) -> LotForm:
    """Fill the form with what a code says."""
    try:
        scan = scan_of(request)
    except UnreadableError as error:
        shown["error"] = str(error)
        return LotForm()
    shown["doubts"] = [DOUBTS[each] for each in scan.doubts]
    shown["scanned"] = True
    shown["is_expired"] = scan.expires_on is not None and scan.expires_on < timezone.localdate()
    product = product_of(scan.gtin)
    shown["is_known"] = bool(product)
    said = {"product": product, "number": scan.lot, "expires_on": scan.expires_on, "gtin": scan.gtin}
    return LotForm(initial=said)


def scan_of(request: Request) -> Scan:
    """Read the code of a request: a photograph, else what was typed.

    Raises UnreadableError.
    """
    photo = request.FILES.get("photo")
    return read_scan(read_photo(photo) if isinstance(photo, UploadedFile) else request.POST.get("scan", ""))


def _keep(request: Request, form: LotForm, once: str) -> bool:
    """Put a lot into the cupboard; the form tells where the same lot has another expiry date.

    Raises MovedError.
    """
    said = form.cleaned_data
    try:
        lot = services.receive(actor_of(request), said, once)
    except services.OtherExpiryError as error:
        told = _("This lot lies here already and expires on %(day)s. Read both again.")
        form.add_error("expires_on", told % {"day": date_format(error.known.expires_on)})
        return False
    values = {"lot": lot.number, "day": date_format(lot.expires_on), "count": lot.ampoules}
    messages.success(request, _("Lot %(lot)s, expires on %(day)s, is in the cupboard: %(count)s ampoules.") % values)
    if find_recall(lot.product, lot.number):
        messages.error(request, _("This lot is recalled: it is refused everywhere. Put it aside."))
    elif lot.expires_on < timezone.localdate():
        messages.error(request, _("This lot is expired: it is refused everywhere. Put it aside."))
    return True


def scanner(request: Request) -> HttpResponse:
    """Let a scanner be tried on a code whose content is known."""
    shown: dict[str, Any] = {"tab": "receive", "code": _drawn(TRIAL), "typed": request.POST.get("scan", "")}
    if request.method == "POST":
        try:
            scan = read_scan(shown["typed"])
        except UnreadableError as error:
            shown["error"] = str(error)
        else:
            meant = read_scan(TRIAL)
            shown["scan"], shown["doubts"] = scan, [DOUBTS[each] for each in scan.doubts]
            shown["is_right"] = (scan.gtin, scan.lot, scan.expires_on) == (meant.gtin, meant.lot, meant.expires_on)
            shown["is_typed_right"] = shown["is_right"] and not scan.doubts
    return render(request, "stock/scanner.html", shown)


def _drawn(code: str) -> SafeString:
    """Draw a DataMatrix as SVG."""
    drawn = write_barcode_to_svg(create_barcode(code, BarcodeFormat.DataMatrix, gs1=True))
    svg = SIZE.sub(r'viewBox="0 0 \1 \2"', drawn[drawn.index("<svg") :], count=1)  # as large as its place
    return mark_safe(svg)  # noqa: S308 -- made here of a constant
