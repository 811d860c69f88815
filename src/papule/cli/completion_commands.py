"""What there is to complete: every subcommand with its options, asked of the subcommands themselves."""

from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from papule.cli.context import Context
from papule.cli.main import COMMANDS
from papule.explaining.catalogue import KINDS

FILES = "files"
IDS = "ids:"  # and a kind of item, or all
WORDS = "words:"  # and the words, separated by blanks

# what an argument without choices takes, by its name
_TAKES = {
    "cases": FILES,
    "case": FILES,
    "file": FILES,
    "store": FILES,
    "directory": FILES,
    "old": FILES,
    "new": FILES,
    "to": FILES,
    "places": FILES,
    "output": FILES,
    "names": f"{IDS}all",
    "society": f"{IDS}society",
    "indication": f"{IDS}indication",
    "product": f"{IDS}product",
    "products": f"{IDS}product",
    "mixture": f"{IDS}mixture",
    "site": f"{IDS}site",
    "schedule": f"{IDS}schedule",
    "protocol": f"{IDS}schedule",
    "ids": WORDS + " ".join((*KINDS, "all")),
    "kind": WORDS + " ".join(KINDS),
}


class Option(NamedTuple):
    """An option: how it is written, what it says of itself, what it takes."""

    flags: tuple[str, ...]
    about: str
    takes: str  # FILES, IDS…, WORDS…, any text (`?`), or nothing
    valued: bool


class Command(NamedTuple):
    """A subcommand, with its options, what stands without an option, and its own subcommands."""

    name: str
    about: str
    options: tuple[Option, ...]
    takes: str
    actions: tuple["Command", ...] = ()


def commands(context: Context) -> tuple[Command, ...]:
    """Ask every subcommand that exists for its options."""
    return tuple(_command(name, context) for name in COMMANDS if find_spec(f"papule.cli.{name}"))


def _command(name: str, context: Context) -> Command:
    parser = ArgumentParser(prog=name)
    parser.add_argument("--lang", choices=context.formulary.edition.languages, help=context.say("option.lang"))
    import_module(f"papule.cli.{name}").configure(parser, context)
    return _described(name, _plain(context.say(f"{name}.help").splitlines()[0]), parser)


def _described(name: str, about: str, parser: ArgumentParser) -> Command:
    actions = list(parser._actions)  # noqa: SLF001 -- argparse has no public list of them
    inner = [each for each in actions if isinstance(each, _SubParsersAction)]
    named = [each for each in actions if not each.option_strings and each not in inner]
    return Command(
        name,
        about,
        tuple(_option(each) for each in actions if each.option_strings),
        next((_takes(each) for each in named), ""),
        tuple(command for each in inner for command in _inner(each)),
    )


def _inner(action: "_SubParsersAction[ArgumentParser]") -> Iterator[Command]:
    for name, parser in action.choices.items():
        yield _described(name, _plain(parser.description or ""), parser)


def _option(action: Action) -> Option:
    valued = action.nargs != 0
    return Option(tuple(action.option_strings), _plain(action.help or ""), _takes(action) if valued else "", valued)


def _takes(action: Action) -> str:
    if action.choices:
        return WORDS + " ".join(map(str, action.choices))
    return _TAKES.get(action.dest, "")


def _plain(text: str) -> str:
    """Take out what a shell would read as its own signs."""
    return " ".join(text.replace("’", " ").translate(str.maketrans("'\"`$\\[]:", "        ")).split())
