"""What every subcommand is given: the formulary, the language, the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property

from papule.assessment.wording import Words
from papule.kernel.value import Value
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary

MAX_WIDTH = 100
USUAL_WIDTH = 80


class Terminal(Value):
    """How wide the output is and whether it may be coloured."""

    width: int
    colour: bool


class Context:
    """Formulary, language and terminal of one run."""

    def __init__(self, formulary: Formulary, language: str, terminal: Terminal) -> None:
        """Keep what the run was given."""
        self.formulary = formulary
        self.language = language
        self.terminal = terminal

    @cached_property
    def words(self) -> Words:
        """Words of this language."""
        return Words(self.formulary, self.language)

    def say(self, key: str) -> str:
        """Give a phrase of the command in this language."""
        return str(self.formulary.wording["command"][key][self.language]).rstrip("\n")


def open_context(language: str) -> Context:
    """Load the formulary and look at the terminal.

    Raises Unreadable when the knowledge cannot be read.
    """
    formulary = load_formulary()
    spoken = language if language in formulary.edition.languages else formulary.edition.languages[0]
    is_terminal = sys.stdout.isatty()
    colour = is_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = min(_columns(is_terminal=is_terminal), MAX_WIDTH)
    return Context(formulary, spoken, Terminal(max(width, 40), colour))


def _columns(*, is_terminal: bool) -> int:
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns if is_terminal else USUAL_WIDTH
    except OSError:
        return USUAL_WIDTH


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Give the language asked for: the option, else the locale."""
    for position, each in enumerate(arguments):
        if each == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if each.startswith("--lang="):
            return each.partition("=")[2]
    spoken = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return spoken[:2].lower() or "en"


def today() -> date:
    """Give the day it is here; only the shell knows it."""
    return datetime.now(UTC).astimezone().date()
