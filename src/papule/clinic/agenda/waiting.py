"""The waiting list: who is on it, and who of them fits a time that became free. Papule writes to nobody by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.models import User
from papule.clinic.agenda import services
from papule.clinic.agenda.models import Appointment, Held, Room, Waiting
from papule.clinic.agenda.refusals import NotWaitingError, WaitsAlreadyError
from papule.clinic.agenda.times import STEP, Calendar, at, calendar_of, outside, steps
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value


def wait(actor: Actor, patient: Patient, said: dict[str, Any]) -> Waiting:
    """Put somebody on the waiting list. Raises WaitsAlreadyError where they are on it."""
    with writing(actor, "waiting.add", patient_id=patient.pk):
        Patient.objects.select_for_update().get(pk=patient.pk)  # two at once: the second looks after the first
        if Waiting.objects.filter(patient=patient, done_at=None).exists():
            raise WaitsAlreadyError
        return Waiting.objects.create(patient=patient, since=timezone.now(), **said)


def stop_waiting(actor: Actor, waiting: Waiting) -> None:
    """Take somebody off the waiting list. Raises NotWaitingError where somebody else did meanwhile."""
    with writing(actor, "waiting.done", patient_id=waiting.patient_id):
        if not Waiting.objects.filter(pk=waiting.pk, done_at=None).update(done_at=timezone.now()):
            raise NotWaitingError


def book_in(actor: Actor, waiting: Waiting, wanted: services.Wanted) -> Appointment:
    """Book somebody who waits and take them off the list, or neither. Raises NotWaitingError, and as `book`."""
    with transaction.atomic():
        stop_waiting(actor, waiting)
        return services.book(actor, wanted)


class Freed(Value):
    """A time that an appointment gave back."""

    appointment: Appointment
    doctor: User
    starts_at: datetime
    room: Room | None


def place_of(appointment: Appointment) -> Freed:
    """Give the time that an appointment has now."""
    return Freed(appointment, appointment.doctor, appointment.starts_at, appointment.room)


class Offer(Value):
    """Who could take a time that became free; or why nobody is asked."""

    freed: Freed
    until: datetime
    people: tuple[Waiting, ...]  # those who wait longest first; `comes_at` on each: when they are booked already
    why_not: str


def offer(freed: Freed, country: str) -> Offer:
    """Find who on the waiting list fits: this doctor or any, a type no longer than the time is free."""
    day = timezone.localdate(freed.starts_at)
    calendar = calendar_of([freed.doctor], country, day, day)
    until = _free_until(calendar, freed)
    why_not = _why_not(calendar, freed, until)
    return Offer(freed, until, () if why_not else tuple(_fitting(freed, until)), why_not)


def _why_not(calendar: Calendar, freed: Freed, until: datetime) -> str:
    if freed.starts_at <= timezone.now():
        return _("This time is past.")
    if not freed.doctor.is_active:
        return _("{doctor} no longer works here.").format(doctor=freed.doctor.name)
    closed = outside(calendar, freed.doctor.pk, freed.starts_at, freed.starts_at + STEP)
    if closed:
        return _("Nobody is received at this time: {why}.").format(why=closed)
    return "" if until > freed.starts_at else _("This time is taken again.")


def _free_until(calendar: Calendar, freed: Freed) -> datetime:
    """Give how far doctor and room are free: to whoever comes next, no further than the hours of the day."""
    begin = timezone.localtime(freed.starts_at)
    end = at(begin.date() + timedelta(days=1), time.min)
    holders = [f"doctor:{freed.doctor.pk}", *([f"room:{freed.room.pk}"] if freed.room else [])]
    first = steps(freed.starts_at, freed.starts_at + STEP)[0]
    held = Held.objects.filter(holder__in=holders, at__gte=first, at__lt=end).aggregate(next=Min("at"))["next"]
    hours = calendar.hours(freed.doctor.pk, begin.date())
    closing = (at(begin.date(), closes) for opens, closes in hours if opens <= begin.time() < closes)
    return min((held or end, end, *closing))


def _fitting(freed: Freed, until: datetime) -> QuerySet[Waiting]:
    minutes = (until - freed.starts_at) // timedelta(minutes=1)
    coming = Appointment.objects.filter(patient=OuterRef("patient"), starts_at__gte=timezone.now())
    kept = coming.exclude(state__in=services.FREEING).order_by("starts_at")
    return (
        Waiting.objects.filter(Q(doctor=None) | Q(doctor=freed.doctor), done_at=None, type__minutes__lte=minutes)
        .exclude(patient=freed.appointment.patient_id)
        .select_related("patient", "type", "doctor")
        .annotate(comes_at=Subquery(kept.values("starts_at")[:1]))
        .order_by("since", "pk")
    )
