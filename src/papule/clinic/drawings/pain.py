"""The curve of pain: one panel a scale, never two scales on one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from papule.clinic.drawings import ink
from papule.clinic.drawings.drawing import Drawing, Table, nothing
from papule.clinic.drawings.frame import (
    EVENTS,
    HEADING,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Frame,
    Happened,
    Key,
    axis,
    centred,
    event_marks,
    frame,
    happened_rows,
    happened_said,
    key_marks,
    keys_of,
    session_lines,
    session_marks,
)
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.scale import Scale, days
from papule.kernel.value import Value

LONG_SILENCE_DAYS = 56  # over a longer time without a score, the line is only dotted
_HEIGHT, _BETWEEN = 112.0, 30.0
_MANY = 60  # points beyond which the line alone is clearer


class Score(Value):
    """One score. One given just after a session is drawn apart: it does not tell how a course goes."""

    at: date
    value: float
    just_after: bool = False
    course: int = 0  # scores of two courses are not joined
    moment: str = ""  # in words, for the table


Placed = tuple[float, float, Score]  # where a score lies, and the score


class Panel(Value):
    """One scale with its scores: its limits and the score from which pain fell enough come from the knowledge."""

    name: str
    high: float
    scores: tuple[Score, ...]
    enough: float | None = None

    def __post_init__(self) -> None:
        """Refuse a score that lies outside of the scale."""
        for each in self.scores:
            if not 0 <= each.value <= self.high:
                raise ValueError(f"a score of {self.name} lies between 0 and {self.high:g}, not at {each.value:g}")


def pain_curve(
    panels: Sequence[Panel], happened: Happened, reader: Reader, key: str = "pain", width: float = WIDTH
) -> Drawing:
    """Draw the scores of every scale over time, with what happened."""
    drawn = [each for each in panels if each.scores]
    title = reader.say("pain")
    if not drawn:
        return nothing(title, reader.say("no score"))
    of = frame([days(score.at) for panel in drawn for score in panel.scores] + happened.days, width)
    description = " ".join(_told(drawn, happened, reader))
    marks, height = _marks(of, drawn, happened, reader)
    svg = ink.svg(key, (of.width, height), (title, description), marks)
    return Drawing(svg, title, description, lambda: pain_table(panels, happened, reader))


def _marks(of: Frame, panels: list[Panel], happened: Happened, reader: Reader) -> tuple[list[str], float]:
    top = TOP if happened.sessions else HEADING
    drawn, heading = list(session_marks(of, happened.sessions)), 12.0
    for panel in panels:
        bottom = top + _HEIGHT
        drawn += session_lines(of, happened.sessions, top, bottom)
        drawn += [*_heading(of, panel, heading, reader), *_panel(of, panel, top, reader)]
        heading, top = bottom + _BETWEEN, bottom + _BETWEEN + 14
    if happened.events:
        drawn += event_marks(of, happened.events, bottom)
        bottom += EVENTS
    drawn += axis(of, bottom, reader)
    keys, height = key_marks(of, _keys(panels, happened, reader), bottom + of.axis)
    return [*drawn, *keys], height


def _keys(panels: list[Panel], happened: Happened, reader: Reader) -> Iterator[Key]:
    if any(score.just_after for panel in panels for score in panel.scores):
        yield Key("hollow", "dot", reader.say("just after"))
    yield from keys_of(happened, reader)


def _panel(of: Frame, panel: Panel, top: float, reader: Reader) -> Iterator[str]:
    scale = Scale(0, panel.high, top + _HEIGHT, top)
    levels = [(scale.at(value), value) for value in (0, panel.high / 2, panel.high)]
    yield ink.painted("grid", [ink.line(LEFT, y, of.right, y) for y, _ in levels])
    yield ink.painted("quiet", [ink.text(LEFT - 7, y + 4, reader.number(value), "end") for y, value in levels])
    if panel.enough is not None:
        at = scale.at(min(max(panel.enough, 0), panel.high))
        yield ink.painted("limit", [ink.line(LEFT, at, of.right, at)])
    yield from _curve(of, panel.scores, scale, reader)


def _heading(of: Frame, panel: Panel, y: float, reader: Reader) -> Iterator[str]:
    room = of.width - RIGHT
    if panel.enough is not None:
        words = reader.say("enough", value=reader.number(panel.enough))
        room -= ink.breadth(words) + 30
        yield ink.painted("limit", [ink.line(room + 4, y - 4, room + 26, y - 4)])
        yield ink.painted("quiet", [ink.text(room + 31, y, words)])
    yield ink.painted("strong", [ink.text(0, y, ink.fitted(panel.name, (room - 8) / ink.BOLD))])


def _curve(of: Frame, scores: Sequence[Score], scale: Scale, reader: Reader) -> Iterator[str]:
    placed = [
        (of.calendar.x(each.at), scale.at(each.value), each) for each in sorted(scores, key=lambda at: days(at.at))
    ]
    told = [each for each in placed if not each[2].just_after]
    joined, silent = _joined(told)
    yield ink.painted("curve", [ink.path(each) for each in joined])
    yield ink.painted("gap", [ink.path(each) for each in silent])
    yield ink.painted("hollow", [ink.circle(x, y, 3) for x, y, each in placed if each.just_after])
    many = len(told) > _MANY
    yield ink.painted("dot", [ink.circle(x, y, 2 if many else 3.5) for x, y, _ in (_ends(told) if many else told)])
    yield ink.painted("strong", [centred(of, x, y - 8, reader.number(each.value)) for x, y, each in _ends(told)])


def _joined(placed: Sequence[Placed]) -> tuple[list[list[tuple[float, float]]], list[list[tuple[float, float]]]]:
    """Join the scores of a course into lines; give the long silences between them apart."""
    joined: list[list[tuple[float, float]]] = [[each[:2]] for each in placed[:1]]
    silent = []
    for (x1, y1, before), (x2, y2, after) in pairwise(placed):
        if before.course == after.course and days(after.at) - days(before.at) <= LONG_SILENCE_DAYS:
            joined[-1].append((x2, y2))
            continue
        joined.append([(x2, y2)])
        if before.course == after.course:
            silent.append([(x1, y1), (x2, y2)])
    return [each for each in joined if len(each) > 1], silent


def _ends(placed: Sequence[Placed]) -> Sequence[Placed]:
    return placed if len(placed) <= 1 else (placed[0], placed[-1])


def _told(panels: Sequence[Panel], happened: Happened, reader: Reader) -> Iterator[str]:
    for panel in panels:
        first, last = (
            min(panel.scores, key=lambda each: days(each.at)),
            max(panel.scores, key=lambda each: days(each.at)),
        )
        values = {
            "scale": panel.name,
            "first": reader.number(first.value),
            "first_on": reader.day(first.at),
            "last": reader.number(last.value),
            "last_on": reader.day(last.at),
            "count": str(len(panel.scores)),
        }
        yield reader.say("one score" if first is last else "from to", **values)
        if panel.enough is not None:
            yield reader.say("enough said", value=reader.number(panel.enough))
    yield from happened_said(happened, reader)


def pain_table(panels: Sequence[Panel], happened: Happened, reader: Reader) -> Table:
    """Give scores, sessions and adverse events in the order of time."""
    rows = [
        (
            days(each.at),
            reader.day(each.at),
            " ".join(filter(None, (panel.name, each.moment))),
            reader.number(each.value),
        )
        for panel in panels
        for each in panel.scores
    ]
    rows += happened_rows(happened, reader)
    head = (reader.say("when"), reader.say("what"), reader.say("value"))
    return Table(head, tuple(row[1:] for row in sorted(rows, key=lambda row: row[0])))
