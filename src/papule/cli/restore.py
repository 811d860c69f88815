"""`papule restore`: a practice set up again from a backup."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

from papule.cli.clinic import open_clinic
from papule.cli.context import Context
from papule.cli.serve import alone, prepare
from papule.kernel.told import told
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from papule.clinic.upkeep.archives import About

WHOLE, BROKEN = 0, 1


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("archive", help=context.say("restore.archive"))
    parser.add_argument("--data", metavar="DIR", help=context.say("option.data"))


def run(options: Namespace, context: Context) -> int:
    """Restore, bring the tables up to date, follow the audit log, and say until when the practice is known again.

    Returns 0, or 1 where the audit log in the backup is not whole. Raises Unreadable where nothing was restored.
    """
    if os.environ.get("DATABASE_URL"):
        fix = told("unset it, or use pg_restore with what pg_dump made")
        raise Unreadable([Problem("DATABASE_URL", told("a backup of Papule holds an SQLite database"), fix)])
    about = _unpacked(Path(options.archive), options.data)
    breaks = _settled(Path(options.archive).name, options.data, context)
    said = {"practice": about.practice, "at": f"{about.made_at.astimezone():%Y-%m-%d %H:%M}", "events": about.events}
    sys.stdout.write(context.say("restore.done").format(**said) + "\n")
    if not about.has_key:
        sys.stdout.write(context.say("restore.key") + "\n")
    if breaks:
        sys.stdout.write(context.say("restore.broken") + "\n")
    return BROKEN if breaks else WHOLE


def _settled(archive: str, data: str | None, context: Context) -> int:
    """Bring the tables up to date, note what was restored, and count the breaks of the audit log.

    Raises Unreadable where this Papule cannot use it: then it is taken away again.
    """
    open_clinic(data)
    from django.conf import settings  # noqa: PLC0415 -- Django is open now
    from django.db import connection  # noqa: PLC0415 -- the same

    from papule.clinic.audit.verifying import verify  # noqa: PLC0415 -- the same
    from papule.clinic.audit.writing import record, system  # noqa: PLC0415 -- the same
    from papule.clinic.upkeep.restoring import undo  # noqa: PLC0415 -- the same

    with alone():
        try:
            prepare(context)
        except Unreadable:
            connection.close()
            undo(settings.DATA)
            raise
        _count, breaks = verify()
        record(system("papule restore"), "backup.restore", subject=archive)
    return len(breaks)


def _unpacked(archive: Path, data: str | None) -> About:
    from papule.clinic.configuration import data_directory  # noqa: PLC0415 -- only subcommands of the clinic
    from papule.clinic.upkeep import archives, restoring  # noqa: PLC0415 -- the same

    try:
        return restoring.restore(archive, Path(data).resolve() if data else data_directory())
    except restoring.TakenError as error:
        fix = told("name another directory with --data, or move what is there away, whole")
        raise Unreadable([Problem("--data", told("a practice is in it: {place}", place=str(error)), fix)]) from None
    except archives.NewerError:
        fix = told("install the Papule that made it, or a newer one")
        raise Unreadable([Problem(str(archive), told("was made by a newer Papule"), fix)]) from None
    except archives.DamagedError as error:
        fix = told("take another backup; nothing was restored")
        raise Unreadable(
            [Problem(str(archive), told("is no whole backup: {reason}", reason=str(error)), fix)]
        ) from None
    except OSError as error:
        fix = told("see that the backup can be read, and that there is room in the data directory")
        where, reason = str(error.filename or archive), told("cannot be used: {reason}", reason=str(error.strerror))
        raise Unreadable([Problem(where, reason, fix)]) from None
