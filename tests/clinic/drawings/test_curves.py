from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clinic.drawn import check_whole, marks, places, words

from papule.assessment.response import Reassessment
from papule.clinic.drawings.frame import Event, Happened, Session
from papule.clinic.drawings.medicine import Spared, Taken, medicine_curve
from papule.clinic.drawings.pain import LONG_SILENCE_DAYS, Panel, Score, pain_curve
from papule.clinic.drawings.scale import Scale, calendar, days, steps
from papule.clinic.drawings.words import reader_of

FR, EN = reader_of("fr"), reader_of("en")
BEGUN = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
HOSTILE = '</text><script>alert("1")</script>&\x00\u202e\ud83d\ude00'.encode("utf-16", "surrogatepass").decode("utf-16")

some_days = st.dates(date(1900, 1, 1), date(2150, 12, 31))
moments = st.datetimes(datetime(1900, 1, 1), datetime(2150, 12, 31)) | some_days  # noqa: DTZ001 -- the wall's clock
names = st.text(max_size=300)
sessions = st.builds(Session, st.integers(1, 999), some_days)
events = st.builds(Event, names, some_days, st.booleans())
happenings = st.builds(Happened, st.lists(sessions, max_size=30).map(tuple), st.lists(events, max_size=10).map(tuple))


def scores_to(high: float):
    return st.builds(Score, moments, st.floats(0, high), st.booleans(), st.integers(0, 3), names)


def panel_of(high: float):
    enough = st.none() | st.floats(-10, high)
    return st.builds(Panel, names, st.just(high), st.lists(scores_to(high), max_size=40).map(tuple), enough)


def course(count: int, step: int = 7, start: datetime = BEGUN) -> tuple[Score, ...]:
    return tuple(Score(start + timedelta(days=step * each), 8 - each % 6) for each in range(count))


def curve_of(*values: Score, happened: Happened = Happened(), reader=FR):  # noqa: B008 -- frozen
    return pain_curve([Panel("EN", 10, values)], happened, reader)


@given(st.tuples(panel_of(10), panel_of(100)), happenings, st.sampled_from([FR, EN]), st.integers(0, 900))
def test_pain_curve_of_any_scores_lies_within_its_view_box(panels, happened, reader, width):
    drawing = pain_curve(panels, happened, reader, "any", width)
    rows = sum(len(each.scores) for each in panels) + len(happened.sessions) + len(happened.events)
    if any(each.scores for each in panels):
        check_whole(drawing.svg)
        assert len(drawing.table.rows) == rows
    else:
        assert not drawing.svg
        assert drawing.description == reader.say("no score")


weeks = st.builds(Taken, some_days, st.floats(0, 99999))


@given(
    st.builds(Spared, names, st.just(0.0) | st.floats(0.1, 99999), st.lists(weeks, max_size=60).map(tuple)), happenings
)
def test_medicine_curve_of_any_weeks_lies_within_its_view_box(spared, happened):
    drawing = medicine_curve(spared, happened, FR)
    if spared.taken:
        check_whole(drawing.svg)
    else:
        assert not drawing.svg


@pytest.mark.parametrize("count", [1, 2, 24, 61, 500])
def test_pain_curve_of_few_or_many_scores_is_whole(count):
    happened = Happened(tuple(Session(each + 1, (BEGUN + timedelta(weeks=each)).date()) for each in range(count)))
    check_whole(curve_of(*course(count), happened=happened).svg)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_scale_of_values_is_monotone(values):
    scale = Scale(0, 100, 150, 20)
    assert [scale.at(each) for each in sorted(values)] == sorted([scale.at(each) for each in values], reverse=True)


@given(st.lists(moments, min_size=1, max_size=20))
def test_calendar_of_days_is_monotone_and_its_ticks_are_few(dates):
    laid = calendar([days(each) for each in dates], 44, 356, 5.4)
    ordered = [laid.x(each) for each in sorted(dates, key=days)]
    assert ordered == sorted(ordered)
    assert all(44 <= each <= 356 for each in ordered)
    assert 1 <= len(laid.ticks) <= 7
    assert all(44 <= laid.x(each) <= 356 for each in laid.ticks)
    assert all(one < other for one, other in pairwise(laid.ticks))


@given(st.floats(0, 1e9))
def test_steps_reach_the_highest_value_in_few_round_steps(high):
    found = steps(high)
    assert found[0] == 0
    assert found[-1] >= high * (1 - 1e-6)
    assert 2 <= len(found) <= 7


@pytest.mark.parametrize("value", [-0.5, 10.5, float("nan"), float("inf")])
def test_score_outside_of_its_scale_is_refused(value):
    with pytest.raises(ValueError, match="between 0 and 10"):
        Panel("NRS", 10, (Score(BEGUN, value),))


@pytest.mark.parametrize("units", [-1, float("nan"), float("inf")])
def test_units_that_nobody_can_take_are_refused(units):
    with pytest.raises(ValueError, match="0 or more"):
        Spared("x", 3, (Taken(BEGUN, units),))


def test_pain_curve_of_two_scales_has_a_panel_each():
    nrs = Panel("EN, de 0 à 10", 10, course(5), 5.6)
    vas = Panel("EVA, de 0 à 100 mm", 100, tuple(Score(each.at, each.value * 10) for each in course(5)))
    drawn = pain_curve([nrs, vas], Happened(), FR)
    curves = [[float(y) for y in each.attrib["d"].replace("M", "").replace("L", " ").split()[1::2]]
              for each in marks(drawn.svg, "curve", "path")]  # fmt: skip
    assert len(curves) == 2
    assert max(curves[0]) < min(curves[1])
    assert {"EN, de 0 à 10", "EVA, de 0 à 100 mm", "10", "100", "réponse\u00a0: 5,6 ou moins"} <= set(words(drawn.svg))
    assert len(marks(drawn.svg, "limit", "path")) == 2  # the line, and its sign in the heading


