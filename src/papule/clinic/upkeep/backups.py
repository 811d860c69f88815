"""The backups of this practice: made beside the work, listed, and thinned out. SQLite; PostgreSQL has `pg_dump`."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from papule.assessment.assess import ENGINE
from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import Actor, record
from papule.clinic.knowledge import formulary
from papule.clinic.upkeep.archives import KEY, About, copy_database, pack, unfinished
from papule.kernel.value import Value

NAME = re.compile(r"papule-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)Z\.zip")
STAMP = "%Y-%m-%dT%H-%M-%S"
DAYS, WEEKS, MONTHS = 7, 35, 366  # in days: how long each day's, each week's, each month's newest backup is kept
_ONE = threading.Lock()  # two at once would thin out each other's


class Backup(Value):
    """A backup that lies in the place for backups."""

    path: Path
    made_at: datetime
    size: int  # bytes

    @property
    def day(self) -> date:
        """Give the day in the practice's time zone."""
        return timezone.localdate(self.made_at)


class NoPlaceError(Exception):
    """The place for backups is not there: a disk that is not connected."""


class OtherDatabaseError(Exception):
    """The practice works on PostgreSQL, which has its own way."""


def place() -> Path:
    """Give the directory of the backups. The one beside the data is made; one that was named must be there.

    Raises NoPlaceError, OSError.
    """
    directory = Path(settings.BACKUPS)
    if directory == Path(settings.DATA) / "backups":
        directory.mkdir(mode=0o700, exist_ok=True)
    if not directory.is_dir():
        raise NoPlaceError(str(directory))
    return directory


def is_possible() -> bool:
    """Tell whether Papule makes the backups of this database itself."""
    return connection.vendor == "sqlite"


def make(actor: Actor) -> Backup:
    """Make a backup, note it in the audit log, and thin the others out. Work goes on meanwhile.

    Raises OtherDatabaseError, NoPlaceError, archives.DamagedError, sqlite3.Error, OSError.
    """
    if not is_possible():
        raise OtherDatabaseError
    with _ONE, unfinished(place()) as aside:
        copied = aside / "copy"
        copy_database(Path(settings.DATABASES["default"]["NAME"]), copied)
        at = timezone.now()
        target = place() / f"papule-{at.astimezone(UTC):{STAMP}}Z.zip"
        key = Path(settings.DATA) / KEY
        pack(copied, key if key.exists() else None, _about(copied, at, has_key=key.exists()), target)
        made = Backup(target, at, target.stat().st_size)
        record(actor, "backup.make", subject=target.name, bytes=made.size)
        for each in superfluous(listed(), timezone.localdate(at)):
            each.path.unlink(missing_ok=True)
    return made


def _about(copied: Path, at: datetime, *, has_key: bool) -> About:
    with closing(sqlite3.connect(copied)) as opened:
        [[events]] = opened.execute("SELECT number FROM audit_audithead")
    practice = Practice.objects.first()
    return About(at, ENGINE, formulary().edition.edition, practice.name if practice else "", events, has_key)


def listed() -> list[Backup]:
    """Give the backups that lie there, the oldest first; none where the place is not there."""
    try:
        found = [(each, NAME.fullmatch(each.name)) for each in place().iterdir()]
    except (NoPlaceError, OSError):
        return []
    return sorted((_read(path, said[1]) for path, said in found if said), key=lambda each: each.made_at)


def _read(path: Path, said: str) -> Backup:
    return Backup(path, datetime.strptime(said, STAMP).replace(tzinfo=UTC), path.stat().st_size)


def superfluous(backups: Sequence[Backup], today: date) -> list[Backup]:
    """Give those that may go. The newest stays of each of the last seven days, five weeks and twelve months."""
    kept = set(backups[-1:])
    for days, period in _PERIODS:
        recent = (each for each in backups if (today - each.day).days < days)
        kept |= set({period(each.day): each for each in recent}.values())
    return [each for each in backups if each not in kept]


_PERIODS: tuple[tuple[int, Callable[[date], Any]], ...] = (
    (DAYS, lambda day: day),
    (WEEKS, lambda day: day.isocalendar()[:2]),
    (MONTHS, lambda day: (day.year, day.month)),
)
