"""`papule demo`: a guided run on an example, with the real output of every command."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, NamedTuple

from papule.cli.context import Context
from papule.cli.output import Page
from papule.cli.phrases import Phrases

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXAMPLE = Path(__file__).parent / "examples" / "low-back-pain.yaml"
UNREADABLE = 2
_CASE = "CASE"  # stands for the example in the steps


class Step(NamedTuple):
    """A command, and the key of the sentence before it."""

    phrase: str
    arguments: tuple[str, ...]


STEPS = (
    Step("demo.check", ("check", _CASE)),
    Step("demo.explain", ("explain", "thiocolchicoside", "wocbp-no-contraception")),
    Step("demo.propose", ("propose", _CASE)),
    Step("demo.prepare", ("prepare", _CASE)),
)


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add no option: the language is asked for on every command."""


def run(options: Namespace, context: Context) -> int:  # noqa: ARG001 -- every subcommand takes both
    """Run every step, and say what it shows; 2 when a command could not read the example, else 0."""
    phrases, page = Phrases(context), Page(context)
    case = _path()
    sys.stdout.write(page.wrap(phrases.say("demo.begin", case=case)) + "\n")
    worst = 0
    for step in STEPS:
        if find_spec(f"papule.cli.{step.arguments[0]}") is not None:
            worst = max(worst, _show(step, case, phrases, page, context))
    sys.stdout.write("\n" + page.wrap(phrases.say("demo.end", case=case)) + "\n")
    return UNREADABLE if worst >= UNREADABLE else 0


def _path() -> str:
    """Give the example's path as somebody here would type it."""
    try:
        near = os.path.relpath(EXAMPLE)
    except (ValueError, OSError):  # another drive, or no current directory
        return str(EXAMPLE)
    return near if len(near) < len(str(EXAMPLE)) else str(EXAMPLE)


def _show(step: Step, case: str, phrases: Phrases, page: Page, context: Context) -> int:
    from papule.cli.main import main  # noqa: PLC0415 -- main imports this module

    arguments = [case if each == _CASE else each for each in step.arguments]
    command = f"$ papule {' '.join(arguments)}"
    coloured = f"\033[1m{command}\033[0m" if context.terminal.colour else command
    sys.stdout.write(f"\n{page.wrap(phrases.say(step.phrase))}\n\n{coloured}\n\n")
    sys.stdout.flush()
    return main([*arguments, "--lang", context.language])
