"""Medicines spared: units taken each week against the weeks before treatment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from math import isfinite

from papule.clinic.drawings import ink
from papule.clinic.drawings.drawing import Drawing, Table, nothing
from papule.clinic.drawings.frame import (
    EVENTS,
    HEADING,
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
from papule.clinic.drawings.scale import Scale, days, steps
from papule.kernel.value import Value

WEEK = 7
_HEIGHT = 112.0


class Taken(Value):
    """The units taken in the week that ends on a day."""

    until: date
    units: float


class Spared(Value):
    """A medicine to spare: units a week before treatment, and what was taken since."""

    name: str
    baseline: float
    taken: tuple[Taken, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what nobody can have taken."""
        for each in (self.baseline, *(week.units for week in self.taken)):
            if not (isfinite(each) and each >= 0):
                raise ValueError(f"the units of {self.name} taken in a week are 0 or more, not {each:g}")

    @property
    def weeks(self) -> list[Taken]:
        """Give the weeks in the order of time."""
        return sorted(self.taken, key=lambda each: days(each.until))

    @property
    def levels(self) -> list[float]:
        """Give the round values that the axis names."""
        return steps(max(self.baseline, *(each.units for each in self.taken)))

    @property
    def change(self) -> float | None:
        """Give how much more or, below 0, less is taken in the last week, as a share of what was taken before."""
        return (self.weeks[-1].units - self.baseline) / self.baseline if self.taken and self.baseline else None


def medicine_curve(
    of: Spared, happened: Happened, reader: Reader, key: str = "medicine", width: float = WIDTH
) -> Drawing:
    """Draw the weeks as bars, and the weeks before treatment as a line across them."""
    title = reader.say("spared", name=of.name)
    if not of.taken:
        return nothing(title, reader.say("no use", name=of.name, value=reader.number(of.baseline)))
    left = 12 + max(ink.breadth(reader.number(each)) for each in of.levels)
    dates = [day for each in of.taken for day in (days(each.until), days(each.until) - WEEK)]
    laid = frame(dates + happened.days, width, left)
    description = " ".join(_told(of, happened, reader))
    marks, height = _marks(laid, of, happened, reader)
    svg = ink.svg(key, (laid.width, height), (title, description), marks)
    return Drawing(svg, title, description, lambda: medicine_table(of, happened, reader))


def _marks(laid: Frame, of: Spared, happened: Happened, reader: Reader) -> tuple[list[str], float]:
    top = TOP if happened.sessions else HEADING
    bottom = top + _HEIGHT
    scale, weeks = Scale(0, of.levels[-1], bottom, top), of.weeks
    drawn = [*session_marks(laid, happened.sessions), *session_lines(laid, happened.sessions, top, bottom)]
    name = ink.fitted(of.name, (laid.right - 1) / ink.BOLD)
    drawn.append(ink.painted("strong", [ink.text(0, 12, name)]))
    drawn += _levels(laid, scale, of.levels, reader)
    drawn += _bars(laid, scale, weeks, reader)
    at = scale.at(of.baseline)
    drawn.append(ink.painted("limit", [ink.line(laid.left, at, laid.right, at)]))
    if happened.events:
        drawn += event_marks(laid, happened.events, bottom)
        bottom += EVENTS
    drawn += axis(laid, bottom, reader)
    keys, height = key_marks(laid, _keys(of, happened, reader), bottom + laid.axis)
    return [*drawn, *keys], height


def _levels(laid: Frame, scale: Scale, levels: list[float], reader: Reader) -> Iterator[str]:
    placed = [(scale.at(each), each) for each in levels]
    yield ink.painted("grid", [ink.line(laid.left, y, laid.right, y) for y, _ in placed])
    yield ink.painted("quiet", [ink.text(laid.left - 7, y + 4, reader.number(each), "end") for y, each in placed])


def _bars(laid: Frame, scale: Scale, weeks: list[Taken], reader: Reader) -> Iterator[str]:
    bars, none, begun = [], [], float("-inf")
    for each in weeks:
        since, until = max(days(each.until) - WEEK, begun), days(each.until)
        x, right, y = laid.calendar.scale.at(since), laid.calendar.scale.at(until), scale.at(each.units)
        if each.units:
            bars.append(ink.box(x, y, max(right - x - min(2, (right - x) / 5), 0.4), scale.start - y))
        else:
            none.append(ink.circle((x + right) / 2, scale.start, 3))
        begun = until
    yield ink.painted("bar", bars)
    yield ink.painted("hollow", none)
    yield ink.painted("strong", [centred(laid, (x + right) / 2, y - 6, reader.number(weeks[-1].units))])


def _keys(of: Spared, happened: Happened, reader: Reader) -> Iterator[Key]:
    weeks = of.weeks
    yield Key("limit", "line", reader.say("before", value=reader.number(of.baseline)))
    if any(each.units == 0 for each in weeks):
        yield Key("hollow", "dot", reader.say("none taken"))
    if any(days(later.until) - days(week.until) > WEEK for week, later in pairwise(weeks)):
        yield Key("track", "box", reader.say("not noted"))
    yield from keys_of(happened, reader)


def _told(of: Spared, happened: Happened, reader: Reader) -> Iterator[str]:
    last = of.weeks[-1]
    values = {"before": reader.number(of.baseline), "last": reader.number(last.units), "on": reader.day(last.until)}
    yield reader.say("weeks said", **values)
    if of.change is not None:
        yield reader.say("change said", share=reader.percent(of.change))
    yield from happened_said(happened, reader)


def medicine_table(of: Spared, happened: Happened, reader: Reader) -> Table:
    """Give the weeks, sessions and adverse events in the order of time."""
    rows = [
        (days(each.until), reader.day(each.until), reader.say("in the week"), reader.number(each.units))
        for each in of.taken
    ]
    rows += happened_rows(happened, reader)
    first = (reader.say("before treatment"), reader.say("a week"), reader.number(of.baseline))
    head = (reader.say("when"), reader.say("what"), reader.say("value"))
    return Table(head, (first, *(row[1:] for row in sorted(rows, key=lambda row: row[0]))))
