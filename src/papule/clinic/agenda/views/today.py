"""Today: who comes, what is due."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from papule.clinic.accounts.permissions import CARE
from papule.clinic.agenda.day import day_of
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.knowledge import view_on
from papule.clinic.requests import Request


def today(request: Request) -> HttpResponse:
    """Show the day to those who care for patients; to others, where their work is."""
    if not request.user.roles & CARE:
        return render(request, "agenda/elsewhere.html")
    on = timezone.localdate()
    view = view_on(on, request.practice.country, request.practice.society or None)
    day = day_of(request.user, view, on)
    shown = sorted(
        {each.course.patient_id for each in (*day.visits, *day.late)} | {each.patient_id for each in day.appointments}
    )
    record(actor_of(request), "read", subject="agenda:today", patients=shown)
    return render(request, "agenda/today.html", {"day": day, "on": on})
