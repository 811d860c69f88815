"""`papule serve`: the clinic, for a practice that works with it."""

from __future__ import annotations

import fcntl
import ipaddress
import os
import socket
import sys
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import IO, TYPE_CHECKING

from papule.cli import backup
from papule.cli.context import Context
from papule.kernel.told import told
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

LAST_PORT = 65535


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    add_place(parser, context)
    parser.add_argument("--data", metavar="DIR", help=context.say("option.data"))
    backup.add_backups(parser, context)
    parser.add_argument("--workers", type=int, default=1, help=context.say("serve.workers"))


def add_place(parser: ArgumentParser, context: Context) -> None:
    """Add the options of where the server listens."""
    parser.add_argument("--host", default="127.0.0.1", help=context.say("serve.host"))
    parser.add_argument("--port", type=int, default=8000, help=context.say("serve.port"))


def run(options: Namespace, context: Context) -> int:
    """Make ready and serve until stopped. Returns 0.

    Raises Unreadable where the port is taken, the data cannot be used, or the database does not answer.
    """
    check_place(options.host, options.port)
    backup.open_with_backups(options)
    with alone():
        prepare(context)
        from papule.clinic.accounts.models import Practice  # noqa: PLC0415 -- Django is open now

        if not Practice.objects.exists():
            from papule.clinic.accounts.services import setup_code  # noqa: PLC0415

            say(context, "serve.first", code=setup_code())
        serve(options, context)
    return 0


def check_place(host: str, port: int) -> None:
    """Refuse a place where nothing can listen, before anything is made ready."""
    if not 0 < port <= LAST_PORT:
        raise Unreadable(
            [Problem("--port", told("{text!r} is no port", text=port), told("give a number from 1 to 65535"))]
        )
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        fix = told("end what listens there, or choose another port with --port")
        reason = told(
            "nothing can listen at {place}: {reason}", place=f"{host}:{port}", reason=error.strerror or str(error)
        )
        raise Unreadable([Problem("--port", reason, fix)]) from None


class alone:  # noqa: N801 -- used like a function
    """Hold the data directory: one server at a time works on it."""

    def __init__(self) -> None:
        self._gate: IO[str] | None = None

    def __enter__(self) -> None:
        """Take it.

        Raises Unreadable when another server has it, or it cannot be written.
        """
        from django.conf import settings  # noqa: PLC0415 -- Django is open now

        path = Path(settings.DATA) / "server.lock"
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._gate = path.open("w")
            fcntl.flock(self._gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fix = told("end it, or give another directory with --data")
            problem = told("another server works on these data: {place}", place=str(path.parent))
            raise Unreadable([Problem("--data", problem, fix)]) from None
        except OSError as error:
            fix = told("give a directory that you may write, with --data or PAPULE_DATA")
            problem = told("cannot be used: {reason}", reason=str(error.strerror))
            raise Unreadable([Problem(str(path.parent), problem, fix)]) from None

    def __exit__(self, *_error: object) -> None:
        """Let it go."""
        if self._gate is not None:
            self._gate.close()


def prepare(context: Context) -> None:
    """Bring tables, words and files up to date, or say why not."""
    from django.db import DatabaseError  # noqa: PLC0415 -- Django is open now

    from papule.clinic.starting import BrokenDatabaseError, NewerDatabaseError, make_ready  # noqa: PLC0415

    try:
        make_ready(lambda what: say(context, f"serve.{what}"))
    except BrokenDatabaseError as error:
        fix = told("keep this directory as it is, and set up another from the last backup with papule restore")
        raise Unreadable([Problem("", told("the database is damaged: {reason}", reason=str(error)), fix)]) from None
    except NewerDatabaseError as error:
        fix = told("start that version again, or restore a backup from before it")
        reason = told("these data were last used with a newer Papule: {what} is unknown to this one", what=str(error))
        raise Unreadable([Problem("", reason, fix)]) from None
    except DatabaseError as error:
        raise Unreadable([_unanswered(str(error).strip().splitlines()[0])]) from None


def _unanswered(reason: str) -> Problem:
    from django.db import connection  # noqa: PLC0415 -- Django is open now

    if connection.vendor == "sqlite":
        fix = told("see whether the disk is full; if the file is damaged, keep it and restore the last backup")
        return Problem("", told("the database file cannot be used: {reason}", reason=reason), fix)
    fix = told("see that it runs and that DATABASE_URL is right")
    return Problem("", told("the database does not answer: {reason}", reason=reason), fix)


def serve(options: Namespace, context: Context) -> None:
    """Answer until stopped: one process on SQLite, which has one writer; more on PostgreSQL."""
    from django.db import connection  # noqa: PLC0415 -- Django is open now
    from granian.constants import Interfaces  # noqa: PLC0415 -- only the server needs it
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    workers = 1 if connection.vendor == "sqlite" else max(1, options.workers)
    connection.close()
    shown = f"[{options.host}]" if ":" in options.host else options.host
    say(context, "serve.ready", address=f"http://{shown}:{options.port}/")
    if not is_loopback(options.host):
        say(context, "serve.open")
    os.environ["PAPULE_HOSTS"] = ",".join(filter(None, (os.environ.get("PAPULE_HOSTS"), options.host)))
    server = Server(
        "papule.clinic.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        websockets=False,
    )
    server.serve()
    say(context, "serve.ended")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def say(context: Context, key: str, **values: object) -> None:
    """Say a line of the command in the reader's language."""
    sys.stdout.write(context.say(key).format(**values) + "\n")
    sys.stdout.flush()
