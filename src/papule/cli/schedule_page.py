"""Courses for the eye: the protocol as published, its dates, when to look again."""

from collections.abc import Iterator
from datetime import date

from papule.assessment.view import View
from papule.cli.output import INDENT, SIGNS
from papule.cli.planned import Planning, PlanPage
from papule.knowledge.model.indication import Indication, Schedule, StopRule
from papule.planning.sessions import Course, Session


class CoursePage(PlanPage):
    """Writes protocols with their dates for a terminal."""

    def __init__(self, say: Planning, view: View, calendar: str | None) -> None:
        """Keep the country whose working days were looked at, if any."""
        super().__init__(say)
        self.view = view
        self.calendar = calendar

    def lines(
        self,
        indication: Indication | None,
        own: list[Course],
        general: list[Course],
        rules: tuple[StopRule, ...],
        *,
        dated: bool,
    ) -> Iterator[str]:
        """Write everything; the protocols of no indication in one line each, unless they are `dated`."""
        named = indication and self.say.tell("block.protocols", indication=self.names.text(indication.name))
        yield self.title(named or self.say.say("block.one-protocol"))
        yield self.told("calendar" if self.calendar else "calendar-off", country=self.calendar)
        if not own:
            yield self.told("no-protocol")
        for each in own:
            yield from ("", *self._course(each))
        yield ""
        if general:
            yield from (*self._general(general, dated=dated or not own), "")
        if rules:
            yield from self._judging(rules)

    def _general(self, general: list[Course], *, dated: bool) -> Iterator[str]:
        yield self.heading("block.general")
        for number, each in enumerate(general):
            if dated and number:
                yield ""
            yield from self._course(each) if dated else (self._line(each.schedule),)

    def _line(self, schedule: Schedule) -> str:
        return self.wrap(self.say.tell("colon", name=schedule.id, text=self.names.text(schedule.name)), "", INDENT)

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
