"""`papule backup`: a copy of the practice in one file, made while it works."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

from papule.cli.clinic import open_clinic
from papule.cli.context import Context
from papule.kernel.told import told
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("--data", metavar="DIR", help=context.say("option.data"))
    add_backups(parser, context)


def add_backups(parser: ArgumentParser, context: Context) -> None:
    """Add the option of where backups lie."""
    parser.add_argument("--backups", metavar="DIR", help=context.say("option.backups"))


def open_with_backups(options: Namespace) -> None:
    """Open the clinic, its backups where the options say.

    Raises Unreadable where the surroundings are wrong.
    """
    if options.backups:
        os.environ["PAPULE_BACKUPS"] = str(Path(options.backups).resolve())
    open_clinic(options.data)


def run(options: Namespace, context: Context) -> int:
    """Make a backup, and say where it lies. Returns 0.

    Raises Unreadable where there is no practice, or no backup can be made.
    """
    _check(Path(options.data) if options.data else None)
    open_with_backups(options)
    path, size = _made()
    sys.stdout.write(context.say("backup.made").format(path=path, size=f"{size / 1e6:.1f}") + "\n")
    return 0


def _check(data: Path | None) -> None:
    """Refuse a directory without a practice, before anything is made in it."""
    from papule.clinic.configuration import data_directory  # noqa: PLC0415 -- only subcommands of the clinic
    from papule.clinic.upkeep.archives import DATABASE  # noqa: PLC0415 -- the same

    place = data or data_directory()
    if not os.environ.get("DATABASE_URL") and not (place / DATABASE).exists():
        fix = told("name the data directory with --data, or PAPULE_DATA")
        raise Unreadable([Problem(str(place), told("there is no practice here"), fix)])


def _made() -> tuple[Path, int]:
    from papule.clinic.audit.writing import system  # noqa: PLC0415 -- Django is open now
    from papule.clinic.upkeep import archives, backups  # noqa: PLC0415 -- the same

    try:
        made = backups.make(system("papule backup"))
    except backups.OtherDatabaseError:
        fix = told("use pg_dump, and keep the file secret-key of the data directory with its result")
        raise Unreadable([Problem("DATABASE_URL", told("PostgreSQL makes its own backups"), fix)]) from None
    except backups.NoPlaceError as error:
        fix = told("connect the disk, or name another directory with --backups")
        raise Unreadable([Problem("--backups", told("is not there: {place}", place=str(error)), fix)]) from None
    except (archives.DamagedError, sqlite3.Error) as error:
        fix = told("keep all earlier backups, and see what papule serve says of the database")
        raise Unreadable([Problem("", told("the copy is not whole: {reason}", reason=str(error)), fix)]) from None
    except OSError as error:
        fix = told("make room, or name another directory with --backups")
        reason = told("no backup could be written: {reason}", reason=error.strerror or str(error))
        raise Unreadable([Problem(str(error.filename or "--backups"), reason, fix)]) from None
    return made.path, made.size
