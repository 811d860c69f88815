"""How the practice stands: its backups, the knowledge it works with, its database, its audit log."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from papule.assessment.assess import ENGINE
from papule.clinic.audit.models import AuditEvent, AuditHead
from papule.clinic.knowledge import formulary, words
from papule.clinic.mail.models import MailServer, unsent
from papule.clinic.upkeep import backups
from papule.kernel.value import Value

LATE = timedelta(days=1)  # a backup of yesterday is none too old: today's may not have been made yet


class Kept(Value):
    """The backups, and what is amiss with them."""

    is_possible: bool
    place: str
    is_there: bool
    is_beside: bool  # on the disk that holds the data: lost with it
    newest_first: tuple[backups.Backup, ...]
    is_late: bool


class Knowledge(Value):
    """The edition in use, what it brought, and whether it is still what its sources say."""

    edition: str
    on: date
    changes: tuple[str, ...]
    reviews: int
    overdue: int  # reviews that should have been made by today
    next_due: date | None


class Machine(Value):
    """The program and its database."""

    version: str
    vendor: str
    size: int | None  # bytes, of a file
    free: int  # bytes on its disk
    mails: int  # that did not go out
    has_mail_server: bool


class Log(Value):
    """The audit log, and when its chain was last followed from a page."""

    events: int
    verified_at: datetime | None
    breaks: int


def kept(today: date) -> Kept:
    """Look at the backups."""
    directory, found = Path(settings.BACKUPS), backups.listed() if backups.is_possible() else []
    is_there = directory.is_dir()
    is_beside = not is_there or directory.stat().st_dev == Path(settings.DATA).stat().st_dev
    is_late = backups.is_possible() and not any(each.day >= today - LATE for each in found)
    return Kept(backups.is_possible(), str(directory), is_there, is_beside, tuple(reversed(found)), is_late)


def knowledge(today: date) -> Knowledge:
    """Look at the edition."""
    edition, due = formulary().edition, sorted(each.due for each in formulary().reviews())
    overdue = sum(each < today for each in due)
    changes = tuple(words().text(each.text) for each in edition.changes)
    return Knowledge(edition.edition, edition.on, changes, len(due), overdue, due[overdue] if due[overdue:] else None)


def machine() -> Machine:
    """Look at program, database and disk."""
    database = settings.DATABASES["default"]
    path = Path(database["NAME"])
    size = path.stat().st_size if path.is_file() else None
    free = shutil.disk_usage(settings.DATA).free
    vendor = "SQLite" if backups.is_possible() else "PostgreSQL"
    return Machine(ENGINE, vendor, size, free, unsent(), MailServer.objects.exists())


def log() -> Log:
    """Look at the audit log."""
    head = AuditHead.objects.first()
    last = AuditEvent.objects.filter(action="audit.verify").order_by("-number").first()
    if last is None:
        return Log(head.number if head else 0, None, 0)
    return Log(head.number if head else 0, timezone.localtime(last.at), last.detail["breaks"])
