"""`papule access`: let somebody in again whom nobody else can let in: the password forgotten, the telephone lost."""

from __future__ import annotations

import sys
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
    parser.add_argument("name", metavar="NAME", help=context.say("access.name"))
    parser.add_argument("--data", metavar="DIR", help=context.say("option.data"))


def run(options: Namespace, context: Context) -> int:
    """Give a new password that is used once, and take the second factor away. Returns 0.

    Raises Unreadable where nobody signs in with this name, or there is no practice.
    """
    open_clinic(options.data)
    from django.db import DatabaseError  # noqa: PLC0415 -- Django is open now

    from papule.clinic.accounts.models import User  # noqa: PLC0415 -- the same
    from papule.clinic.accounts.services import let_in_again  # noqa: PLC0415 -- the same
    from papule.clinic.audit.writing import system  # noqa: PLC0415 -- the same

    try:
        person = User.objects.filter(username__iexact=options.name).first()
        if person is None:
            raise Unreadable([_nobody(options.name, list(User.objects.values_list("username", flat=True)))])
        password = let_in_again(system("papule access"), person)
    except DatabaseError as error:
        fix = told("name the data directory with --data, or the database in DATABASE_URL")
        reason = told("the database does not answer: {reason}", reason=str(error).strip().splitlines()[0])
        raise Unreadable([Problem("", reason, fix)]) from None
    sys.stdout.write(context.say("access.given").format(name=person.username, password=password) + "\n")
    return 0


def _nobody(name: str, names: list[str]) -> Problem:
    known = ", ".join(sorted(names)) or "–"
    return Problem("NAME", told("nobody signs in as {name!r}", name=name), told("one of: {names}", names=known))
