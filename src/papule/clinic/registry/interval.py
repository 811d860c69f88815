"""A dot with its interval on a line, beside the numbers that say the same."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from papule.clinic.drawings import ink
from papule.clinic.drawings.scale import Scale

WIDTH, HEIGHT, EDGE = 96, 18, 5


def mark(value: float, low: float, high: float, most: float) -> SafeString:
    """Draw a value within its interval, on a line from 0 to `most`. Hidden from who listens: the numbers are read."""
    scale, middle = Scale(0, most, EDGE, WIDTH - EDGE), HEIGHT / 2
    ends = [ink.line(at, middle - 5, at, middle + 5) for at in (EDGE, WIDTH - EDGE)]
    marks = [
        ink.painted("grid", [ink.line(EDGE, middle, WIDTH - EDGE, middle), *ends]),
        ink.painted("curve", [ink.line(scale.at(low), middle, scale.at(high), middle)]),
        ink.painted("dot", [ink.circle(scale.at(value), middle, 4)]),
    ]
    head = f'<svg class="interval" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
    return mark_safe(f"{head}{''.join(marks)}</svg>")  # noqa: S308 -- numbers only
