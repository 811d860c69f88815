"""`papule completion`: a script by which a shell completes subcommands, options, ids and files."""

from __future__ import annotations

import sys
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

from papule.cli.context import Context

if TYPE_CHECKING:
    from argparse import ArgumentParser

SHELLS = ("bash", "zsh", "fish")


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("shell", choices=SHELLS, help=context.say("completion.shell"))


def run(options: Namespace, context: Context) -> int:
    """Print the script for one shell."""
    sys.stdout.write(script(options.shell, context))
    return 0


def script(shell: str, context: Context) -> str:
    """Write the script for a shell, from the options that the subcommands really have."""
    from papule.cli import completion_scripts  # noqa: PLC0415 -- only now
    from papule.cli.completion_commands import commands  # noqa: PLC0415

    writers = {"bash": completion_scripts.bash, "zsh": completion_scripts.zsh, "fish": completion_scripts.fish}
    return writers[shell](commands(context))
