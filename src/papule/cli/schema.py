"""`papule schema`: JSON Schemas of what goes in, what comes out, and of the files of the knowledge."""

from __future__ import annotations

import sys
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, Any

from papule.cli.context import Context
from papule.cli.output import json_text
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable, told

if TYPE_CHECKING:
    from argparse import ArgumentParser

WHICH = ("case", "assessment", "errors", "stored", "knowledge")


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("which", choices=WHICH, help=context.say("schema.which"))
    parser.add_argument("kind", nargs="?", metavar="KIND", help=context.say("schema.kind"))


def run(options: Namespace, context: Context) -> int:
    """Print one schema.

    Raises Unreadable for an unknown kind of knowledge file.
    """
    sys.stdout.write(json_text(schema_of(options.which, options.kind, context)))
    return 0


def schema_of(which: str, kind: str | None, context: Context) -> dict[str, Any]:
    """Give a schema as plain values.

    Raises Unreadable for an unknown kind of knowledge file.
    """
    if which == "knowledge":
        return _of_knowledge(kind)
    if kind is not None:
        problem = told("{which} has no kinds, but {kind!r} was given", which=which, kind=kind[:60])
        raise Unreadable([Problem("", problem, told("leave it out"))])
    if which == "case":
        from papule.cli.schema_case import case_schema  # noqa: PLC0415 -- one schema a run

        return case_schema(context)
    from papule.cli.schema_assessment import assessment_schema, errors_schema, stored_schema  # noqa: PLC0415

    return {"assessment": assessment_schema, "errors": errors_schema, "stored": stored_schema}[which]()


def _of_knowledge(kind: str | None) -> dict[str, Any]:
    from papule.cli.schema_knowledge import KINDS, knowledge_schema  # noqa: PLC0415

    if kind not in KINDS:
        problem = told("{kind!r} is no directory of the knowledge", kind=(kind or "")[:60])
        raise Unreadable([Problem("", problem, instead(kind or "", KINDS))])
    return knowledge_schema(kind)
