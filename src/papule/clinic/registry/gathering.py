"""A practice as a registry: course by course, without names, dates or typed words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.utils import timezone

from papule.assessment.assess import ENGINE
from papule.assessment.response import Reassessment
from papule.clinic.accounts.models import Practice
from papule.clinic.drawings.medicine import Spared, Taken
from papule.clinic.knowledge import formulary, view_on
from papule.clinic.outcomes.following import before_and_now
from papule.clinic.registry.privacy import Pseudonyms, age_from
from papule.clinic.registry.reading import Beside, Done, read_beside, sessions
from papule.clinic.registry.signed import Given, find_given, known_id
from papule.registry.rows import AND, DRY, About, CourseRow, EventRow, Known, Registry, SessionRow


class Gathered(NamedTuple):
    """A registry, and how many sessions nobody could read: they are not in it."""

    registry: Registry
    unread: int


class Gathering:
    """A registry that grows course by course."""

    def __init__(self, rule: Reassessment | None, pseudonyms: Pseudonyms, beside: Beside) -> None:
        self._rule, self._pseudonyms, self._beside = rule, pseudonyms, beside
        self.practice = pseudonyms.of("practice")
        self.courses: list[CourseRow] = []
        self.sessions: list[SessionRow] = []
        self.events: list[EventRow] = []
        self.opposed: set[int] = set()
        self.unread = 0

    def add(self, done: list[Done]) -> None:
        """Add a course by its sessions in order of time; nothing of somebody who does not want it."""
        if done[0].patient not in self._beside.people:
            return  # registered while this is read
        person = self._person(done[0].patient)
        if self._beside.people[person].opposed_on is not None:
            self.opposed.add(person)
            return
        given = [(each, found) for each in done if (found := self._read(each)) is not None]
        if not given:
            return
        course, first = self._pseudonyms.of("course", done[0].course), given[0][0]
        for each, found in given:
            session = self._pseudonyms.of("session", each.pk)
            self._add_session(each, found, (course, session), (each.on - first.on).days)
            self._add_events(each, (course, session))
        self._add_course(person, course, done, given)

    def _person(self, patient: int) -> int:
        """Give the record that counts of a patient: whoever was merged is one person."""
        seen: set[int] = set()
        while (into := self._beside.people[patient].merged_into) is not None and patient not in seen:
            seen.add(patient)
            patient = into
        return patient

    def _read(self, session: Done) -> Given | None:
        try:
            return find_given(session.record)
        except msgspec.MsgspecError:
            self.unread += 1
            return None

    def _add_session(self, of: Done, found: Given, keys: tuple[str, str], day: int) -> None:
        named = {name: getattr(found, name) for name in found.__struct_fields__}
        course, session = keys
        row = SessionRow(practice=self.practice, course=course, session=session, number=of.number, day=day, **named)
        self.sessions.append(row)

    def _add_events(self, of: Done, keys: tuple[str, str]) -> None:
        known = formulary().adverse_events
        for each in self._beside.events.get(of.pk, ()):
            row = EventRow(
                practice=self.practice,
                course=keys[0],
                session=keys[1],
                kind=known_id(each.kind, known),
                severity=each.severity,
                serious=each.is_serious,
                outcome=each.outcome,
                days=(each.onset_on - of.on).days,
            )
            self.events.append(row)

    def _add_course(self, person: int, course: str, done: list[Done], given: list[tuple[Done, Given]]) -> None:
        first, what = given[0]
        who, last = self._beside.people[person], given[-1][0]
        before, now = before_and_now(self._beside.scores.get(first.course, ()), done[0].pk)
        row = CourseRow(
            practice=self.practice,
            course=course,
            person=self._pseudonyms.of("person", person),
            sex=who.sex,
            age_from=age_from(who.born, first.on),
            aim=first.aim,
            indication=known_id(first.indication, formulary().indications),
            phase=first.phase,
            quarter=date(first.on.year, (first.on.month - 1) // 3 * 3 + 1, 1),
            recipe=AND.join(what.products) or DRY,
            sessions=len(given),
            days=(last.on - first.on).days,
            pain_before=before,
            pain_last=now,
            response=self._response(before, now),
            spared=share_spared(self._beside.spared.get(first.course, ()), first.on),
            ended=first.closed_on is not None,
        )
        self.courses.append(row)

    def _response(self, before: float | None, now: float | None) -> Known:
        """Tell whether pain fell by what matters, as the page of the course does."""
        if self._rule is None or before is None or now is None:
            return "unknown"
        return "yes" if self._rule.improved(before, now) else "no"


def share_spared(medicines: Iterable[Spared], begun: date) -> float | None:
    """Give the share of medicines not taken any more, the mean of all of which a later week is known."""
    since = (Spared(each.name, each.baseline, _since(each, begun)) for each in medicines)
    shares = [-each.change for each in since if each.change is not None]
    return sum(shares) / len(shares) if shares else None


def _since(medicine: Spared, begun: date) -> tuple[Taken, ...]:
    """Leave out the weeks before treatment: what was taken then is no outcome."""
    return tuple(each for each in medicine.taken if each.until > begun)


def gather(practice: Practice) -> Gathered:
    """Read a practice as it stands today."""
    with timezone.override(practice.zone):
        today = timezone.localdate()
        view = view_on(today, practice.country, practice.society or None)
        made = Gathering(view.reassessment, Pseudonyms(settings.SECRET_KEY), read_beside())
        for _course, done in groupby(sessions(), key=lambda each: each.course):
            made.add(sorted(done, key=lambda each: each.at))
    about = About(
        practice=made.practice,
        country=practice.country,
        made_on=today,
        edition=formulary().edition.edition,
        engine=ENGINE,
        opposed=len(made.opposed),
        counts={"courses": len(made.courses), "sessions": len(made.sessions), "events": len(made.events)},
    )
    registry = Registry(about=about, courses=made.courses, sessions=made.sessions, events=made.events)
    return Gathered(registry, made.unread)
