"""The emergency kit, the antiseptics, the injectors and their cleaning."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.audit.writing import actor_of
from papule.clinic.knowledge import view_on, words
from papule.clinic.requests import Request, counted
from papule.clinic.stock import services
from papule.clinic.stock.forms import AntisepticForm, CleaningForm, DeviceForm, KitItemForm, find_expiry
from papule.clinic.stock.kit import REMARKS, kit_on, named_contents
from papule.clinic.stock.lots import SOON
from papule.clinic.stock.models import Antiseptic, Device, DeviceCleaning, KitItem
from papule.clinic.stock.recalls import RecalledError


def kit(request: Request) -> HttpResponse:
    """Show the kit; go through it, add to it, take out of it."""
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    new = KitItemForm(request.POST if asked == "add" else None)
    if asked and (asked != "add" or new.is_valid()):
        return _changed_kit(request, asked, new)
    today, view = timezone.localdate(), _view(request)
    held = kit_on(today)
    here = {each.item for each in held.items}
    shown = {
        "kit": held,
        "new": new,
        "named": [each for each in named_contents(view) if each.id not in here],
        "remarks": named_contents(view, REMARKS),
        "today": today,
        "soon": today + SOON,
        "tab": "kit",
    }
    return render(request, "stock/kit.html", shown)


def _view(request: Request) -> View:
    """Give the knowledge as it holds today, here."""
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def _changed_kit(request: Request, asked: str, new: KitItemForm) -> HttpResponse:
    actor = actor_of(request)
    if asked == "check":
        present = {int(each) for each in request.POST.getlist("present") if each.isdecimal()}
        services.check_kit(actor, present, _expiries(request))
    elif asked == "add":
        services.keep(actor, new.instance)
    elif asked == "take":
        wanted = next((each for each in named_contents(_view(request)) if each.id == request.POST.get("item")), None)
        if wanted is not None and not KitItem.objects.filter(item=wanted.id).exists():
            services.keep(actor, KitItem(item=wanted.id, name=words().text(wanted.title)[:200]))
    elif asked.startswith("remove-"):
        services.remove(actor, get_object_or_404(KitItem, pk=counted(asked.removeprefix("remove-"))))
    return redirect("stock:kit")


def _expiries(request: Request) -> dict[int, date | None]:
    """Read the expiry dates that were typed; one that is none leaves the one that was."""
    found: dict[int, date | None] = {}
    for name, typed in request.POST.items():
        key = name.removeprefix("expires-")
        read = find_expiry(str(typed))
        if name != key and key.isdecimal() and (read or not str(typed).strip()):
            found[int(key)] = read
    return found


def antiseptics(request: Request) -> HttpResponse:
    """List the antiseptics; add one."""
    form = AntisepticForm(request.POST or None)
    if _is_kept(request, form):
        return redirect("stock:antiseptics")
    today = timezone.localdate()
    listed = Antiseptic.objects.order_by("-is_used", "name")
    shown = {"listed": listed, "form": form, "today": today, "soon": today + SOON, "tab": "antiseptics"}
    return render(request, "stock/antiseptics.html", shown)


def antiseptic(request: Request, antiseptic_id: int) -> HttpResponse:
    """Change an antiseptic."""
    form = AntisepticForm(request.POST or None, instance=get_object_or_404(Antiseptic, pk=antiseptic_id))
    if _is_kept(request, form):
        return redirect("stock:antiseptics")
    return render(request, "stock/antiseptic.html", {"form": form, "tab": "antiseptics"})


def devices(request: Request) -> HttpResponse:
    """List the injectors with their last cleaning; add one."""
    form = DeviceForm(request.POST or None)
    if _is_kept(request, form):
        return redirect("stock:devices")
    newest = DeviceCleaning.objects.select_related("cleaned_by").order_by("-cleaned_at")
    listed = Device.objects.order_by("-is_used", "name").prefetch_related(Prefetch("cleanings", newest, "log"))
    return render(request, "stock/devices.html", {"listed": listed, "form": form, "tab": "devices"})


def device(request: Request, device_id: int) -> HttpResponse:
    """Show an injector with its cleaning log; add an entry, change it."""
    found = get_object_or_404(Device, pk=device_id)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    form = DeviceForm(request.POST if asked == "change" else None, instance=found)
    view = _view(request)
    cleaning = CleaningForm(request.POST if asked == "clean" else None)
    if asked == "clean" and cleaning.is_valid():
        services.clean(actor_of(request), request.user, found, cleaning.cleaned_data["method"])
        return redirect("stock:device", found.pk)
    if asked == "change" and _is_kept(request, form):
        return redirect("stock:devices")
    shown = {
        "device": found,
        "form": form,
        "cleaning": cleaning,
        "log": found.cleanings.select_related("cleaned_by").order_by("-cleaned_at")[:100],
        "guidance": [each for each in view.formulary.guidance["device-hygiene"].items if view.here.in_force(each)],
        "tab": "devices",
    }
    return render(request, "stock/device.html", shown)


def _is_kept(request: Request, form: forms.ModelForm[Any]) -> bool:
    """Keep what a form holds, where it is whole."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        services.keep(actor_of(request), form.instance)
    except RecalledError as error:
        told = _(
            "This injector is recalled: %(reason)s. Until the recall is taken back it is not used and keeps its name."
        )
        form.add_error("is_used", told % {"reason": error.recall.reason.rstrip(".")})
        return False
    return True
