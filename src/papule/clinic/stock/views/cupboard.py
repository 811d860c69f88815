"""What lies in the cupboard, and one lot of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from papule.clinic.audit.writing import actor_of
from papule.clinic.forms import PageForm
from papule.clinic.requests import Request
from papule.clinic.stock import movements
from papule.clinic.stock.forms import CountForm, OutForm
from papule.clinic.stock.kit import kit_on
from papule.clinic.stock.lots import SOON, shelves, twins
from papule.clinic.stock.models import Lot, Movement
from papule.clinic.stock.movements import history, short_since
from papule.clinic.stock.recalls import find_recall


def cupboard(request: Request) -> HttpResponse:
    """List the lots by product; `q` searches, `all` shows what is used up too."""
    today = timezone.localdate()
    query, everything = request.GET.get("q", "")[:100], "all" in request.GET
    shown = {
        "shelves": shelves(query, everything=everything),
        "query": query,
        "everything": everything,
        "today": today,
        "soon": today + SOON,
        "kit": kit_on(today),
        "tab": "cupboard",
    }
    return render(request, "stock/lots.html" if request.htmx else "stock/cupboard.html", shown)


def lot(request: Request, lot_id: int) -> HttpResponse:
    """Show a lot with its movements; count it anew, take ampoules out."""
    found = get_object_or_404(Lot, pk=lot_id)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    count = CountForm(request.POST if asked == "count" else None, instance=found)
    out = OutForm(request.POST if asked == "out" else None)
    page = PageForm(request.POST if asked else None)
    if asked and page.is_valid():
        once = page.cleaned_data["once"]
        try:
            if _counted(request, found, count, once) or _taken_out(request, found, out, once):
                messages.success(request, _("Kept."))
                return redirect("stock:lot", lot_id)
        except movements.MovedError as error:
            (count if asked == "count" else out).add_error(None, told_moved(error.movement))
            page = PageForm()
    today, kept = timezone.localdate(), Lot.objects.get(pk=lot_id)
    shown = {
        "lot": kept,
        "history": history(kept),
        "short": short_since(kept),
        "recall": find_recall(kept.product, kept.number),
        "twins": twins(kept),
        "count": count,
        "out": out,
        "page": page,
        "today": today,
        "soon": today + SOON,
        "tab": "cupboard",
    }
    return render(request, "stock/lot.html", shown)


def _counted(request: Request, found: Lot, form: CountForm, once: str) -> bool:
    if not form.is_valid():
        return False
    movements.count(actor_of(request), found, form.cleaned_data, once)
    return True


def _taken_out(request: Request, found: Lot, form: OutForm, once: str) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        movements.take_out(actor_of(request), found, said["kind"], said["out"], said["reason"], once)
    except movements.TooManyError as error:
        told = ngettext("Only %(count)s ampoule lies here.", "Only %(count)s ampoules lie here.", error.lot.ampoules)
        told += " " + _("Count them first if more do.")
        form.add_error("out", told % {"count": error.lot.ampoules})
        return False
    return True


def told_moved(known: Movement) -> str:
    """Say that a page that was gone back to has been kept already, and as what."""
    told = _("This page was kept already: %(what)s, lot %(lot)s, %(change)s. To keep this too, press once more.")
    change = ngettext("%(count)s ampoule", "%(count)s ampoules", abs(known.change)) % {"count": f"{known.change:+d}"}
    return told % {"what": known.get_kind_display(), "lot": known.lot.number, "change": change}
