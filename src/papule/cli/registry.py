"""`papule registry`: what the registries of one practice or of many say."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, Any

import msgspec

from papule.cli.context import Context
from papule.cli.output import json_text
from papule.cli.registry_page import RegistryPage
from papule.kernel.told import shortened, told
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable
from papule.registry import questions
from papule.registry.files import Opened, opened

if TYPE_CHECKING:
    from argparse import ArgumentParser

BY = {"outcomes": ("indication", "recipe"), "harms": ("kind", "product"), "activity": (), "overrides": ()}
Asked = Callable[[Opened, Any, int], questions.Answer[Any]]
ASKED: dict[str, Asked] = {
    "outcomes": questions.outcomes,
    "harms": questions.harms,
    "activity": lambda registries, _by, least: questions.activity(registries, least),
    "overrides": lambda registries, _by, least: questions.overridden(registries, least),
}


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("question", choices=tuple(BY), help=context.say("registry.question"))
    parser.add_argument("places", nargs="+", metavar="DIR", help=context.say("registry.places"))
    parser.add_argument("--by", metavar="GROUP", help=context.say("registry.by"))
    parser.add_argument("--least", type=int, default=questions.LEAST, metavar="N", help=context.say("registry.least"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))


def run(options: Namespace, context: Context) -> int:
    """Ask the registries, and write the answer. Returns 0.

    Raises Unreadable with everything that is wrong with the options, or with the registries.
    """
    by = _by(options)
    with opened([Path(each) for each in options.places]) as registries:
        answer = ASKED[options.question](registries, by, options.least)
        if options.format == "json":
            said = {"question": options.question, "by": by or None, "least": options.least}
            sources = msgspec.to_builtins(registries.abouts)
            sys.stdout.write(json_text({**said, "registries": sources, **msgspec.to_builtins(answer)}))
        else:
            lines = RegistryPage(context, options.least).lines(options.question, registries.abouts, answer)
            sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _by(options: Namespace) -> str:
    """Give what to group by: what was asked for, else the first that the question knows."""
    known, problems = BY[options.question], []
    if options.by is not None and options.by not in known:
        problem = told("{by!r} is nothing to group by here", by=shortened(options.by))
        fix = instead(options.by, known) if known else told("leave it out")
        problems.append(Problem("--by", problem, fix))
    if options.least < 1:
        problem = told("groups of {least} persons cannot be asked for", least=options.least)
        problems.append(Problem("--least", problem, told("give a whole number of 1 or more")))
    if problems:
        raise Unreadable(problems)
    return options.by or next(iter(known), "")
