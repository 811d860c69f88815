"""From values and days to places in a drawing."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil, floor, log10

from papule.kernel.value import Value

_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)
_DAYS_A_MONTH = 30.44
_MONTHS = 12
_SECONDS = 86400
_LEAST_DAYS = 28.0


class Scale(Value):
    """A straight scale: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Give the place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


class Calendar(Value):
    """A scale of days, with the days that are written under it."""

    scale: Scale
    ticks: tuple[date, ...]
    skeleton: str  # how a tick is written: MMMd, MMM, y

    def x(self, at: date) -> float:
        """Give the place of a day or moment."""
        return self.scale.at(days(at))


def days(at: date) -> float:
    """Count the days of a day or moment, as the clock on the wall shows it."""
    if isinstance(at, datetime):
        return at.toordinal() + (at.hour * 3600 + at.minute * 60 + at.second) / _SECONDS
    return float(at.toordinal())


def calendar(dates: list[float], start: float, end: float, most: float) -> Calendar:
    """Make the scale of these days, with about so many ticks at most; it spans some weeks at least."""
    first, last = min(dates), max(dates)
    lacking = max(0.0, _LEAST_DAYS - (last - first)) / 2
    first, last = first - lacking, last + lacking
    skeleton, ticks = _ticks(max(first, date.min.toordinal()), min(last, date.max.toordinal()), most)
    return Calendar(Scale(first, last, start, end), tuple(ticks), skeleton)


def _ticks(first: float, last: float, most: float) -> tuple[str, list[date]]:
    for step in _DAY_STEPS:
        if (last - first) / step <= most:
            return "MMMd", [date.fromordinal(each) for each in range(ceil(first), floor(last) + 1, step)]
    begun, ended = _month(ceil(first)), _month(floor(last))
    step = next((each for each in _MONTH_STEPS if (last - first) / _DAYS_A_MONTH / each <= most), _MONTH_STEPS[-1])
    begun += date.fromordinal(ceil(first)).day > 1
    months = range(-(-begun // step) * step, ended + 1, step)
    return ("y" if step % _MONTHS == 0 else "MMM"), [date(each // _MONTHS, each % _MONTHS + 1, 1) for each in months]


def _month(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    return day.year * _MONTHS + day.month - 1


def steps(high: float, most: int = 4) -> list[float]:
    """Give round values from 0 to the first that is not below `high`."""
    raw = max(high, 1e-6) / most
    power = 10.0 ** floor(log10(raw))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= raw * (1 - 1e-9))
    return [each * step for each in range(ceil(max(high, 1e-6) / step - 1e-9) + 1)]
