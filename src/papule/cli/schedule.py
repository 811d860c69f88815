"""`papule schedule`: the dates of a course, from the protocols that sources give."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import msgspec

from papule.assessment.view import View, view_of
from papule.cli.context import Context, today
from papule.cli.output import INDENT, SIGNS, Page, json_text
from papule.cli.planned import Planning, planning, refuse, sources
from papule.knowledge.model.indication import Indication, Schedule, StopRule
from papule.knowledge.model.tables import Formulary
from papule.planning.contract import course_contract
from papule.planning.sessions import Course, Session, Working, course, protocols_of
from papule.reading.expected import instead
from papule.reading.problem import Problem

MOST_SESSIONS = 200  # as in a case
YEARS = (1950, 2100)  # what calendars of holidays know
_DATE = "2026-11-23"


class Asked(NamedTuple):
    """What the command line asks for, checked."""

    indication: Indication | None
    own: list[Schedule]
    general: list[Schedule]
    start: date
    sessions: int | None
    country: str
    working: Working | None
    all: bool


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
    view = view_of(context.formulary, asked.start, asked.country, None)
    rules = tuple(each for each in context.formulary.stop_rules.values() if view.here.in_force(each))
    own, general = ([_course(each, asked, rules) for each in group] for group in (asked.own, asked.general))
    if options.format == "json":
        sys.stdout.write(json_text(_contract(asked, own, general, rules, view)))
    else:
        page = CoursePage(planning(context), asked, view)
        sys.stdout.write("\n".join(page.lines(own, general, rules)) + "\n")
    return 0


def _course(schedule: Schedule, asked: Asked, rules: tuple[StopRule, ...]) -> Course:
    return course(schedule, asked.start, asked.sessions, rules, asked.working)


def _asked(options: Namespace, formulary: Formulary) -> Asked:
    """Read the options, with everything that is wrong at once.

    Raises Unreadable.
    """
    start = _day(options.start) if options.start else today()
    sessions = _count(options.sessions) if options.sessions else None
    working = _calendar(options.country, wanted=options.working_days)
    chosen = _protocols(options, formulary)
    refuse(*(each for each in (start, sessions, working, chosen) if isinstance(each, Problem)))
    assert isinstance(start, date) and not isinstance(sessions, Problem)  # noqa: S101, PT018 -- refused above
    assert isinstance(chosen, tuple) and not isinstance(working, Problem)  # noqa: S101, PT018 -- refused above
    indication, own, general = chosen
    return Asked(indication, own, general, start, sessions, options.country or "", working, options.all)


def _day(text: str) -> date | Problem:
    try:
        day = date.fromisoformat(text) if len(text) == len(_DATE) else None
    except ValueError:
        day = None
    if day is None:
        return Problem("--start", f"{text[:40]!r} is no date that exists", f"write it like {_DATE}")
    if not YEARS[0] <= day.year <= YEARS[1]:
        return Problem("--start", f"{text} is out of reach", f"give a day of {YEARS[0]} to {YEARS[1]}")
    return day


def _count(text: str) -> int | Problem:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_SESSIONS:
        return int(text)
    return Problem("--sessions", f"{text[:40]!r} sessions cannot be planned", f"give a number from 1 to {MOST_SESSIONS}")


def _calendar(country: str | None, *, wanted: bool) -> Working | Problem | None:
    """Open the calendar of a country; the library is only loaded when it is asked for."""
    if not wanted:
        return None
    if not country:
        return Problem("--country", "working days differ by country", "add --country FR, or leave --working-days out")
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415 -- slow to load

    known = list_supported_countries()
    if country not in known:
        return Problem("--country", f"no calendar of {country[:40]!r} is known", instead(country, list(known)))
    return country_holidays(country).is_working_day


def _protocols(
    options: Namespace, formulary: Formulary
) -> tuple[Indication | None, list[Schedule], list[Schedule]] | Problem:
    """Choose the protocols: the one named, or those of the indication."""
    problem = _unknown(options, formulary)
    if problem:
        return problem
    named = formulary.schedules[options.protocol] if options.protocol else None
    if not options.indication:
        return None, [named] if named else [], []
    indication = formulary.indications[options.indication]
    own, general = protocols_of(indication, options.phase, formulary)
    if named is None:
        return indication, own, general
    if named not in (*own, *general):
        fix = "its protocols: " + ", ".join(each.id for each in (*own, *general))
        return Problem("--protocol", f"{named.id!r} is no protocol for {indication.id}", fix)
    return indication, [named], []


def _unknown(options: Namespace, formulary: Formulary) -> Problem | None:
    tables = (("--indication", options.indication, formulary.indications), ("--protocol", options.protocol, formulary.schedules))
    for option, name, known in tables:
        if name and name not in known:
            return Problem(option, f"{name[:80]!r} is no known {option[2:]}", instead(name, list(known)))
    if not options.indication and not options.protocol:
        return Problem("--indication", "no indication and no protocol is named", instead("", list(formulary.indications)))
    return None


def _contract(asked: Asked, own: list[Course], general: list[Course], rules: tuple[StopRule, ...], view: View) -> dict[str, Any]:
    here, better = view.here, view.reassessment
    return {
        "papule": 1,
        "edition": view.formulary.edition.edition,
        "fingerprint": view.formulary.fingerprint,
        "indication": asked.indication and asked.indication.id,
        "start": asked.start.isoformat(),
        "working_days": asked.country if asked.working else None,
        "protocols": [course_contract(each, here.citations_in(each.schedule.cite)) for each in own],
        "general": [course_contract(each, here.citations_in(each.schedule.cite)) for each in general],
        "stop_rules": [
            {"id": each.id, "after_sessions": each.after_sessions, "text": each.text, "citations": here.citations(each)}
            for each in rules
        ],
        "improvement": better
        and {
            "measure": view.formulary.edition.improvement,
            "points": better.points,
            "share": better.share,
            "citations": msgspec.to_builtins(better.citations),
        },
    }


class CoursePage:
    """Writes protocols with their dates for a terminal."""

    def __init__(self, words: Planning, asked: Asked, view: View) -> None:
        """Keep the words."""
        self.words = words
        self.names = words.words
        self.page = Page(words)
        self.asked = asked
        self.view = view

    def lines(self, own: list[Course], general: list[Course], rules: tuple[StopRule, ...]) -> Iterator[str]:
        """Write everything, line by line."""
        indication = self.asked.indication
        if indication is None:
            yield self._heading("block.one-protocol")
        else:
            yield self._heading("block.protocols", indication=self.names.text(indication.name))
        if self.asked.working:
            yield self.page.wrap(self.words.tell("calendar", country=self.asked.country))
        else:
            yield self.page.wrap(self.words.say("calendar-off"))
        if not own:
            yield self.page.wrap(self.words.say("no-protocol"))
        for each in own:
            yield ""
            yield from self._course(each)
        yield ""
        if general:
            yield from self._general(general, dated=self.asked.all or not own)
        yield from self._judging(rules)

    def _heading(self, key: str, **values: object) -> str:
        return self.page.title(self.words.tell(key, **values))
