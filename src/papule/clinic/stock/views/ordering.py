"""What should lie in the cupboard, and what is to be ordered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from papule.clinic.audit.writing import actor_of
from papule.clinic.requests import Request
from papule.clinic.stock import services
from papule.clinic.stock.forms import LevelForm
from papule.clinic.stock.models import Level
from papule.clinic.stock.ordering import orders


def ordering(request: Request) -> HttpResponse:
    """List what is to be ordered; set how much of a product should lie there, or leave a product out."""
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    form = LevelForm(request.POST if asked == "set" else None)
    if asked == "set" and form.is_valid():
        services.keep(actor_of(request), _level(form))
        return redirect("stock:ordering")
    if asked.startswith("remove-"):
        services.drop_level(actor_of(request), asked.removeprefix("remove-"))
        return redirect("stock:ordering")
    listed = orders(timezone.localdate())
    shown = {"listed": listed, "wanted": any(each.wanted for each in listed), "form": form, "tab": "ordering"}
    return render(request, "stock/ordering.html", shown)


def _level(form: LevelForm) -> Level:
    """Give the level of the product that is there already, changed, or a new one."""
    said = form.cleaned_data
    level = Level.objects.filter(product=said["product"]).first() or Level(product=said["product"])
    level.least, level.full = said["least"], said["full"]
    return level
