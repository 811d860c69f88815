"""The door of the command: finds the subcommand, reads its options, turns errors into words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from papule.cli.context import Context, language_of, open_context
from papule.kernel.told import Catalogue, shortened, told
from papule.knowledge.loading import load_formulary
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

COMMANDS = (
    "check",
    "propose",
    "explain",
    "schedule",
    "prepare",
    "replay",
    "knowledge",
    "schema",
    "new",
    "access",
    "serve",
    "audit",
    "backup",
    "restore",
    "registry",
    "demo",
    "completion",
)
UNREADABLE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status of the contract: 0, 1 or 2."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = language_of(arguments, os.environ)
    if sys.stdout is None:  # closed by whoever started this
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
    try:
        status = _told(arguments, language)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except OSError as error:
        fix = told("see whether the disk is full and whether the file may be written")
        problem = Problem("", told("the output could not be written: {reason}", reason=str(error.strerror)), fix)
        return _tell(Unreadable([problem]), [], language)
    return status


def command(at_end: Callable[[], None] | None = None) -> NoReturn:
    """Run as a process of its own and end it at once: the interpreter's tidying up costs a fifth of a run."""
    status = main()
    sys.stderr.flush()
    if at_end:
        at_end()
    os._exit(status)


def _told(arguments: list[str], language: str) -> int:
    try:
        return _run(arguments, language)
    except Unreadable as error:
        return _tell(error, arguments, language)


def _run(arguments: list[str], language: str) -> int:
    name = next((each for each in arguments if not each.startswith("-")), "")
    if name not in COMMANDS or arguments[0] != name:
        return _without_command(arguments, open_context(language))
    module = _module(name)
    context = open_context(language)
    if name == "check" and not any(each.startswith("-") for each in arguments[1:]):
        return int(module.run(module.without_options(arguments[1:]), context))
    return int(module.run(_parser(name, module, context).parse_args(arguments[1:]), context))


def _module(name: str) -> Any:  # noqa: ANN401 -- a module
    """Import a subcommand. All but `check`, which must start at once, find every installed package."""
    if name != "check" and sys.flags.no_site:  # as script/papule starts Python
        import site  # noqa: PLC0415

        site.main()
    return import_module(f"papule.cli.{name}")


def _parser(name: str, module: Any, context: Context) -> ArgumentParser:  # noqa: ANN401 -- a module
    import argparse  # noqa: PLC0415 -- only when options are parsed

    said = context.formulary.wording["argparse"]

    def worded(text: str) -> str:
        return str(said.get(text, {}).get(context.language, text))

    # argparse asks gettext for its words, under this name; ours stand with all others, in the knowledge
    argparse._ = worded  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, number: worded(one if number == 1 else many)  # type: ignore[attr-defined]
    parser = argparse.ArgumentParser(
        prog=f"papule {name}",
        description=context.say(f"{name}.help"),
        epilog=context.say(f"{name}.examples"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--lang", choices=context.formulary.edition.languages, help=context.say("option.lang"))
    module.configure(parser, context)
    return parser


def _without_command(arguments: list[str], context: Context) -> int:
    if arguments[:1] == ["--version"]:
        from papule.assessment.assess import ENGINE  # noqa: PLC0415

        edition = context.formulary.edition
        sys.stdout.write(f"papule {ENGINE}, {context.say('edition')} {edition.edition} ({edition.on})\n")
        return 0
    wanted = [
        each for each in arguments if each not in ("-h", "--help", "--lang", *context.formulary.edition.languages)
    ]
    if wanted:
        from papule.reading.expected import instead  # noqa: PLC0415

        problem = told("there is no command {name!r}", name=shortened(wanted[0]))
        raise Unreadable([Problem("", problem, instead(wanted[0], COMMANDS))])
    from textwrap import fill  # noqa: PLC0415 -- only for the list of commands

    sys.stdout.write(context.say("papule.help") + "\n\n")
    for each in COMMANDS:
        said = context.say(f"{each}.help").splitlines()[0]
        sys.stdout.write(
            fill(said, context.terminal.width, initial_indent=f"  {each:<12}", subsequent_indent=" " * 14) + "\n"
        )
    sys.stdout.write("\n" + context.say("papule.more") + "\n")
    return 0 if arguments else UNREADABLE


def _tell(error: Unreadable, arguments: list[str], language: str) -> int:
    """Write what is wrong, in the language of the run: as JSON on request, else a line each."""
    worded = error.worded(_catalogue(), language)
    if "json" in arguments or "--format=json" in arguments:
        from papule.cli.output import problems_json  # noqa: PLC0415

        sys.stdout.write(problems_json(worded))
    else:
        sys.stderr.write("".join(f"papule: {problem}\n" for problem in worded.problems))
    return UNREADABLE


def _catalogue() -> Catalogue:
    """Open the words of problems; there are none, and they stay English, where the knowledge itself is the problem."""
    try:
        return load_formulary().wording["problems"]
    except (Unreadable, KeyError):
        return {}
