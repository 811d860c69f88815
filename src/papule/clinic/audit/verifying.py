"""Whether the log is whole: every hash made again, every number there, the head where the last event is."""

from __future__ import annotations

from collections.abc import Iterator

from papule.clinic.audit.models import AuditEvent, AuditHead
from papule.clinic.audit.writing import hash_of
from papule.kernel.value import Value

CHUNK = 2000


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
    count, number, before = 0, 0, ""
    for event in AuditEvent.objects.order_by("number").iterator(CHUNK):
        count += 1
        breaks += _broken(event, number, before)
        number, before = event.number, event.hash
    breaks += _end(number, before)
    return count, tuple(breaks)


def _broken(event: AuditEvent, number: int, before: str) -> Iterator[Break]:
    if event.number != number + 1:
        yield Break(number + 1, "removed")
    elif event.previous != before:
        yield Break(event.number, "inserted")
    if hash_of(event) != event.hash:
        yield Break(event.number, "changed")


def _end(number: int, last: str) -> Iterator[Break]:
    head = AuditHead.objects.first()
    if head is None or (head.number, head.hash) != (number, last):
        yield Break(number + 1, "end")
