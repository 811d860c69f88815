"""`papule demo`: a filled practice in the browser; with --terminal, a guided run of the commands on an example."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, NamedTuple

from papule.cli.clinic import open_clinic
from papule.cli.context import Context
from papule.cli.output import Page
from papule.cli.serve import add_place, alone, check_place, prepare, say, serve
from papule.explaining.phrases import Phrases
from papule.kernel.told import told
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

EXAMPLE = Path(__file__).parent / "examples" / "low-back-pain.yaml"
UNREADABLE = 2
MARK = "demonstration"  # a file in the directories that this command made, and may make anew
STEP = 20  # patients between two words of progress
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
    """Add the options."""
    add_place(parser, context)
    parser.add_argument("--data", metavar="DIR", help=context.say("demo.data"))
    parser.add_argument("--fresh", action="store_true", help=context.say("demo.fresh"))
    parser.add_argument("--terminal", action="store_true", help=context.say("demo.terminal"))


def run(options: Namespace, context: Context) -> int:
    """Open the practice, or run every step in the terminal. 2 when a command could not read the example, else 0."""
    return _in_terminal(context) if options.terminal else _practice(options, context)


def _practice(options: Namespace, context: Context) -> int:
    """Build the practice where there is none, say how to sign in, and serve it."""
    check_place(options.host, options.port)
    data = Path(options.data).resolve() if options.data else _data()
    if options.fresh and (data / MARK).exists():
        shutil.rmtree(data)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.pop("DATABASE_URL", None)  # a practice of one's own is never filled with made-up people
    open_clinic(str(data))
    with alone():
        prepare(context)
        _build(data, context)
        say(context, "demo.sign-in")
        serve(Namespace(host=options.host, port=options.port, workers=1), context)
    return 0


def _data() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "papule" / "demonstration"


def _build(data: Path, context: Context) -> None:
    """Fill an empty practice with people who do not exist.

    Raises Unreadable where the directory holds a practice that is no demonstration.
    """
    from papule.clinic.accounts.models import Practice  # noqa: PLC0415 -- Django is open now
    from papule.clinic.demonstration.building import build  # noqa: PLC0415

    practice = Practice.objects.first()
    if practice is not None and practice.is_demonstration:
        say(context, "demo.kept")
        return
    if practice is not None:
        fix = told("give another directory with --data")
        raise Unreadable([Problem("--data", told("a real practice is in it: {place}", place=str(data)), fix)])
    (data / MARK).touch()

    def progress(done: int, count: int) -> None:
        if done % STEP == 0 or done == count:
            end = "\n" if done == count or not sys.stdout.isatty() else "\r"
            sys.stdout.write(context.say("demo.building").format(done=done, count=count) + end)
            sys.stdout.flush()

    build(progress)


def _in_terminal(context: Context) -> int:
    """Run every step, and say what it shows."""
    phrases, page = Phrases(context.words), Page(context)
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
