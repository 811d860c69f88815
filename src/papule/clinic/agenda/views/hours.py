"""Opening hours, closed days, rooms, types of appointment, and the secret address of one's calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.accounts.models import Practice, User
from papule.clinic.agenda import services
from papule.clinic.agenda.feeds import calendar_text
from papule.clinic.agenda.forms import ClosureForm, OpeningForm, RoomForm, TypeForm, among_doctors
from papule.clinic.agenda.models import Closure, Feed, Opening, Room, VisitType
from papule.clinic.audit.writing import Actor, actor_of, record
from papule.clinic.requests import Request

FORMS = {"opening": OpeningForm, "closure": ClosureForm, "room": RoomForm, "type": TypeForm}


def hours(request: Request) -> HttpResponse:
    """Show and change when the practice receives."""
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {name: kind(request.POST if asked == name else None) for name, kind in FORMS.items()}
    for name in ("opening", "closure"):
        among_doctors(forms[name].fields["doctor"])
    if asked in forms and forms[asked].is_valid():
        forms[asked].save()
        record(actor_of(request), f"agenda.{asked}")
        return redirect("agenda:hours")
    shown = {
        "forms": forms,
        "openings": Opening.objects.select_related("doctor").order_by("doctor__last_name", "weekday", "begins"),
        "closures": Closure.objects.filter(ends_on__gte=timezone.localdate()).order_by("begins_on"),
        "rooms": Room.objects.order_by("name"),
        "types": VisitType.objects.order_by("name"),
    }
    return render(request, "agenda/hours.html", shown)


@require_POST
def remove(request: Request) -> HttpResponse:
    """Remove opening hours or closed days; a room or a type is put out of use instead, its past stays."""
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    if not key.isdecimal() or kind not in FORMS:
        raise Http404
    if kind == "opening":
        Opening.objects.filter(pk=int(key)).delete()
    elif kind == "closure":
        Closure.objects.filter(pk=int(key)).delete()
    else:
        model = Room if kind == "room" else VisitType
        for row in model.objects.filter(pk=int(key)):
            row.is_used = not row.is_used
            row.save()
    record(actor_of(request), f"agenda.{kind}.remove")
    return redirect("agenda:hours")


def calendar(request: Request) -> HttpResponse:
    """Make or revoke the secret address of one's own calendar; the address is shown once."""
    address = ""
    if request.method == "POST" and request.POST.get("do") == "revoke":
        services.close_feeds(request.user)
        record(actor_of(request), "feed.revoke")
        messages.success(request, _("The address no longer works."))
    elif request.method == "POST":
        secret = services.open_feed(request.user)
        record(actor_of(request), "feed.open")
        address = request.build_absolute_uri(reverse("agenda:feed", args=[secret]))
    is_open = Feed.objects.filter(doctor=request.user, revoked_at=None).exists()
    return render(request, "agenda/calendar.html", {"address": address, "is_open": is_open})


def feed(request: Request, secret: str) -> HttpResponse:
    """Give a doctor's calendar to whoever has its address; not found once it is revoked."""
    known = Feed.objects.select_related("doctor").filter(digest=services.digest_of(secret), revoked_at=None).first()
    practice = Practice.objects.first()
    if known is None or practice is None or not known.doctor.is_active:
        raise Http404
    doctor: User = known.doctor
    record(Actor(f"calendar of {doctor.name}", address=request.META.get("REMOTE_ADDR", "")), "feed.read")
    return HttpResponse(calendar_text(doctor, practice.name), content_type="text/calendar; charset=utf-8")
