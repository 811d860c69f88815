"""What every curve over time shares: sessions as numbered marks, adverse events, the days, the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from papule.clinic.drawings import ink
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.scale import Calendar, calendar, days
from papule.kernel.value import Value

WIDTH, NARROWEST = 380, 280
LEFT, RIGHT = 34.0, 14.0
INSET = 10.0  # keeps marks off the borders
HEADING = 30.0  # what the first panel is
TOP = 46.0  # below the numbers of the sessions
BADGE = 8.5
EVENTS = 20.0  # the row of adverse events
A_TICK = 58  # width that a day on the axis needs
_ROW = 17.0


class Session(Value):
    """A session on a curve: its number in its course, and its day."""

    number: int
    on: date


class Event(Value):
    """An adverse event on a curve."""

    name: str
    on: date
    serious: bool = False


class Happened(Value):
    """What happened beside the scores."""

    sessions: tuple[Session, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def days(self) -> list[float]:
        """Give all the days."""
        return [*(days(each.on) for each in self.sessions), *(days(each.on) for each in self.events)]


class Frame(Value):
    """A width and its scale of days."""

    width: float
    left: float
    calendar: Calendar

    @property
    def right(self) -> float:
        """Give the right border."""
        return self.width - RIGHT

    @property
    def axis(self) -> float:
        """Give the height of the row of days, and of that of years where they are apart."""
        return 20.0 if self.calendar.skeleton == "y" else 34.0


def frame(dates: list[float], width: float, left: float = LEFT) -> Frame:
    """Lay days out over a width."""
    width = max(width, NARROWEST)
    start, end = left + INSET, width - RIGHT - INSET
    return Frame(width, left, calendar(dates, start, end, (end - start) / A_TICK))


def session_lines(of: Frame, sessions: Sequence[Session], top: float, bottom: float) -> Iterator[str]:
    """Draw a vertical line for each session through a panel."""
    places = [of.calendar.x(each.on) for each in sessions]
    yield ink.painted("session", [ink.line(x, top, x, bottom) for x in places])


def session_marks(of: Frame, sessions: Sequence[Session]) -> Iterator[str]:
    """Write the number of each session above the first panel, where there is room."""
    places = sorted((of.calendar.x(each.on), each.number) for each in sessions)
    shown: list[tuple[float, int]] = []
    for x, number in places:
        if not shown or x - shown[-1][0] >= 2 * BADGE + 3:
            shown.append((x, number))
    y = TOP - BADGE - 4
    yield ink.painted("session", [ink.line(x, y, x, TOP) for x, _ in shown])
    yield ink.painted("badge", [ink.circle(x, y, BADGE) for x, _ in shown])
    yield ink.painted("text", [ink.text(x, y + 3.5, str(number), "middle", 10) for x, number in shown])


def event_marks(of: Frame, events: Sequence[Event], top: float) -> Iterator[str]:
    """Draw a triangle for each adverse event; a filled one is serious."""
    for paint, serious in (("event", False), ("serious", True)):
        marks = [_triangle(of.calendar.x(each.on), top + 4, each.name) for each in events if each.serious is serious]
        yield ink.painted(paint, marks)


def _triangle(x: float, y: float, name: str = "") -> str:
    titled = f"<title>{ink.clean(name)}</title>" if name else ""
    return f'<path d="M{x:.1f} {y:.1f}l6 11h-12z">{titled}</path>'


def axis(of: Frame, y: float, reader: Reader) -> Iterator[str]:
    """Write the days under the curve; the year once, and where it changes."""
    ticks = [(of.calendar.x(each), each) for each in of.calendar.ticks]
    yield ink.painted("grid", [ink.line(x, y, x, y + 4) for x, _ in ticks])
    yield ink.painted("quiet", _days(of, ticks, y, reader))


def _days(of: Frame, ticks: list[tuple[float, date]], y: float, reader: Reader) -> Iterator[str]:
    year = None
    for x, each in ticks:
        yield centred(of, x, y + 17, reader.short(each, of.calendar.skeleton))
        if of.calendar.skeleton != "y" and each.year != year:
            yield centred(of, x, y + 32, reader.short(each, "y"))
            year = each.year


def centred(of: Frame, x: float, y: float, words: str) -> str:
    """Write words under a place, moved inwards where they would cross a border."""
    half = ink.breadth(words) / 2
    return ink.text(min(max(x, half + 1), of.width - half - 1), y, words, "middle")


class Key(Value):
    """A line of the key: a mark of one paint, and what it means."""

    paint: str
    mark: str  # dot, number, triangle, box, line
    words: str


def keys_of(happened: Happened, reader: Reader) -> Iterator[Key]:
    """Explain what is drawn beside the curve, and only that."""
    if happened.sessions:
        yield Key("badge", "number", reader.say("session number"))
    if any(not each.serious for each in happened.events):
        yield Key("event", "triangle", reader.say("event"))
    if any(each.serious for each in happened.events):
        yield Key("serious", "triangle", reader.say("serious event"))


def key_marks(of: Frame, keys: Iterable[Key], top: float) -> tuple[list[str], float]:
    """Draw the key in as many rows as it needs; give it with where it ends."""
    x, y, drawn = of.left, top + _ROW, []
    for each in keys:
        wide = 18 + ink.breadth(each.words)
        if x > of.left and x + wide > of.right:
            x, y = of.left, y + _ROW
        drawn += [ink.painted(each.paint, [_sign(each.mark, x + 6, y)]), ink.painted("quiet", [_said(of, x, y, each)])]
        x += wide + 14
    return drawn, (y + 8 if drawn else top + 4)


def _said(of: Frame, x: float, y: float, key: Key) -> str:
    return ink.text(x + 18, y + 4, ink.fitted(key.words, of.right - x - 18))


def _sign(mark: str, x: float, y: float) -> str:
    if mark == "triangle":
        return _triangle(x, y - 6)
    if mark == "box":
        return ink.box(x - 5, y - 5, 10, 10)
    return ink.line(x - 6, y, x + 9, y) if mark == "line" else ink.circle(x, y, 6 if mark == "number" else 3.5)


def happened_said(happened: Happened, reader: Reader) -> Iterator[str]:
    """Count sessions and adverse events in words."""
    if happened.sessions:
        yield reader.say("sessions said", count=str(len(happened.sessions)))
    if happened.events:
        yield reader.say("events said", count=str(len(happened.events)))


def happened_rows(happened: Happened, reader: Reader) -> Iterator[tuple[float, str, str, str]]:
    """Give sessions and adverse events as rows, each with its day as a number before it."""
    for session in happened.sessions:
        yield days(session.on), reader.day(session.on), reader.say("session"), str(session.number)
    for event in happened.events:
        kind = reader.say("serious event" if event.serious else "event")
        yield days(event.on), reader.day(event.on), kind, event.name
