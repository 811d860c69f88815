"""The waiting list: on it, off it, and who could take a time that became free."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.accounts.models import User
from papule.clinic.agenda.forms import WaitingForm
from papule.clinic.agenda.models import Appointment, Room, Waiting
from papule.clinic.agenda.refusals import NotWaitingError, WaitsAlreadyError
from papule.clinic.agenda.times import can_be_shown
from papule.clinic.agenda.waiting import Freed, Offer, offer, stop_waiting, wait
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.patients.models import Patient
from papule.clinic.requests import Request

INSTANT = "%Y%m%dT%H%MZ"


def freed_address(freed: Freed) -> str:
    """Give where those are shown who could take a time that became free."""
    known, instant = freed.appointment, freed.starts_at.astimezone(UTC).strftime(INSTANT)
    address = reverse("agenda:freed", args=[known.patient_id, known.pk, freed.doctor.pk, instant])
    return f"{address}?room={freed.room.pk}" if freed.room else address


def freed(request: Request, patient_id: int, appointment_id: int, doctor_id: int, instant: str) -> HttpResponse:
    """Show who on the waiting list could take the time that an appointment gave back."""
    known = get_object_or_404(Appointment, pk=appointment_id, patient=patient_id)
    doctor = get_object_or_404(User, pk=doctor_id, is_doctor=True)
    given = request.GET.get("room", "")
    room = get_object_or_404(Room, pk=int(given)) if given.isdecimal() else None
    found = offer(Freed(known, doctor, _instant(instant), room), request.practice.country)
    read = sorted({each.patient_id for each in found.people})
    record(actor_of(request), "read", subject="agenda:freed", patients=read)
    return render(request, "agenda/freed.html", {"offer": found, "patient": known.patient, "appointment": known})


def _instant(said: str) -> datetime:
    try:
        instant = datetime.strptime(said, INSTANT).replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error
    if not can_be_shown(instant.date()):
        raise Http404
    return timezone.localtime(instant)


def offered(request: Request, freed: Freed) -> Offer | None:
    """Give what can be offered of a time that an appointment gave back just now; None where nobody fits."""
    if not can_be_shown(freed.starts_at.date()):
        return None
    found = offer(freed, request.practice.country)
    return found if found.people else None


@require_POST
def add(request: Request, patient_id: int) -> HttpResponse:
    """Put a patient on the waiting list."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = WaitingForm(request.POST)
    if form.is_valid():
        try:
            wait(actor_of(request), patient, form.cleaned_data)
        except WaitsAlreadyError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("On the waiting list."))
    return redirect("agenda:book", patient_id)


@require_POST
def stop(request: Request, patient_id: int, waiting_id: int) -> HttpResponse:
    """Take a patient off the waiting list."""
    try:
        stop_waiting(actor_of(request), get_object_or_404(Waiting, pk=waiting_id, patient=patient_id))
    except NotWaitingError as error:
        messages.warning(request, str(error))
    return redirect("agenda:day")
