"""One patient at two places at once: told before it is booked or moved, and done where it is meant."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment
from papule.clinic.agenda.services import FREEING, Place, Wanted
from papule.clinic.dates import date_format

Warned = tuple[str, str]  # what is odd, in which way


def booked_twice(wanted: Wanted) -> Warned | None:
    """Say with which other doctor a patient is expected at a time that is to be booked."""
    return _told(wanted.patient.pk, wanted.doctor, wanted.starts_at, wanted.ends_at)


def moved_twice(known: Appointment, to: Place) -> Warned | None:
    """Say with which other doctor a patient is expected at the time to which an appointment moves."""
    if known.state in FREEING:
        return None
    return _told(known.patient_id, to.doctor, to.starts_at, to.starts_at + (known.ends_at - known.starts_at), known.pk)


def _told(patient: int, doctor: User, starts_at: datetime, ends_at: datetime, but: int = 0) -> Warned | None:
    """Look with the other doctors: the same one cannot be taken twice at a time, by nobody."""
    meanwhile = Appointment.objects.filter(patient=patient, starts_at__lt=ends_at, ends_at__gt=starts_at)
    there = meanwhile.exclude(state__in=FREEING).exclude(doctor=doctor).exclude(pk=but)
    places = [_place(each) for each in there.select_related("doctor").order_by("starts_at", "pk")]
    return (_("This patient is expected elsewhere at this time."), " · ".join(places)) if places else None


def _place(there: Appointment) -> str:
    begin, end = timezone.localtime(there.starts_at), timezone.localtime(there.ends_at)
    return _("{day}, {begins} – {ends}, with {doctor}").format(
        day=date_format(begin, "l j F"), begins=f"{begin:%H:%M}", ends=f"{end:%H:%M}", doctor=there.doctor.name
    )
