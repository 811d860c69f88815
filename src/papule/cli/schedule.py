"""`papule schedule`: the dates of a course, from the protocols that sources give."""

import re
import sys
from argparse import ArgumentParser
from datetime import date
from types import SimpleNamespace as Namespace
from typing import NamedTuple

from papule.assessment.view import view_of
from papule.cli.context import Context, today
from papule.cli.inputs import is_country, no_country
from papule.cli.output import json_text
from papule.cli.planned import planning, refuse
from papule.cli.schedule_page import CoursePage
from papule.kernel.told import shortened, told
from papule.knowledge.model.indication import Indication, Schedule
from papule.knowledge.model.tables import Formulary
from papule.planning.contract import courses_contract
from papule.planning.sessions import Working, course, protocols_of
from papule.reading.expected import instead
from papule.reading.problem import Problem

MOST_SESSIONS = 200  # as in a case
FIRST_YEAR, LAST_YEAR = 1950, 2100  # what calendars of holidays know
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Asked(NamedTuple):
    """What the command line asks for, checked."""

    indication: Indication | None
    own: list[Schedule]
    general: list[Schedule]
    start: date
    sessions: int | None
    country: str
    working: Working | None


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    words = planning(context)
    parser.add_argument("--indication", metavar="ID", help=words.say("schedule.indication"))
    parser.add_argument("--protocol", metavar="ID", help=words.say("schedule.protocol"))
    parser.add_argument("--phase", choices=("acute", "chronic"), help=words.say("schedule.phase"))
    parser.add_argument("--start", metavar="YYYY-MM-DD", help=words.say("schedule.start"))
    parser.add_argument("--sessions", metavar="N", help=words.say("schedule.sessions"))
    parser.add_argument("--country", metavar="FR", help=words.say("schedule.country"))
    parser.add_argument("--working-days", action="store_true", help=words.say("schedule.working-days"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))
    parser.add_argument("--all", action="store_true", help=words.say("schedule.all"))


def run(options: Namespace, context: Context) -> int:
    """Write the dates. Returns 0; raises Unreadable with everything that is wrong with the options."""
    asked = _asked(options, context.formulary)
    view = view_of(context.formulary, asked.start, asked.country)
    of_pain = asked.indication is None or not asked.indication.aesthetic  # what the rules on judging a course speak of
    rules = tuple(each for each in context.formulary.stop_rules.values() if of_pain and view.here.in_force(each))
    own, general = (
        [course(each, asked.start, asked.sessions, rules, asked.working) for each in group]
        for group in (asked.own, asked.general)
    )
    if options.format == "json":
        written = courses_contract(own, general, rules, view)
        written["indication"] = asked.indication and asked.indication.id
        written["working_days"] = asked.country if asked.working else None
        sys.stdout.write(json_text(written))
    else:
        page = CoursePage(planning(context), view, asked.country if asked.working else None)
        sys.stdout.write(
            "\n".join(page.lines(asked.indication, own, general, rules, dated=options.all)).rstrip() + "\n"
        )
    return 0


def _asked(options: Namespace, formulary: Formulary) -> Asked:
    problems: list[Problem] = []
    asked = Asked(
        *_protocols(options, formulary, problems),
        start=_day(options.start, problems) if options.start is not None else today(),
        sessions=_count(options.sessions, problems) if options.sessions is not None else None,
        country=options.country or "",
        working=_calendar(options.country, problems) if options.working_days else None,
    )
    if options.country is not None and not options.working_days and not is_country(options.country):
        problems.append(no_country("--country", options.country))
    refuse(problems)
    return asked


def _day(text: str, problems: list[Problem]) -> date:
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    problem = fix = None
    if day is None:
        problem = told("{text!r} is no date that exists", text=shortened(text))
        fix = told("write it like {date}", date="2026-11-23")
    elif not FIRST_YEAR <= day.year <= LAST_YEAR:
        problem = told("{text} is out of reach", text=text)
        fix = told("give a day from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
    if problem and fix:
        problems.append(Problem("--start", problem, fix))
    return day or date.min


def _count(text: str, problems: list[Problem]) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_SESSIONS:
        return int(text)
    fix = told("give a whole number from 1 to {most}", most=MOST_SESSIONS)
    problems.append(Problem("--sessions", told("{text!r} sessions cannot be planned", text=shortened(text)), fix))
    return 1


def _calendar(country: str | None, problems: list[Problem]) -> Working | None:
    """Open the calendar of a country; the library is only loaded when it is asked for."""
    if not country:
        fix = told("add --country FR, or leave --working-days out")
        problems.append(Problem("--country", told("working days differ by country"), fix))
        return None
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415 -- slow to load

    known = [each for each in list_supported_countries() if is_country(each)]
    if country not in known:
        problem = told("no calendar of {name!r} is known", name=shortened(country))
        problems.append(Problem("--country", problem, instead(country, known)))
        return None
    return country_holidays(country).is_working_day


def _protocols(
    options: Namespace, formulary: Formulary, problems: list[Problem]
) -> tuple[Indication | None, list[Schedule], list[Schedule]]:
    """Choose the protocols: the one named, or those of the indication and those of none."""
    if _unknown(options, formulary, problems):
        return None, [], []
    named = formulary.schedules[options.protocol] if options.protocol else None
    if not options.indication:
        return None, [named] if named else [], []
    indication = formulary.indications[options.indication]
    own, general = protocols_of(indication, options.phase, formulary)
    if named is None:
        return indication, own, general
    if named not in (*own, *general):
        fix = told("its protocols: {names}", names=", ".join(each.id for each in (*own, *general)))
        problem = told("{name!r} is no protocol for {indication}", name=named.id, indication=indication.id)
        problems.append(Problem("--protocol", problem, fix))
    return indication, [named], []


def _unknown(options: Namespace, formulary: Formulary, problems: list[Problem]) -> bool:
    before = len(problems)
    indication, protocol = options.indication, options.protocol
    if indication and indication not in formulary.indications:
        problem = told("{name!r} is no known indication", name=shortened(indication))
        problems.append(Problem("--indication", problem, instead(indication, list(formulary.indications))))
    if protocol and protocol not in formulary.schedules:
        problem = told("{name!r} is no known protocol", name=shortened(protocol))
        problems.append(Problem("--protocol", problem, instead(protocol, list(formulary.schedules))))
    if not indication and not protocol:
        fix = instead("", list(formulary.indications))
        problems.append(Problem("--indication", told("neither an indication nor a protocol is named"), fix))
    return len(problems) > before
