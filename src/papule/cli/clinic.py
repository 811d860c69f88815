"""Opening the clinic from a subcommand: Django is imported here and nowhere earlier."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from papule.kernel.told import told
from papule.reading.problem import Problem, Unreadable

ONLY_MINE = 0o077  # files that are made here are read by nobody else on this computer


def open_clinic(data: str | None) -> None:
    """Set Django up on a data directory; `PAPULE_DATA`, else the user's own place for data, where none is given.

    Raises Unreadable where the surroundings are wrong.
    """
    if data:
        os.environ["PAPULE_DATA"] = str(Path(data).resolve())
    os.umask(ONLY_MINE)
    gc.enable()  # the command runs without it; a server lives long
    os.environ["DJANGO_SETTINGS_MODULE"] = "papule.clinic.settings"
    from papule.clinic.configuration import ConfigurationError  # noqa: PLC0415 -- only subcommands of the clinic

    try:
        import django  # noqa: PLC0415 -- half a second that no other subcommand pays

        django.setup()
    except ConfigurationError as error:
        raise Unreadable(
            [Problem("DATABASE_URL", told("{reason}", reason=str(error)), told("mend it, or unset it"))]
        ) from None
    except OSError as error:
        where = str(error.filename or "--data")
        fix = told("give a directory that you may write, with --data or PAPULE_DATA")
        raise Unreadable([Problem(where, told("cannot be used: {reason}", reason=str(error.strerror)), fix)]) from None
