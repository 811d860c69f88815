"""What is written of appointments: booking, moving, what became of them, a whole series."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment, Feed, Held, Room, VisitType
from papule.clinic.agenda.refusals import EarlyError, NoPlaceError, PastError, StaleError, TakenError, TooFarError
from papule.clinic.agenda.times import YEARS_AHEAD, Calendar, free_starts, is_past, is_too_far, steps
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Course
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value

FREEING = (Appointment.State.cancelled, Appointment.State.missed)
THERE = (Appointment.State.arrived, Appointment.State.seen)


class Wanted(Value):
    """An appointment to be made."""

    patient: Patient
    doctor: User
    type: VisitType
    starts_at: datetime
    room: Room | None = None
    course: Course | None = None
    session_number: int | None = None
    note: str = ""

    @property
    def ends_at(self) -> datetime:
        """Give when it ends: its type says how long it takes."""
        return self.starts_at + timedelta(minutes=self.type.minutes)


def book(actor: Actor, wanted: Wanted) -> Appointment:
    """Book. Raises PastError, TooFarError; TakenError when the time is taken: the database says so."""
    with _once(), writing(actor, "appointment.book", patient_id=wanted.patient.pk) as event:
        made = _booked(wanted)
        event.subject = f"agenda.Appointment:{made.pk}"
    return made


def book_series(actor: Actor, wanted: Iterable[Wanted]) -> list[Appointment]:
    """Book a whole series or nothing. Raises PastError, TooFarError, TakenError."""
    series = list(wanted)
    with _once(), writing(actor, "appointment.series", patient_id=series[0].patient.pk) as event:
        made = [_booked(each) for each in series]
        event.detail = {"appointments": [each.pk for each in made]}
    return made


def _booked(wanted: Wanted) -> Appointment:
    _refuse_day(wanted.starts_at)
    made = Appointment.objects.create(
        patient=wanted.patient,
        doctor=wanted.doctor,
        room=wanted.room,
        type=wanted.type,
        course=wanted.course,
        session_number=wanted.session_number,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        note=wanted.note,
        uid=str(uuid.uuid4()),
    )
    _hold(made)
    return made


def _refuse_day(starts_at: datetime) -> None:
    """Refuse a day that is over, an earlier hour of today is still written down; and one too far ahead."""
    day = timezone.localdate(starts_at)
    if is_past(day):
        raise PastError
    if is_too_far(day):
        raise TooFarError(YEARS_AHEAD)


def _hold(appointment: Appointment) -> None:
    holders = [f"doctor:{appointment.doctor_id}"]
    if appointment.room_id:
        holders.append(f"room:{appointment.room_id}")
    Held.objects.bulk_create(
        Held(appointment=appointment, holder=holder, at=step)
        for holder in holders
        for step in steps(appointment.starts_at, appointment.ends_at)
    )


@contextmanager
def _once() -> Iterator[None]:
    """A transaction in which a step held twice means that the time is taken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "held" in str(error).lower():
            raise TakenError from error
        raise


class Place(Value):
    """Where an appointment moves to."""

    starts_at: datetime
    doctor: User
    room: Room | None = None


def move(actor: Actor, appointment: Appointment, to: Place, revision: int) -> None:
    """Move to another time, doctor or room. Raises PastError, TooFarError, TakenError, StaleError."""
    _refuse_day(to.starts_at)
    ends_at = to.starts_at + (appointment.ends_at - appointment.starts_at)
    said = {"starts_at": to.starts_at, "ends_at": ends_at, "doctor": to.doctor, "room": to.room}
    with _once(), writing(actor, "appointment.move", patient_id=appointment.patient_id) as event:
        event.subject = f"agenda.Appointment:{appointment.pk}"
        _change(appointment, revision, said)
        Held.objects.filter(appointment=appointment).delete()
        appointment.refresh_from_db()
        if appointment.state not in FREEING:
            _hold(appointment)


def mark(actor: Actor, appointment: Appointment, state: str, revision: int) -> None:
    """Say what became of it; a cancelled or missed one gives its time back, and takes it again when booked anew.

    Raises StaleError, TakenError; EarlyError where somebody is said to have been there on a day still to come.
    """
    if state in THERE and is_to_come(appointment.starts_at):
        raise EarlyError
    with _once(), writing(actor, f"appointment.{state}", patient_id=appointment.patient_id) as event:
        event.subject = f"agenda.Appointment:{appointment.pk}"
        was_free = appointment.state in FREEING
        _change(appointment, revision, {"state": state})
        appointment.refresh_from_db()
        if state in FREEING:
            Held.objects.filter(appointment=appointment).delete()
        elif was_free:
            _hold(appointment)


def is_to_come(starts_at: datetime) -> bool:
    """Tell whether the day of an appointment is still to come, in the practice's zone."""
    return timezone.localdate(starts_at) > timezone.localdate()


def _change(appointment: Appointment, revision: int, said: dict[str, Any]) -> None:
    rows = Appointment.objects.filter(pk=appointment.pk, revision=revision)
    if not rows.update(revision=revision + 1, **said):
        raise StaleError


class Span(Value):
    """The first and the last day on which a session of a series may be."""

    number: int
    first: date
    last: date


def places(calendar: Calendar, wanted: Wanted, spans: Iterable[Span], clock: time) -> list[Wanted]:
    """Find a time for each session of a series: on the first day that has one, as near as may be to a time of day.

    Raises NoPlaceError for the first session that has none, TooFarError for one too far ahead.
    """
    found: list[Wanted] = []
    for span in spans:
        if is_too_far(span.first):
            raise TooFarError(YEARS_AHEAD)
        start = _place(calendar, wanted, span, clock)
        if start is None:
            raise NoPlaceError(span.number, span.first, span.last)
        found.append(_at(wanted, start, span.number))
    return found


def _place(calendar: Calendar, wanted: Wanted, span: Span, clock: time) -> datetime | None:
    day, room = span.first, wanted.room.pk if wanted.room else None
    minutes = clock.hour * 60 + clock.minute
    while day <= span.last:
        free = list(free_starts(calendar, wanted.doctor.pk, day, wanted.type.minutes, room))
        if free:
            return min(free, key=lambda each: abs(_minute(each) - minutes))
        day += timedelta(days=1)
    return None


def _minute(instant: datetime) -> int:
    local = timezone.localtime(instant)
    return local.hour * 60 + local.minute


def _at(wanted: Wanted, start: datetime, number: int) -> Wanted:
    return Wanted(wanted.patient, wanted.doctor, wanted.type, start, wanted.room, wanted.course, number, wanted.note)


def open_feed(doctor: User) -> str:
    """Make a new secret address of a doctor's calendar; earlier ones end. Gives the secret, which is not kept."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        close_feeds(doctor)
        Feed.objects.create(doctor=doctor, digest=digest_of(secret), made_at=timezone.now())
    return secret


def close_feeds(doctor: User) -> None:
    """Revoke every address of a doctor's calendar."""
    Feed.objects.filter(doctor=doctor, revoked_at=None).update(revoked_at=timezone.now())


def digest_of(secret: str) -> str:
    """Give the digest by which an address is known."""
    return hashlib.sha256(secret.encode()).hexdigest()