def test_pain_curve_marks_sessions_and_events_by_number_and_shape():
    happened = Happened(
        (Session(1, BEGUN.date()), Session(2, BEGUN.date() + timedelta(14))),
        (Event("hématome", BEGUN.date() + timedelta(3)), Event("abcès", BEGUN.date() + timedelta(9), serious=True)),
    )
    drawn = curve_of(*course(4), happened=happened)
    assert {"1", "2", "événement indésirable", "événement indésirable grave"} <= set(words(drawn.svg))
    assert len(marks(drawn.svg, "event", "path")) == len(marks(drawn.svg, "serious", "path")) == 2  # one is the key's
    assert ("23 sept. 2026", "événement indésirable grave", "abcès") in drawn.table.rows
    assert "Séances\u00a0: 2. Événements indésirables\u00a0: 2." in drawn.description


def test_pain_curve_after_a_long_silence_is_only_dotted():
    late = BEGUN + timedelta(days=7 + LONG_SILENCE_DAYS + 1)
    drawn = curve_of(*course(2), *course(2, start=late))
    assert len(marks(drawn.svg, "curve", "path")) == 2
    assert len(marks(drawn.svg, "gap", "path")) == 1


def test_pain_curve_of_two_courses_does_not_join_them():
    second = tuple(Score(each.at, each.value, course=2) for each in course(3, start=BEGUN + timedelta(days=30)))
    drawn = curve_of(*course(3), *second)
    assert len(marks(drawn.svg, "curve", "path")) == 2
    assert not marks(drawn.svg, "gap", "path")


def test_score_just_after_a_session_is_no_part_of_the_curve():
    drawn = curve_of(*course(3), Score(BEGUN + timedelta(hours=1), 2, just_after=True, moment="après la séance"))
    assert len(marks(drawn.svg, "curve", "path")[0].attrib["d"].split("L")) == 3
    assert len(marks(drawn.svg, "hollow", "circle")) == 2  # one is the key's
    assert ("14 sept. 2026", "EN après la séance", "2") in drawn.table.rows


@pytest.mark.parametrize(("reader", "value", "day"), [(FR, "7,5", "14 sept. 2026"), (EN, "7.5", "Sep 14, 2026")])
def test_pain_curve_speaks_the_language_of_its_reader(reader, value, day):
    drawn = curve_of(Score(BEGUN, 7.5), reader=reader)
    assert value in words(drawn.svg)
    assert day in drawn.description
    assert drawn.table.rows == ((day, "EN", value),)


def test_curves_of_hostile_names_hold_no_markup_of_theirs():
    happened = Happened((), (Event(HOSTILE, BEGUN.date()),))
    for drawn in (
        pain_curve([Panel(HOSTILE, 10, course(2))], happened, FR, HOSTILE),
        medicine_curve(Spared(HOSTILE, 3, (Taken(BEGUN, 2),)), happened, FR, HOSTILE),
    ):
        check_whole(drawn.svg)
        assert "<script" not in drawn.svg
        assert "\u202e" not in drawn.svg


def test_medicine_curve_tells_none_taken_from_not_recorded():
    weeks = (Taken(BEGUN, 12), Taken(BEGUN + timedelta(7), 0), Taken(BEGUN + timedelta(28), 3.5))
    drawn = medicine_curve(Spared("Paracétamol", 14, weeks), Happened(), FR)
    assert len(marks(drawn.svg, "bar", "rect")) == 2
    assert {"rien pris", "sans barre\u00a0: non noté", "avant traitement\u00a0: 14 par semaine"} <= set(
        words(drawn.svg)
    )
    assert "Variation\u00a0: -75" in drawn.description
    assert drawn.table.rows[0] == ("avant traitement", "pris par semaine", "14")


def test_medicine_curve_bars_are_as_high_as_what_was_taken():
    weeks = (Taken(BEGUN, 12), Taken(BEGUN + timedelta(7), 6))
    one, other = (float(each.attrib["height"]) for each in marks(
        medicine_curve(Spared("x", 14, weeks), Happened(), FR).svg, "bar", "rect"))  # fmt: skip
    assert one == pytest.approx(2 * other, abs=0.1)


@given(st.decimals(0, 10, places=1), st.decimals(0, 10, places=1))
def test_line_of_response_lies_where_improvement_begins(before, now):
    rule = Reassessment(3, 2, 0.3, ())
    enough = rule.enough(float(before))
    assert rule.improved(float(before), float(now)) is (enough is not None and float(now) <= enough)


@pytest.mark.parametrize(("before", "enough"), [(8, 6), (5, 3.5), (0, None)])
def test_line_of_response_is_the_smaller_fall(before, enough):
    assert Reassessment(3, 2, 0.3, ()).enough(before) == enough


def test_same_values_give_the_same_drawing():
    assert curve_of(*course(9)).svg == curve_of(*reversed(course(9))).svg
    assert places(curve_of(*course(9)).svg)


def test_medicine_of_which_no_week_is_noted_is_named():
    drawing = medicine_curve(Spared("ibuprofen", 14, ()), Happened(), FR)
    assert drawing.description.startswith("ibuprofen\u00a0: avant traitement, 14 par semaine")
