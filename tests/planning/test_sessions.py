from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papule.knowledge.model.indication import Schedule, StopRule
from papule.knowledge.model.statement import Citation, Review
from papule.planning.sessions import Course, course, protocols_of

MONDAY = date(2026, 11, 23)
REVIEW = Review(on=date(2026, 11, 21), by="x", due=date(2027, 11, 21))
CITE = (Citation(source="t", at="page"),)
THIRD = StopRule(id="third", after_sessions=3, cite=CITE)


def schedule(**given_: Any) -> Schedule:
    return Schedule(id="s", name={}, review=REVIEW, indications=(), cite=CITE, **given_)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def days_of(found: Course) -> list[int]:
    return [(session.on - MONDAY).days for session in found.sessions]


def test_days_of_the_source_are_kept():
    found = course(schedule(days=(0, 3, 6)), MONDAY, None, ())
    assert days_of(found) == [0, 3, 6]
    assert [session.gap_days for session in found.sessions] == [None, 3, 3]
    assert found.given == "days"
    assert found.lacking == 0


def test_fewer_sessions_are_the_first_ones():
    assert days_of(course(schedule(days=(0, 3, 6)), MONDAY, 2, ())) == [0, 3]


def test_more_sessions_than_days_have_no_date():
    found = course(schedule(days=(0, 3, 6)), MONDAY, 5, ())
    assert days_of(found) == [0, 3, 6]
    assert found.lacking == 2


def test_more_sessions_follow_an_interval_with_both_ends():
    found = course(schedule(days=(0, 7, 14), min_interval_days=7, max_interval_days=7), MONDAY, 5, ())
    assert days_of(found) == [0, 7, 14, 21, 28]


def test_no_session_is_added_where_another_rhythm_follows():
    given_ = schedule(days=(0, 7), min_interval_days=7, max_interval_days=7, then={"en": "monthly"})
    found = course(given_, MONDAY, 4, ())
    assert days_of(found) == [0, 7]
    assert found.lacking == 2


def test_no_session_is_added_past_the_most_of_the_source():
    given_ = schedule(min_interval_days=7, max_interval_days=7, sessions_min=3, sessions_max=4)
    found = course(given_, MONDAY, 9, ())
    assert days_of(found) == [0, 7, 14, 21]
    assert found.lacking == 5


def test_an_interval_gives_the_earliest_and_latest_day():
    found = course(schedule(min_interval_days=7, max_interval_days=10, sessions_min=3), MONDAY, None, ())
    assert days_of(found) == [0, 7, 14]
    assert [session.latest for session in found.sessions] == [None, date(2026, 12, 3), date(2026, 12, 13)]


def test_one_end_of_an_interval_makes_no_date():
    found = course(schedule(min_interval_days=2, sessions_min=9, sessions_max=9), MONDAY, 9, ())
    assert found.sessions == ()
    assert found.given == "nothing"
    assert found.lacking == 9


def test_sessions_without_an_interval_make_no_date():
    assert course(schedule(sessions_min=5), MONDAY, None, ()).sessions == ()


def test_an_interval_without_a_number_needs_one():
    given_ = schedule(min_interval_days=7, max_interval_days=14)
    assert course(given_, MONDAY, None, ()).sessions == ()
    assert days_of(course(given_, MONDAY, 2, ())) == [0, 7]


def test_a_session_on_a_sunday_moves_and_the_next_keeps_its_distance():
    given_ = schedule(days=(0, 3, 6, 9), min_interval_days=3, max_interval_days=3)
    found = course(given_, MONDAY, None, (), weekday)
    assert days_of(found) == [0, 3, 7, 10]  # Sunday to Monday; Wednesday would be two days later only
    assert [session.moved_from for session in found.sessions] == [None, None, date(2026, 11, 29), date(2026, 12, 2)]
    assert [session.gap_too_long for session in found.sessions] == [False, False, True, False]


def test_the_first_session_moves_too():
    found = course(schedule(days=(0, 7), min_interval_days=7), date(2026, 11, 28), None, (), weekday)
    assert [session.on for session in found.sessions] == [date(2026, 11, 30), date(2026, 12, 7)]


def test_nothing_moves_unless_asked():
    found = course(schedule(days=(0, 6)), MONDAY, None, ())
    assert found.sessions[1].on.weekday() == 6
    assert found.sessions[1].moved_from is None


def test_a_course_is_judged_after_the_session_of_the_rule():
    found = course(schedule(days=(0, 7, 14), reassess_after=2), MONDAY, None, (THIRD,))
    assert [session.reassess for session in found.sessions] == [(), ("s",), ("third",)]


def test_dates_past_the_calendar_are_refused():
    with pytest.raises(OverflowError):
        course(schedule(days=(0, 400)), date(9999, 12, 1), None, ())


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 20),
    st.integers(1, 40),
    st.integers(0, 20),
    st.sets(st.integers(0, 6), max_size=6),
)
def test_moved_sessions_are_on_working_days_and_never_too_close(start, sessions, shortest, span, closed):
    given_ = schedule(min_interval_days=shortest, max_interval_days=shortest + span, sessions_min=sessions)
    found = course(given_, start, None, (), lambda day: day.weekday() not in closed).sessions
    assert len(found) == sessions
    assert all(each.on.weekday() not in closed for each in found)
    assert all((later.on - earlier.on).days >= shortest for earlier, later in pairwise(found))
    assert all((each.moved_from is None) or each.on > each.moved_from for each in found)
    assert all(each.latest is None or each.on < each.latest for each in found)


def test_every_protocol_on_file_is_dated_within_its_interval_or_not_at_all(formulary):
    for each in formulary.schedules.values():
        sessions = course(each, MONDAY, None, ()).sessions
        assert bool(sessions) or not each.days
        for before, after in pairwise(sessions):
            gap = (after.on - before.on).days
            assert after.gap_days == gap
            assert (each.min_interval_days or 1) <= gap <= (each.max_interval_days or gap)


def test_protocols_of_an_indication_are_told_from_those_of_none(formulary):
    own, general = protocols_of(formulary.indications["low-back-pain-acute"], None, formulary)
    assert "acute-back-five" in {each.id for each in own}
    assert "weekly-three-to-five" in {each.id for each in general}
    assert all(not each.indications for each in general)
    assert not {each.id for each in own} & {each.id for each in general}


def test_a_phase_leaves_out_protocols_of_the_other(formulary):
    indication = formulary.indications["low-back-pain-acute"]
    _, general = protocols_of(indication, "acute", formulary)
    assert "chronic-monthly" not in {each.id for each in general}
    _, general = protocols_of(indication, "chronic", formulary)
    assert "chronic-monthly" in {each.id for each in general}
