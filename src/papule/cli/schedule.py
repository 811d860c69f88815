"""`papule schedule`: the dates of a course, from the protocols that sources give."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace as Namespace
from typing import NamedTuple

from papule.assessment.view import View, view_of
from papule.cli.context import Context, today
from papule.cli.output import INDENT, SIGNS, json_text
from papule.cli.planned import Planning, PlanPage, planning, refuse
from papule.kernel.told import shortened, told
from papule.knowledge.model.indication import Indication, Schedule, StopRule
from papule.knowledge.model.tables import Formulary
from papule.planning.contract import courses_contract
from papule.planning.sessions import Course, Session, Working, course, protocols_of
from papule.reading.expected import instead
from papule.reading.problem import Problem

MOST_SESSIONS = 200  # as in a case
FIRST_YEAR, LAST_YEAR = 1950, 2100  # what calendars of holidays know
_DATE = "2026-11-23"
_COUNTRY = 2  # letters


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
    rules = tuple(each for each in context.formulary.stop_rules.values() if view.here.in_force(each))
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
        page = CoursePage(planning(context), asked, view)
        sys.stdout.write("\n".join(page.lines(own, general, rules, dated=options.all)) + "\n")
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
    refuse(problems)
    return asked


def _day(text: str, problems: list[Problem]) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == len(_DATE) else None
    except ValueError:
        day = None
    if day is None:
        problems.append(
            Problem(
                "--start",
                told("{text!r} is no date that exists", text=shortened(text)),
                told("write it like {date}", date=_DATE),
            )
        )
        return date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        problems.append(
            Problem(
                "--start",
                told("{text} is out of reach", text=text),
                told("give a day from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR),
            )
        )
    return day


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

    known = [each for each in list_supported_countries() if len(each) == _COUNTRY]
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


class CoursePage(PlanPage):
    """Writes protocols with their dates for a terminal."""

    def __init__(self, say: Planning, asked: Asked, view: View) -> None:
        """Keep what was asked."""
        super().__init__(say)
        self.asked = asked
        self.view = view

    def lines(
        self, own: list[Course], general: list[Course], rules: tuple[StopRule, ...], *, dated: bool
    ) -> Iterator[str]:
        """Write everything; the protocols of no indication in one line each, unless they are `dated`."""
        named = self.asked.indication
        title = self.say.tell("block.protocols", indication=self.names.text(named.name)) if named else ""
        yield self.title(title or self.say.say("block.one-protocol"))
        key = "calendar" if self.asked.working else "calendar-off"
        yield self.told(key, country=self.asked.country)
        if not own:
            yield self.told("no-protocol")
        for each in own:
            yield from ("", *self._course(each))
        yield ""
        if general:
            yield self.heading("block.general")
            for each in general:
                yield from (*self._course(each), "") if dated or not own else (self._line(each.schedule),)
            yield from () if dated or not own else ("",)
        yield from self._judging(rules)

    def _line(self, schedule: Schedule) -> str:
        return self.wrap(f"{schedule.id}: {self.names.text(schedule.name)}", "", INDENT)

    def _course(self, found: Course) -> Iterator[str]:
        schedule = found.schedule
        yield self._line(schedule)
        parts = [
            self._count(schedule),
            self._interval(schedule),
            self.sources(self.view.here.citations_in(schedule.cite), 2),
        ]
        yield self.wrap(" · ".join(each for each in parts if each), INDENT)
        for session in found.sessions:
            yield self._session(session, schedule)
        if not found.sessions:
            yield self.told("no-dates", INDENT)
        elif found.lacking:
            yield self.told("lacking", INDENT, count=found.lacking)
        if schedule.then:
            yield self.told("then", INDENT, what=self.names.text(schedule.then))
        if schedule.text:
            yield self.wrap(self.names.text(schedule.text), INDENT)
        for each in schedule.disputed:
            holds = f"{each.holds} ({self.sources(self.view.here.citations(each))})"
            yield self.told("disputed", INDENT, holds=holds)

    def _count(self, schedule: Schedule) -> str:
        low, high = schedule.sessions_min, schedule.sessions_max
        if low is None:
            return ""
        key = "session-count-least" if high is None else "session-count-one" if low == high else "session-count"
        return self.say.tell(key, low=low, high=high)

    def _interval(self, schedule: Schedule) -> str:
        low, high = schedule.min_interval_days, schedule.max_interval_days
        if low is None:
            return ""
        key = "interval-least" if high is None else "interval-one" if low == high else "interval"
        return self.say.tell(key, low=low, high=high)

    def _session(self, session: Session, schedule: Schedule) -> str:
        parts = [self._day(session.on)]
        if session.latest:
            parts.append(self.say.tell("until", day=self._day(session.latest)))
        if session.moved_from:
            parts.append(self.say.tell("moved", day=self._day(session.moved_from)))
        if session.gap_too_long:
            longer = self.say.tell("gap-too-long", days=session.gap_days, longest=schedule.max_interval_days)
            parts.append(f"{SIGNS['caution']} {longer}")
        if session.reassess:
            parts.append(f"{SIGNS['needs_answer']} {self.say.say('judge')}")
        return self.wrap(f"{session.number:>3}  {'  '.join(parts)}", INDENT, INDENT * 3)

    def _day(self, day: date) -> str:
        return f"{self.say.say(f'weekday.{day.weekday()}')} {day}"

    def _judging(self, rules: tuple[StopRule, ...]) -> Iterator[str]:
        yield self.heading("block.judging")
        for each in rules:
            if each.after_sessions:
                after = self.say.tell("judged-after", number=each.after_sessions)
                text = f"{self.names.text(each.text)} ({self.sources(self.view.here.citations(each))})"
                yield self.wrap(self.say.tell("colon", name=after, text=text), "", INDENT)
        better = self.view.reassessment
        measure = self.view.formulary.outcomes.get(self.view.formulary.edition.improvement)
        if better and measure:
            values = {
                "points": f"{better.points:g}",
                "share": f"{better.share * 100:g} %",
                "sources": self.sources(better.citations),
            }
            yield self.told("improvement", measure=self.names.text(measure.name), **values)
