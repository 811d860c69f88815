"""Setting a practice up again from a backup: the files first, then, with the database open, what time has overtaken."""

from __future__ import annotations

from pathlib import Path

from papule.clinic.upkeep.archives import DATABASE, About, unpack


class TakenError(Exception):
    """There is a practice already."""


def restore(archive: Path, data: Path) -> About:
    """Put what a backup holds into a data directory that holds no practice. No database may be open.

    Raises TakenError, archives.DamagedError, archives.NewerError, OSError.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in sorted(data.glob(f"{DATABASE}*")):  # a log without its database would be read into the restored one
        raise TakenError(str(each))
    return unpack(archive, data)


def settle(archive: str) -> None:
    """Sign everybody out, and note in the audit log what was restored. The database is open and its tables current."""
    from django.contrib.sessions.models import Session  # noqa: PLC0415 -- Django is open now

    from papule.clinic.audit.writing import record, system  # noqa: PLC0415

    Session.objects.all().delete()
    record(system("papule restore"), "backup.restore", subject=archive)
