"""What lies in the cupboard, and one lot of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.audit.writing import actor_of
from papule.clinic.requests import Request
from papule.clinic.stock import services
from papule.clinic.stock.forms import CountForm, RecallForm
from papule.clinic.stock.kit import kit_on
from papule.clinic.stock.lots import SOON, shelves
from papule.clinic.stock.models import Lot


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
    """Show a lot; count it anew, recall it, take the recall back."""
    found = get_object_or_404(Lot, pk=lot_id)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    count = CountForm(request.POST if asked == "count" else None, instance=found)
    recall = RecallForm(request.POST if asked == "recall" else None)
    actor = actor_of(request)
    if asked == "count" and count.is_valid():
        services.keep(actor, count.instance)
        messages.success(request, _("Kept."))
        return redirect("stock:cupboard")
    if asked == "recall" and recall.is_valid():
        services.recall(actor, found, recall.cleaned_data["reason"])
        messages.warning(request, _("Lot %(lot)s is recalled: it is refused from now on.") % {"lot": found.number})
        return redirect("stock:lot", found.pk)
    if asked == "end-recall":
        services.end_recall(actor, found)
        return redirect("stock:lot", found.pk)
    today = timezone.localdate()
    shown = {"lot": found, "count": count, "recall": recall, "today": today, "soon": today + SOON, "tab": "cupboard"}
    return render(request, "stock/lot.html", shown)
