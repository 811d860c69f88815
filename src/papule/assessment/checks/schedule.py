"""Dates: intervals, too early after an injury, time to look again, the longest course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.subject import Subject
from papule.knowledge.model.indication import Phase
from papule.knowledge.model.substance import Course

PLAN = About("plan", "schedule")


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find what comes too soon, too early, too long, or without having looked again."""
    yield from _interval(subject)
    yield from _too_early(subject)
    yield from _reassess(subject)
    for key, substance in subject.substances.items():
        for course in substance.courses:
            yield from _course(key, course, subject)


def _interval(subject: Subject) -> Iterator[Finding]:
    shortest, gap = subject.view.shortest_interval, subject.shortest_gap_days
    if shortest and gap is not None and gap < shortest.days:
        yield Finding(
            code="schedule/interval",
            check="schedule",
            severity="caution",
            scope="plan",
            about=PLAN,
            because={"interval_days": gap, "shortest_days": shortest.days},
            citations=shortest.citations,
            params={"interval_days": gap, "shortest_days": shortest.days},
        )


def _too_early(subject: Subject) -> Iterator[Finding | Lacking]:
    if subject.indication is None:
        return
    for rule, families in (
        (each.rule, each.families) for each in subject.view.indication(subject.indication).too_early
    ):
        concerned = [key for key, each in subject.substances.items() if families & each.lineage]
        onset = subject.treatment.onset_on
        if concerned and onset is None:
            yield Lacking("onset_on", "caution", "schedule")
        elif onset is not None and (subject.here.as_of - onset).days < (rule.avoid_before_day or 0):
            for key in concerned:
                yield _early(key, rule, onset, subject)


def _early(key: str, rule: Phase, onset: date, subject: Subject) -> Finding:
    because = {"onset_on": onset.isoformat(), "before_day": rule.avoid_before_day}
    return Finding(
        code="schedule/too-early",
        check="schedule",
        severity="caution",
        scope="plan",
        about=About("substance", key),
        because=dict(because),
        citations=subject.here.citations(rule),
        disagreement=subject.view.other_phases(subject.indication or "", rule),
        params={**because, "substance": key, "text": rule.text},
    )


def _reassess(subject: Subject) -> Iterator[Finding]:
    rule = subject.view.reassessment
    if rule is None or subject.treatment.aim != "therapeutic" or subject.sessions_done < rule.sessions:
        return
    session = subject.treatment.session
    today = session.nrs if session else None
    first = min(subject.treatment.history, key=lambda past: past.performed_on, default=None)
    before = first.nrs if first and len(subject.treatment.history) >= subject.sessions_done else None
    if today is not None and before is not None and rule.improved(before, today):
        return
    because = {"sessions_done": subject.sessions_done, "nrs_before": before, "nrs_today": today}
    yield Finding(
        code="schedule/reassess",
        check="schedule",
        severity="needs_answer",
        scope="plan",
        about=PLAN,
        because=dict(because),
        missing=() if today is not None and before is not None else ("nrs",),
        citations=rule.citations,
        override="reason",  # what was found on looking again
        params=because,
    )


def _course(key: str, course: Course, subject: Subject) -> Iterator[Finding]:
    given = {past.performed_on for past in subject.treatment.history if key in past.substances or key in past.amounts}
    days = _length(given | {subject.here.as_of}, course.counting)
    if days > course.days:
        yield Finding(
            code="schedule/course-maximum",
            check="schedule",
            severity="stop",
            scope="plan",
            about=About("substance", key),
            because={"days": days, "longest_days": course.days},
            citations=subject.here.citations(course),
            params={"substance": key, "days": days, "longest_days": course.days, "text": course.text},
        )


def _length(dates: set[date], counting: str) -> int:
    """Count a course up to its last date: days given, days in a row, or days from first to last."""
    last = max(dates)
    if counting == "administrations":
        return len(dates)
    if counting == "elapsed":
        return (last - min(dates)).days + 1
    ordinals = {each.toordinal() for each in dates}
    run = 1
    while last.toordinal() - run in ordinals:
        run += 1
    return run
