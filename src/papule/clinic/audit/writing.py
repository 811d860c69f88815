"""Writing with its event, and reading with its event: the only way to either."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from papule.clinic.asking import Statement
from papule.clinic.prepared import Prepared
from papule.clinic.saving import update

if TYPE_CHECKING:
    from django.db.models import Field, QuerySet
    from django.http import HttpRequest

    from papule.clinic.audit.models import AuditEvent, AuditHead

FIELDS = ("number", "at", "actor_id", "actor", "roles", "action", "patient_id", "subject", "detail", "address", "route")
_AT_ONCE = 500  # events in a statement


class Actor(msgspec.Struct, frozen=True):
    """Who acts, and from where."""

    name: str
    id: int | None = None
    roles: str = ""
    address: str = ""
    route: str = ""


class Event(msgspec.Struct):
    """What is being done; its writer fills in what is known only later."""

    actor: Actor
    action: str
    patient_id: int | None = None
    subject: str = ""
    detail: dict[str, Any] = {}


class NoEventError(Exception):
    """Data of a patient were about to be written without an event."""


_open: ContextVar[Event | None] = ContextVar("open_event", default=None)


def actor_of(request: HttpRequest) -> Actor:
    """Give who asks, and from where."""
    user = request.user
    route = request.resolver_match.route if request.resolver_match else ""
    address = request.META.get("REMOTE_ADDR", "")
    if not user.is_authenticated:
        return Actor("nobody", None, "", address, route)
    return Actor(user.name, user.pk, ",".join(sorted(user.roles)), address, route)


def system(name: str) -> Actor:
    """Give a program that acts without a person: `papule demo`, `papule serve`."""
    return Actor(name)


def open_event() -> Event:
    """Give the event under which something may be written.

    Raises NoEventError where there is none.
    """
    event = _open.get()
    if event is None:
        raise NoEventError("data of a patient are only written inside `with writing(actor, action):`")
    return event


@contextmanager
def writing(
    actor: Actor, action: str, *, patient_id: int | None = None, subject: str = "", detail: dict[str, Any] | None = None
) -> Iterator[Event]:
    """Write data of a patient in one transaction that ends with its event; nothing is written if either fails."""
    event = Event(actor, action, patient_id, subject, detail or {})
    with transaction.atomic():
        token = _open.set(event)
        try:
            yield event
        finally:
            _open.reset(token)
        append(event)


def record(actor: Actor, action: str, *, patient_id: int | None = None, subject: str = "", **detail: Any) -> None:  # noqa: ANN401 -- plain values
    """Note something that wrote no data of a patient: a read, a search, a sign-in."""
    with transaction.atomic():
        append(Event(actor, action, patient_id, subject, detail))


def append(event: Event) -> AuditEvent:
    """Add an event to the chain, in the running transaction; two at once wait for each other."""
    head = _last()
    made = _bound(event, head)
    _write(made, head)
    return made


def append_all(events: Iterable[Event]) -> None:
    """Add many events to the chain, in the running transaction, with few statements."""
    from papule.clinic.audit.models import AuditEvent  # noqa: PLC0415 -- models need the apps

    head, made = _last(), []
    for event in events:
        one = _bound(event, head)
        made.append(one)
        head.number, head.hash = one.number, one.hash
    AuditEvent.objects.bulk_create(made, batch_size=_AT_ONCE)
    head.save()


def _last() -> AuditHead:
    head = _HEAD.first()
    if head is None:
        raise NoEventError("the audit log has no head: run the migrations")
    return head


def _bound(event: Event, head: AuditHead) -> AuditEvent:
    """Give an event as the one after the last."""
    from papule.clinic.audit.models import AuditEvent  # noqa: PLC0415 -- models need the apps

    made = AuditEvent(
        number=head.number + 1,
        at=timezone.now(),
        actor_id=event.actor.id,
        actor=event.actor.name[:200],
        roles=event.actor.roles[:80],
        action=event.action,
        patient_id=event.patient_id,
        subject=event.subject,
        detail=event.detail,
        address=event.actor.address[:45],
        route=event.actor.route[:200],
        previous=head.hash,
    )
    made.hash = hash_of(made)
    return made


def _head() -> QuerySet[AuditHead]:
    """Ask for the last event: who appends waits until whoever appends is done, where the database can wait."""
    from papule.clinic.audit.models import AuditHead  # noqa: PLC0415 -- models need the apps

    return AuditHead.objects.select_for_update().order_by("pk")[:1]


_HEAD = Prepared(_head)


def _write(event: AuditEvent, head: AuditHead) -> None:
    """Insert an event, and make it the last one."""
    database = connections[DEFAULT_DB_ALIAS]
    fields, statement = _inserting(type(event), database.vendor)
    statement.changed([each.get_db_prep_save(getattr(event, each.attname), database) for each in fields], database)
    head.number, head.hash = event.number, event.hash
    if not update(head):
        head.save()


@cache
def _inserting(event: type[AuditEvent], vendor: str) -> tuple[list[Field[Any, Any]], Statement]:
    """Write what inserts an event, whose number is not the database's to give."""
    log = event._meta  # noqa: SLF001 -- Django's documented name
    fields = list(log.concrete_fields)
    columns, places = ", ".join(each.column for each in fields), ", ".join("%s" for _each in fields)
    sql = f"INSERT INTO {log.db_table} ({columns}) VALUES ({places})"  # noqa: S608 -- a model's names, nothing typed
    return fields, Statement(sql, vendor)


def hash_of(event: AuditEvent) -> str:
    """Give the hash of an event, its content and the hash of the one before."""
    content = {name: getattr(event, name) for name in FIELDS}
    at: datetime = content["at"]
    content["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{event.previous}\n{text}".encode()).hexdigest()
