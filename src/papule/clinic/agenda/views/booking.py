"""Booking one appointment or a whole series."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from papule.clinic.agenda import services
from papule.clinic.agenda.feeds import series_text
from papule.clinic.agenda.forms import BookForm, SeriesForm, WaitingForm
from papule.clinic.agenda.models import Appointment, VisitType, Waiting
from papule.clinic.agenda.refusals import RefusedError
from papule.clinic.agenda.times import Calendar, calendar_of, outside
from papule.clinic.agenda.twice import Warned, booked_twice
from papule.clinic.agenda.waiting import book_in
from papule.clinic.audit.writing import actor_of
from papule.clinic.dates import date_format
from papule.clinic.knowledge import formulary, view_on, words
from papule.clinic.patients.models import Patient
from papule.clinic.requests import Request
from papule.planning.sessions import course as dated

AHEAD = timedelta(days=800)
SLACK = timedelta(days=6)  # how far a session may slip where no source gives a longest interval


def book(request: Request, patient_id: int) -> HttpResponse:
    """Book one appointment."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = BookForm(patient, request.POST or None, initial=_begun(request))
    waiting = _waiting(request, patient)
    warned = _warned(request, patient, form) if request.method == "POST" and form.is_valid() else []
    if request.method == "POST" and form.is_valid() and not warned:
        try:
            if waiting:
                _tell_of(request, book_in(actor_of(request), waiting, _wanted(patient, form)))
            else:
                services.book(actor_of(request), _wanted(patient, form))
        except RefusedError as error:
            form.add_error("clock", str(error))
        else:
            return redirect(f"{reverse('agenda:day')}?on={form.cleaned_data['day'].isoformat()}")
    upcoming = patient.appointments.filter(starts_at__gte=timezone.now()).order_by("starts_at")
    shown = {
        "patient": patient,
        "form": form,
        "wish": WaitingForm(),
        "upcoming": upcoming,
        "warned": warned,
        "waiting": waiting,
    }
    return render(request, "agenda/book.html", shown)


def _tell_of(request: Request, made: Appointment) -> None:
    """Say that somebody is booked from the waiting list, and which appointment they keep beside it."""
    messages.success(request, _("Booked, and off the waiting list."))
    coming = Appointment.objects.filter(patient=made.patient_id, starts_at__gte=timezone.now()).exclude(pk=made.pk)
    kept = coming.exclude(state__in=services.FREEING).order_by("starts_at").first()
    if kept:
        address = reverse("agenda:appointment", args=[kept.patient_id, kept.pk])
        when = date_format(timezone.localtime(kept.starts_at), "SHORT_DATETIME_FORMAT")
        told = _("The appointment they had stays booked. Cancel it if this one takes its place:")
        messages.warning(request, format_html('{} <a class="alert-link" href="{}">{}</a>', told, address, when))


def _waiting(request: Request, patient: Patient) -> Waiting | None:
    """Give the place on the waiting list that is booked for, where a time is offered."""
    given = request.GET.get("waiting", "")
    return get_object_or_404(Waiting, pk=int(given), patient=patient) if given.isdecimal() else None


def _warned(request: Request, patient: Patient, form: BookForm) -> list[Warned]:
    """Say that nobody is received then, that the patient is expected elsewhere; nothing where it is meant."""
    if request.POST.get("meant") == "yes":
        return []
    wanted, day = _wanted(patient, form), form.cleaned_data["day"]
    calendar = calendar_of([wanted.doctor], request.practice.country, day, day)
    why = outside(calendar, wanted.doctor.pk, wanted.starts_at, wanted.ends_at)
    nobody = (_("Nobody is received at this time."), why) if why else None
    return [each for each in (nobody, booked_twice(wanted)) if each]


def series(request: Request, patient_id: int) -> HttpResponse:
    """Book the whole series of a protocol in one go, its intervals kept."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = SeriesForm(patient, _schedules(), request.POST or None, initial=_begun(request) | _usual(patient))
    proposed: list[services.Wanted] = []
    warned: list[Warned] = []
    if request.method == "POST" and form.is_valid():
        try:
            proposed = _proposed(request, patient, form)
            warned = [each for each in map(booked_twice, proposed) if each]
            if request.POST.get("do") == ("meant" if warned else "book"):
                services.book_series(actor_of(request), proposed)
                messages.success(request, _("The series is booked."))
                return redirect("agenda:series", patient_id)
        except RefusedError as error:
            form.add_error(None, str(error))
    upcoming = patient.appointments.filter(starts_at__gte=timezone.now()).order_by("starts_at")
    shown = {"patient": patient, "form": form, "proposed": proposed, "upcoming": upcoming, "warned": warned}
    return render(request, "agenda/series.html", shown)


def _begun(request: Request) -> dict[str, Any]:
    """Begin a form with the place of the table that was pressed."""
    asked = {"day": "on", "clock": "at", "doctor": "doctor", "room": "room", "type": "type"}
    return {field: request.GET[key] for field, key in asked.items() if key in request.GET}


def _usual(patient: Patient) -> dict[str, Any]:
    """Begin a series as the newest course asks for it: with sessions, as the practice names them."""
    usual: dict[str, Any] = {"type": VisitType.objects.filter(is_used=True, is_session=True).first()}
    course = patient.courses.filter(closed_on=None).order_by("-opened_on").first()
    if course is None:
        return usual
    return usual | {"course": course, "sessions": course.planned_sessions, "interval_days": course.interval_days}


def _schedules() -> list[tuple[str, str]]:
    say = words()
    named = ((key, say.text(each.name)) for key, each in formulary().schedules.items())
    return sorted(named, key=lambda pair: pair[1])


def _wanted(patient: Patient, form: BookForm) -> services.Wanted:
    said = form.cleaned_data
    return services.Wanted(
        patient, said["doctor"], said["type"], form.starts_at, said["room"], said["course"], None, said["note"]
    )


def _proposed(request: Request, patient: Patient, form: SeriesForm) -> list[services.Wanted]:
    wanted, start = _wanted(patient, form), form.cleaned_data["day"]
    calendar = calendar_of([wanted.doctor], request.practice.country, start, start + AHEAD)
    spans = _spans(request, form, calendar, wanted.doctor.pk)
    return services.places(calendar, wanted, spans, form.cleaned_data["clock"])


def _spans(request: Request, form: SeriesForm, calendar: Calendar, doctor: int) -> list[services.Span]:
    """Give the days on which each session may be: as the protocol's source gives them, else by the interval."""
    said = form.cleaned_data
    start: date = said["day"]
    if not said["schedule"]:
        step = timedelta(days=said["interval_days"])
        firsts = [start + step * each for each in range(said["sessions"])]
        return [services.Span(number, first, first + SLACK) for number, first in enumerate(firsts, 1)]
    view = view_on(timezone.localdate(), request.practice.country, request.practice.society or None)
    rules = tuple(view.formulary.stop_rules.values())
    course = dated(
        formulary().schedules[said["schedule"]],
        start,
        said["sessions"],
        rules,
        lambda day: calendar.is_working(doctor, day) or day > start + AHEAD,
    )
    return [services.Span(each.number, each.on, each.latest or each.on + SLACK) for each in course.sessions]


def own_calendar(request: Request, patient_id: int) -> HttpResponse:
    """Give the patient's coming appointments as a calendar file."""
    patient = get_object_or_404(Patient, pk=patient_id)
    coming = Appointment.objects.filter(patient=patient, starts_at__gte=timezone.now()).select_related("type", "room")
    text = series_text(list(coming.order_by("starts_at")), request.practice.name, request.practice.address)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="papule.ics"'
    return response
