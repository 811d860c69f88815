"""`papule prepare`: the sheet to draw up each syringe of a case by, and to inject it by."""

import re
import sys
from argparse import ArgumentParser
from types import SimpleNamespace as Namespace

from papule.assessment.assess import assess_in
from papule.assessment.contract import contract_of
from papule.assessment.view import view_of
from papule.cli.check import add_setting, read_input, setting_of
from papule.cli.context import Context
from papule.cli.inputs import read_case
from papule.cli.output import json_text
from papule.cli.planned import planning, refuse
from papule.cli.prepare_page import SheetPage, Wanted
from papule.kernel.severity import at_least
from papule.kernel.told import shortened, told
from papule.planning.contract import sheet_contract
from papule.planning.coverage import coverings_of
from papule.planning.points import Area, patch, rectangle
from papule.planning.preparation import prepare
from papule.reading.problem import Problem

MOST_MM = 2000  # a side of an area, or a spacing: more is no zone of a body
MOST_CM2 = 20_000  # the same: about the whole skin
MOST_DEPTH_MM = 40  # the longest needle that a case can name
_NUMBER = r"([0-9]{1,5}(?:[.,][0-9]{1,3})?)"
_RECTANGLE = re.compile(rf"{_NUMBER}\s*[x×*]\s*{_NUMBER}\s*(?:mm)?")
_PATCH = re.compile(rf"{_NUMBER}\s*cm(?:2|²)")


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    words = planning(context)
    parser.add_argument("case", nargs="?", default="-", metavar="CASE", help=words.say("prepare.case"))
    parser.add_argument("--area", metavar="60x40", help=words.say("prepare.area"))
    parser.add_argument("--spacing", metavar="MM", help=words.say("prepare.spacing"))
    parser.add_argument("--depth", metavar="MM", help=words.say("prepare.depth"))
    add_setting(parser, context)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))
    parser.add_argument("--all", action="store_true", help=words.say("prepare.all"))


def run(options: Namespace, context: Context) -> int:
    """Write the sheets of one case. Returns the exit status of its assessment."""
    wanted = _wanted(options)
    setting = setting_of(options, context)
    case = read_case(read_input(options.case), context.formulary, setting)
    if not case.treatment.syringes:
        fix = told("add one, or ask `papule propose` for mixtures")
        refuse([Problem("treatment.syringes", told("the case has no syringe to prepare"), fix)])
    view = view_of(context.formulary, case.as_of or setting.as_of, case.setting.country, case.setting.society)
    assessment = assess_in(case, view)
    sheets = prepare(case, view, assessment)
    if options.format == "json":
        contract = contract_of(assessment, context.formulary)
        head = {key: contract[key] for key in ("papule", "as_of", "edition", "fingerprint", "engine", "verdict")}
        covered = [coverings_of(each.syringe, wanted.area, wanted.spacing_mm, view) for each in sheets]
        written = [
            sheet_contract(each, cover, assessment, context.formulary)
            for each, cover in zip(sheets, covered, strict=True)
        ]
        sys.stdout.write(json_text({**head, "sheets": written}))
    else:
        page = SheetPage(planning(context), view, wanted)
        sys.stdout.write("\n".join(page.lines(sheets, assessment)).rstrip() + "\n")
    return 1 if at_least(assessment.verdict, "needs_answer") else 0


def _wanted(options: Namespace) -> Wanted:
    problems: list[Problem] = []
    area = _area(options.area, problems) if options.area is not None else None
    spacing = _length("--spacing", options.spacing, MOST_MM, problems) if options.spacing is not None else None
    depth = _length("--depth", options.depth, MOST_DEPTH_MM, problems) if options.depth is not None else None
    if spacing is not None and options.area is None:
        problems.append(
            Problem("--spacing", told("a spacing without an area counts no points"), told("add --area 60x40"))
        )
    refuse(problems)
    return Wanted(area, spacing, depth, options.all)


def _area(text: str, problems: list[Problem]) -> Area | None:
    sides, size = _RECTANGLE.fullmatch(text.strip()), _PATCH.fullmatch(text.strip())
    if sides and all(0 < _read(side) <= MOST_MM for side in sides.groups()):
        return rectangle(_read(sides[1]), _read(sides[2]))
    if size and 0 < _read(size[1]) <= MOST_CM2:
        return patch(_read(size[1]))
    fix = told("write it like 60x40 (mm, at most {most} a side) or 24cm2", most=MOST_MM)
    problems.append(Problem("--area", told("{text!r} is no area", text=shortened(text)), fix))
    return None


def _length(option: str, text: str, most: int, problems: list[Problem]) -> float | None:
    match = re.fullmatch(_NUMBER, text.strip().removesuffix("mm").strip())
    if match and 0 < _read(match[1]) <= most:
        return _read(match[1])
    fix = told("give mm, more than 0 and at most {most}", most=most)
    problems.append(Problem(option, told("{text!r} is no length here", text=shortened(text)), fix))
    return None


def _read(number: str) -> float:
    return float(number.replace(",", "."))
