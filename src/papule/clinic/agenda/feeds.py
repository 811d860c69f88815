"""A doctor's calendar for other programs (iCalendar), without names or health: type, record number, room."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.utils import timezone
from icalendar import Calendar, Event, vText

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment

PAST, FUTURE = timedelta(days=60), timedelta(days=400)


def calendar_text(doctor: User, name: str) -> bytes:
    """Write the appointments of a doctor, from two months ago to thirteen months ahead."""
    now = timezone.now()
    calendar = Calendar()
    calendar.add("prodid", "-//Papule//agenda//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{doctor.name}, {name}")
    rows = Appointment.objects.filter(doctor=doctor, starts_at__gte=now - PAST, starts_at__lt=now + FUTURE)
    for each in rows.select_related("type", "room", "patient").order_by("starts_at"):
        calendar.add_component(_event(each))
    made: bytes = calendar.to_ical()
    return made


def _event(each: Appointment) -> Event:
    event = Event()
    event.add("uid", each.uid)
    event.add("sequence", each.revision)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", each.starts_at.astimezone(UTC))
    event.add("dtend", each.ends_at.astimezone(UTC))
    event.add("summary", f"{each.type.name} {each.patient.record_number}")
    if each.room:
        event.add("location", each.room.name)
    event.add("status", "CANCELLED" if each.state == Appointment.State.cancelled else "CONFIRMED")
    return event


def series_text(appointments: list[Appointment], name: str, address: str) -> bytes:
    """Write the appointments of a patient for their own calendar: when and where, no more."""
    place = ", ".join(filter(None, map(str.strip, address.splitlines())))
    calendar = Calendar()
    calendar.add("prodid", "-//Papule//agenda//EN")
    calendar.add("version", "2.0")
    for each in appointments:
        event = _event(each)
        event["summary"] = vText(name)
        where = ", ".join(filter(None, (place, each.room.name if each.room else "")))
        if where:
            event["location"] = vText(where)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
