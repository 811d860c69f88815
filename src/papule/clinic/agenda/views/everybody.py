"""The week of all doctors: who comes, and where a time is free."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from papule.clinic.agenda.everybody import DayOfAll, Run, week_of_all
from papule.clinic.agenda.forms import doctors
from papule.clinic.agenda.models import STEP_MINUTES, Appointment, VisitType
from papule.clinic.agenda.times import calendar_of
from papule.clinic.agenda.views.agenda import asked_on
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.patients.models import Patient
from papule.clinic.requests import Request, counted

WEEK = timedelta(days=7)


def everybody(request: Request) -> HttpResponse:
    """Show a week of all doctors; `type` asks for times that are long enough, `patient` says for whom they are."""
    on = asked_on(request)
    days = [on - timedelta(days=on.weekday()) + timedelta(days=each) for each in range(7)]
    types, patient = list(VisitType.objects.filter(is_used=True).order_by("minutes", "pk")), _patient(request)
    chosen = next((each for each in types if str(each.pk) == request.GET.get("type")), None)
    shortest = chosen or next(iter(types), None)
    week = _week(request, days, shortest.minutes if shortest else STEP_MINUTES)
    shown = {
        "week": week,
        "days": days,
        "on": on,
        "kind": "everybody",
        "doctors": doctors(),
        "before": on - WEEK,
        "after": on + WEEK,
        "today": timezone.localdate(),
        "types": types,
        "chosen": chosen,
        "patient": patient,
    }
    seen = {each.patient_id for each in _visits(week)} | ({patient.pk} if patient else set())
    record(actor_of(request), "read", subject="agenda", patients=sorted(seen))
    return render(request, "agenda/everybody.html", shown)


def _patient(request: Request) -> Patient | None:
    asked = counted(request.GET.get("patient", ""))
    return get_object_or_404(Patient, pk=asked) if asked else None


def _week(request: Request, days: list[date], minutes: int) -> tuple[DayOfAll, ...]:
    people = list(doctors())
    return week_of_all(people, days, calendar_of(people, request.practice.country, days[0], days[-1]), minutes)


def _visits(week: tuple[DayOfAll, ...]) -> list[Appointment]:
    lines = (line for day in week for received in day.doctors for line in received.lines)
    return [each for line in lines if isinstance(line, Run) for each in line.visits]
