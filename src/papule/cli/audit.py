"""`papule audit`: whether the log of a practice is whole."""

from __future__ import annotations

import sys
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

from papule.cli.clinic import open_clinic
from papule.cli.context import Context
from papule.cli.output import json_text
from papule.kernel.told import told
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

WHOLE, BROKEN = 0, 1


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("action", choices=("verify",), help=context.say("audit.action"))
    parser.add_argument("--data", metavar="DIR", help=context.say("option.data"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))


def run(options: Namespace, context: Context) -> int:
    """Verify the chain; 0 when it is whole, 1 when something was changed, removed or inserted.

    Raises Unreadable where there is no log to read.
    """
    open_clinic(options.data)
    from django.db import DatabaseError  # noqa: PLC0415 -- Django is open now

    from papule.clinic.audit.verifying import verify  # noqa: PLC0415

    try:
        count, breaks = verify()
    except DatabaseError:
        fix = told("name the data directory with --data, or the database in DATABASE_URL")
        raise Unreadable([Problem("", told("there is no audit log here"), fix)]) from None
    if options.format == "json":
        sys.stdout.write(json_text({"events": count, "breaks": [{"number": b.number, "kind": b.kind} for b in breaks]}))
    else:
        lines = [context.say(f"audit.{each.kind}").format(number=each.number) for each in breaks]
        lines.append(context.say("audit.broken" if breaks else "audit.whole").format(count=count))
        sys.stdout.write("\n".join(lines) + "\n")
    return BROKEN if breaks else WHOLE
