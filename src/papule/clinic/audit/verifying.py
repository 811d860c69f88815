"""Whether the log is whole: every hash made again, every number there, the head where the last event is."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError

from papule.clinic.audit.models import AuditEvent, AuditHead
from papule.clinic.audit.writing import hash_of
from papule.kernel.value import Value

CHUNK = 2000
UNREADABLE = (ValueError, TypeError, DatabaseError)  # what the database, or its time or text, is refused with


class Break(Value):
    """A place where the chain does not hold, and what that means."""

    number: int
    kind: str  # changed, removed, inserted, end


def verify() -> tuple[int, tuple[Break, ...]]:
    """Follow the chain from its first event to its last. Gives how many were read, and every break.

    An event that was changed no longer has its hash; one that was removed leaves a gap in the numbers;
    one that was inserted does not bind to the one before; a log cut off at its end no longer reaches its head.
    """
    breaks: list[Break] = []
    count, last = 0, 0
    before: str | None = ""  # the hash of the event before; none where that cannot be read
    for number, event in _events():
        count += 1
        breaks += _broken(number, event, last, before)
        last, before = number, event.hash if event else None
    breaks += _end(last, before)
    return count, tuple(breaks)


def _events() -> Iterator[tuple[int, AuditEvent | None]]:
    """Give every event by its number, in order; none for one that can no longer be read."""
    last = None
    try:
        for event in AuditEvent.objects.order_by("number").iterator(CHUNK):
            last = event.number
            yield last, event
    except UNREADABLE:
        rest = AuditEvent.objects.order_by("number")
        rest = rest if last is None else rest.filter(number__gt=last)
        for number in list(rest.values_list("number", flat=True)):
            yield number, _read(number)


def _read(number: int) -> AuditEvent | None:
    try:
        return AuditEvent.objects.get(number=number)
    except UNREADABLE:
        return None


def _broken(number: int, event: AuditEvent | None, last: int, before: str | None) -> Iterator[Break]:
    if number != last + 1:
        yield Break(last + 1, "removed")
    elif event and before is not None and event.previous != before:
        yield Break(number, "inserted")
    if event is None or not _has_its_hash(event):
        yield Break(number, "changed")


def _has_its_hash(event: AuditEvent) -> bool:
    try:
        return hash_of(event) == event.hash
    except (TypeError, AttributeError):  # something else stands where a text or a time was
        return False


def _end(number: int, last: str | None) -> Iterator[Break]:
    head = AuditHead.objects.first()
    if head is None or head.number != number or (last is not None and head.hash != last):
        yield Break(number + 1, "end")
