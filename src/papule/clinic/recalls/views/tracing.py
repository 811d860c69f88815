"""Tracing: everybody who had a lot, a product, an injector, a room, days; and the start of a recall."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.agenda.rooms import room_names
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.dates import date_format
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.following import late_window
from papule.clinic.recalls.forms import ReasonForm, TraceForm
from papule.clinic.recalls.tracing import Sought, listed, look_back, progress
from papule.clinic.requests import Request
from papule.clinic.stock.models import Recall
from papule.clinic.stock.recalls import StartedError, has_injector, start


def view_of(request: Request) -> View:
    """Give the knowledge as it holds today, here."""
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def recalls(request: Request) -> HttpResponse:
    """List the recalls, those that are worked on first, with how far each is."""
    rows = Recall.objects.select_related("started_by").order_by("finished_at", "withdrawn_at", "-started_at")[:100]
    open_first = sorted(rows, key=lambda each: bool(each.finished_at or each.withdrawn_at))
    told = [(each, progress(each)) for each in open_first]
    return render(request, "recalls/recalls.html", {"listed": told, "tab": "recalls"})


def trace(request: Request) -> HttpResponse:
    """Show everybody who had what is asked for; start its recall."""
    view = view_of(request)
    begun: dict[str, Any] = {"kind": "lot", "since": ""}
    form = TraceForm(request.GET or None, initial=begun)
    reason = ReasonForm(request.POST or None)
    shown: dict[str, Any] = {
        "form": form,
        "reason": reason,
        "tab": "recalls",
        "look_back": look_back(view, timezone.localdate()),
        "window": late_window(view),
        "rooms": room_names(),
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "recalls/trace.html", shown)
    sought = form.sought()
    if request.method == "POST" and sought.can_be_recalled and reason.is_valid():
        return _started(request, sought, reason.cleaned_data["reason"])
    those = listed(sought, view, request.GET.get("page"))
    record(actor_of(request), "read", subject="recalls:trace", patients=those.patients, sought=_detail(sought))
    shown |= {"sought": sought, "page": those.page, "concerned": those.concerned}
    return render(request, "recalls/trace.html", shown)


def _detail(sought: Sought) -> str:
    days = (day or "-" for day in (sought.since, sought.until) if sought.since or sought.until)
    return " ".join(
        filter(None, (sought.kind, sought.product, sought.lot_number, sought.device, sought.room, *map(str, days)))
    )


def _tell_started(request: Request, error: StartedError) -> None:
    """Say that a recall was there, and whether it reaches further back now."""
    since = error.recall.since
    if not error.is_widened:
        messages.info(request, _("This recall was started before: here it is. Nothing was started twice."))
    elif since is None:
        messages.warning(request, _("This recall was started before. It reaches further back now: to all sessions."))
    else:
        told = _("This recall was started before. It reaches further back now: to sessions since %(day)s.")
        messages.warning(request, told % {"day": date_format(since, "SHORT_DATE_FORMAT")})


def _started(request: Request, sought: Sought, reason: str) -> HttpResponse:
    try:
        made = start(
            actor_of(request),
            reason,
            product=sought.product,
            lot_number=sought.lot_number,
            device=sought.device,
            since=sought.since,
        )
    except StartedError as error:
        _tell_started(request, error)
        return redirect("recalls:recall", error.recall.pk)
    messages.warning(request, _("It is recalled: it is refused everywhere from now on."))
    if made.device and not has_injector(made.device):
        told = _("No injector of the practice has this name now. If it has another one, recall that too.")
        messages.warning(request, told)
    return redirect("recalls:recall", made.pk)
