"""The rooms of the practice as a session names them: by their name, so that a record stays readable without the row."""

from __future__ import annotations

from datetime import date

from papule.clinic.agenda.models import Appointment, Room
from papule.clinic.care.models import Course
from papule.clinic.prepared import Prepared

State = Appointment.State
_NAMES = Prepared(lambda: Room.objects.order_by("pk").values_list("name", flat=True))


def room_names(held: str = "") -> tuple[str, ...]:
    """Give the rooms to choose from: those in use and the one that is filled in; none where no room is written down."""
    names = tuple(Room.objects.filter(is_used=True).order_by("name").values_list("name", flat=True))
    return names if not names or not held or held in names else (*names, held)


def booked_room(course: Course, on: date) -> str:
    """Give the room of the patient's appointment of a day, the one of this course first; empty where there is none."""
    rows = Appointment.objects.filter(patient_id=course.patient_id, starts_at__date=on, room__isnull=False)
    kept = rows.exclude(state__in=(State.missed, State.cancelled)).select_related("room").order_by("starts_at")
    first = min(kept, key=lambda each: each.course_id != course.pk, default=None)
    return first.room.name if first and first.room else ""


def first_room(course: Course, last: str, on: date) -> str:
    """Propose a room: of today's appointment, else of last time while it is in use, else the only one."""
    booked, names = booked_room(course, on), room_names()
    if booked or not names or last in names:
        return booked or last
    return names[0] if len(names) == 1 else ""


def spelled(room: str) -> str:
    """Give a room as the practice writes it, whatever the letters' case; one that it does not know as it was typed."""
    typed = " ".join(room.split())[:100]
    return next((name for name in _NAMES() if name.casefold() == typed.casefold()), typed)
