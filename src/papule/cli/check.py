"""`papule check`: may this be injected in this patient today."""

from __future__ import annotations

import sys
from datetime import date
from io import BufferedReader
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

import msgspec

from papule.assessment.assess import assess
from papule.cli.context import Context, today
from papule.cli.inputs import Setting, is_country, no_country, read_case
from papule.cli.output import Page, json_text, problems_json
from papule.kernel.severity import at_least
from papule.kernel.told import shortened, told
from papule.reading.document import MAX_BYTES, unopened
from papule.reading.problem import Problem, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from papule.assessment.finding import Assessment
    from papule.treatment.case import Case

UNREADABLE = 2
HEAD = 8192  # bytes looked at to tell one case from many


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("cases", nargs="*", metavar="CASE", help=context.say("check.cases"))
    add_setting(parser, context)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))
    parser.add_argument("--all", action="store_true", help=context.say("check.all"))
    parser.add_argument("--store", metavar="FILE", help=context.say("check.store"))
    parser.add_argument("--ndjson", action="store_true", help=context.say("check.ndjson"))
    parser.add_argument("--jobs", type=int, default=0, help=context.say("check.jobs"))


def without_options(cases: list[str]) -> Namespace:
    """Give the options of a call that names only cases: nothing to parse, a tenth of a start-up saved."""
    return Namespace(
        cases=cases,
        as_of=None,
        country=None,
        society=None,
        format="text",
        all=False,
        jobs=0,
        store=None,
        ndjson=False,
        lang=None,
    )


def add_setting(parser: ArgumentParser, context: Context) -> None:
    """Add the options that override a case's date, country and society."""
    parser.add_argument("--as-of", type=a_date, metavar="YYYY-MM-DD", help=context.say("option.as-of"))
    parser.add_argument("--country", metavar="FR", help=context.say("option.country"))
    parser.add_argument("--society", metavar="sfm", help=context.say("option.society"))


def a_date(text: str) -> date:
    """Read a date of the command line.

    Raises Unreadable, which argparse lets through: it is told like any other problem.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = told("{text!r} is no date that exists", text=shortened(text))
        raise Unreadable([Problem("", problem, told("write it like 2026-11-21"))]) from None


def setting_of(options: Namespace, context: Context) -> Setting:
    """Read the options that override a case.

    Raises Unreadable for a society or country that nobody knows.
    """
    problems = []
    societies = context.formulary.societies
    if options.society and options.society not in societies:
        from papule.reading.expected import instead  # noqa: PLC0415 -- only when a name is wrong

        problem = told("{name!r} is no known society", name=shortened(options.society))
        problems.append(Problem("--society", problem, instead(options.society, list(societies))))
    if options.country and not is_country(options.country):
        problems.append(no_country("--country", options.country))
    if problems:
        raise Unreadable(problems)
    return Setting(options.as_of or today(), options.as_of is not None, options.country, options.society)


def run(options: Namespace, context: Context) -> int:
    """Assess every case given. Returns the worst exit status."""
    setting = setting_of(options, context)
    names = options.cases or ["-"]
    if options.store and (len(names) > 1 or options.ndjson):
        raise Unreadable([Problem("--store", told("many cases cannot be stored in one file"), told("give one case"))])
    if options.ndjson or any(holds_many(name) for name in names):
        from papule.cli.many import check_many  # noqa: PLC0415 -- processes are only paid for when needed

        return check_many(names, setting, options.jobs, context, every_line=options.ndjson)
    worst = 0
    for number, name in enumerate(names):
        if number:
            sys.stdout.write("\n")
        worst = max(worst, _one(name, len(names) > 1, setting, options, context))
    return worst


def holds_many(name: str) -> bool:
    """Tell whether a file, or what waits on standard input, holds one case a line."""
    if name.endswith((".ndjson", ".jsonl")):
        return True
    try:
        if name == "-":
            head = sys.stdin.buffer.peek(HEAD) if isinstance(sys.stdin.buffer, BufferedReader) else b""
        else:
            with open(name, "rb") as file:  # noqa: PTH123 -- pathlib costs a start-up 5 ms
                head = file.read(HEAD)
    except (OSError, AttributeError):
        return False
    first, _, rest = head.partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.startswith(b"{")


def read_input(name: str) -> bytes:
    """Read a file, or standard input for `-`; never more than can be a case.

    Raises Unreadable when it cannot be read.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
        with open(name, "rb") as file:  # noqa: PTH123 -- pathlib costs a start-up 5 ms
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable([unopened(name, error)]) from None


def _one(name: str, many: bool, setting: Setting, options: Namespace, context: Context) -> int:  # noqa: FBT001
    try:
        case = read_case(read_input(name), context.formulary, setting)
    except Unreadable as error:
        return _refuse(error, name, options, context)
    assessment = assess(case, context.formulary, case.as_of or setting.as_of)
    if options.store:
        _store(options.store, case, assessment, context)
    if options.format == "json":
        from papule.assessment.contract import contract_of  # noqa: PLC0415 -- only for machines

        sys.stdout.write(json_text(contract_of(assessment, context.formulary)))
    else:
        title = f"{name}\n" if many else ""
        sys.stdout.write(title + Page(context).assessment(assessment, whole=options.all))
    return 1 if at_least(assessment.verdict, "needs_answer") else 0


def _store(name: str, case: Case, assessment: Assessment, context: Context) -> None:
    """Keep an assessment with its case, for `papule replay`; an existing file is not overwritten."""
    from papule.cli.stored import store  # noqa: PLC0415 -- only on request

    try:
        with open(name, "xb") as file:  # noqa: PTH123 -- pathlib costs a start-up 5 ms
            file.write(store(case, assessment, context.formulary))
    except OSError as error:
        problem = told("cannot be written: {reason}", reason=str(error.strerror))
        raise Unreadable(
            [Problem("--store", problem, told("name a new file in a directory that exists"), file=name)]
        ) from None


def _refuse(error: Unreadable, name: str, options: Namespace, context: Context) -> int:
    worded = error.worded(context.formulary.wording["problems"], context.language)
    if options.format == "json":
        sys.stdout.write(problems_json(worded))
    else:
        for problem in worded.problems:
            placed = msgspec.structs.replace(problem, file=problem.file or ("" if name == "-" else name))
            sys.stderr.write(f"papule: {placed}\n")
    return UNREADABLE
