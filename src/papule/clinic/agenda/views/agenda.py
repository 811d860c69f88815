"""The agenda: a day of all doctors, a week of one; moving by hand or by form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from papule.clinic.accounts.models import User
from papule.clinic.agenda import services
from papule.clinic.agenda.forms import WhenForm, doctors
from papule.clinic.agenda.grid import ROW_MINUTES, grid
from papule.clinic.agenda.models import Appointment, Waiting
from papule.clinic.agenda.refusals import RefusedError
from papule.clinic.agenda.times import calendar_of, can_be_shown, outside
from papule.clinic.agenda.twice import Warned, moved_twice
from papule.clinic.agenda.views.waiting import freed_address, offered
from papule.clinic.agenda.waiting import Freed, place_of
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.dates import date_format
from papule.clinic.requests import Request, counted


def day(request: Request) -> HttpResponse:
    """Show a day of all doctors."""
    on = asked_on(request)
    everybody = list(doctors())
    return _page(request, everybody, [on], on, "day")


def week(request: Request, doctor_id: int) -> HttpResponse:
    """Show a week of one doctor."""
    doctor = get_object_or_404(User, pk=doctor_id, is_doctor=True)
    on = asked_on(request)
    monday = on - timedelta(days=on.weekday())
    return _page(request, [doctor], [monday + timedelta(days=each) for each in range(7)], on, "week")


def asked_on(request: Request) -> date:
    """Give the day that is asked for; today where that is none, or one that nobody can mean."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()
    return on if can_be_shown(on) else timezone.localdate()


def _page(request: Request, people: list[User], days: list[date], on: date, kind: str) -> HttpResponse:
    calendar = calendar_of(people, request.practice.country, days[0], days[-1])
    table = grid(people, days, calendar)
    step = timedelta(days=7 if kind == "week" else 1)
    waiting = Waiting.objects.filter(done_at=None).select_related("patient", "type", "doctor").order_by("since")[:20]
    shown: dict[str, Any] = {
        "grid": table,
        "on": on,
        "kind": kind,
        "row_minutes": ROW_MINUTES,
        "days": days,
        "doctor": people[0] if kind == "week" else None,
        "doctors": doctors(),
        "before": on - step,
        "after": on + step,
        "today": timezone.localdate(),
        "waiting": waiting,
    }
    seen = {each.patient_id for row in table.rows for cell in row.cells for each in cell.appointments}
    seen |= {each.patient_id for each in waiting}
    record(actor_of(request), "read", subject="agenda", patients=sorted(seen))
    return render(request, "agenda/agenda.html", shown)


def appointment(request: Request, patient_id: int, appointment_id: int) -> HttpResponse:
    """Show an appointment; move it by a form, say what became of it."""
    known = get_object_or_404(
        Appointment.objects.select_related("patient", "doctor", "room", "type"), pk=appointment_id, patient=patient_id
    )
    local = timezone.localtime(known.starts_at)
    begun = {"doctor": known.doctor, "room": known.room, "day": local.date(), "clock": local.time()}
    moving = request.method == "POST" and request.POST.get("do") == "move"
    form, warned = WhenForm(request.POST if moving else None, initial=begun), []
    if request.method == "POST":
        revision = counted(request.POST.get("revision", ""))
        if moving and form.is_valid():
            to = services.Place(form.starts_at, form.cleaned_data["doctor"], form.cleaned_data["room"])
            warned = _warned(request, known, to)
            if not warned:
                return _tried(request, known, lambda: _move(request, known, to, revision))
        state = request.POST.get("state", "")
        if state in Appointment.State.values:
            return _tried(request, known, lambda: services.mark(actor_of(request), known, state, revision))
    shown = {"patient": known.patient, "appointment": known, "form": form, "states": _states(known)}
    shown["warned"] = warned
    return render(request, "agenda/appointment.html", shown)


def _states(known: Appointment) -> list[tuple[str, str]]:
    """Give what can have become of it by now."""
    too_early = services.THERE if services.is_to_come(known.starts_at) else ()
    return [(state, str(label)) for state, label in Appointment.State.choices if state not in too_early]


def _warned(request: Request, known: Appointment, to: services.Place) -> list[Warned]:
    """Say that the patient is expected elsewhere at the new time; nothing where it is meant."""
    told = None if request.POST.get("meant") == "yes" else moved_twice(known, to)
    return [told] if told else []


def _tried(request: Request, known: Appointment, act: Callable[[], None]) -> HttpResponse:
    """Act; where that gave a time back for which somebody waits, show who does."""
    place = place_of(known)
    try:
        act()
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("agenda:appointment", known.patient_id, known.pk)
    messages.success(request, _("Kept."))
    if offered(request, place):
        return redirect(freed_address(place))
    return redirect("agenda:appointment", known.patient_id, known.pk)


def _move(request: Request, known: Appointment, to: services.Place, revision: int) -> None:
    """Move, and say so where nobody is received at the new time."""
    length, day = known.ends_at - known.starts_at, timezone.localtime(to.starts_at).date()
    services.move(actor_of(request), known, to, revision)
    calendar = calendar_of([to.doctor], request.practice.country, day, day)
    why = outside(calendar, to.doctor.pk, to.starts_at, to.starts_at + length)
    if why:
        told = {"day": date_format(day, "l j F"), "doctor": to.doctor.name, "why": why}
        messages.warning(request, _("Moved to a time at which {doctor} receives nobody: {day} ({why}).").format(**told))


@require_POST
def moved(request: Request, patient_id: int, appointment_id: int) -> HttpResponse:
    """Move an appointment that was dragged to another place of the table."""
    known = get_object_or_404(Appointment, pk=appointment_id, patient=patient_id)
    try:
        starts_at = datetime.fromisoformat(request.POST["at"])
        doctor = User.objects.get(pk=int(request.POST["doctor"]), is_doctor=True, is_active=True)
        revision = int(request.POST["revision"])
    except (KeyError, ValueError, User.DoesNotExist):
        return JsonResponse({"problem": _("That is no place of the agenda.")}, status=400)
    if timezone.is_naive(starts_at) or not can_be_shown(starts_at.date()):
        return JsonResponse({"problem": _("That is no place of the agenda.")}, status=400)
    place, to = place_of(known), services.Place(starts_at, doctor, known.room)
    for what, which in _warned(request, known, to):
        return JsonResponse({"problem": f"{what} {which}.", "can_be_meant": True}, status=409)
    try:
        _move(request, known, to, revision)
    except RefusedError as error:
        return JsonResponse({"problem": str(error)}, status=409)
    _tell_of(request, place)
    return JsonResponse({"moved": known.pk})


def _tell_of(request: Request, place: Freed) -> None:
    """Say on the agenda that the time given back could be taken by somebody who waits."""
    found = offered(request, place)
    if found is None:
        return
    count = len(found.people)
    told = ngettext(
        "{when} with {doctor} is free again: {count} patient on the waiting list could come.",
        "{when} with {doctor} is free again: {count} patients on the waiting list could come.",
        count,
    ).format(
        when=capfirst(date_format(timezone.localtime(place.starts_at), "l j F, H:i")),
        doctor=place.doctor.name,
        count=count,
    )
    link = format_html('{} <a class="alert-link" href="{}">{}</a>', told, freed_address(place), _("Who?"))
    messages.info(request, link)
