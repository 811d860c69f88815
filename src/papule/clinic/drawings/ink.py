"""SVG as text: what is drawn, in which paint, under which names.

Colours are written as presentation attributes, so that a drawing is whole without a style sheet, in a PDF for
instance; the style sheet repaints the same classes where the page is dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from unicodedata import east_asian_width

from papule.kernel.told import shortened

SIZE = 12  # of the letters, in units of the drawing
_WIDTH_OF_LETTER = 0.6  # of its size, on the generous side
BOLD = 1.1  # how much wider strong letters are
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[ \t\n\r\f\v]+")  # not those that must not break
_NOT_A_NAME = re.compile("[^A-Za-z0-9_-]+")

ACCENT, TEXT, QUIET, LINE, WARN = "#0b6e6e", "#1d2527", "#56656a", "#dbe2e4", "#8a3b00"
PAINTS = {
    "text": f'fill="{TEXT}"',
    "strong": f'fill="{TEXT}" font-weight="600"',
    "quiet": f'fill="{QUIET}"',
    "accent": f'fill="{ACCENT}" font-weight="600"',
    "warn": f'fill="{WARN}" font-weight="600"',
    "grid": f'fill="none" stroke="{LINE}"',
    "session": f'fill="none" stroke="{QUIET}" stroke-opacity=".45"',
    "badge": f'fill="#fff" stroke="{QUIET}"',
    "curve": f'fill="none" stroke="{ACCENT}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"',
    "gap": f'fill="none" stroke="{ACCENT}" stroke-width="1.5" stroke-dasharray="0.1 5" stroke-linecap="round"',
    "dot": f'fill="{ACCENT}" stroke="#fff"',
    "hollow": f'fill="#fff" stroke="{ACCENT}" stroke-width="1.5"',
    "limit": f'fill="none" stroke="{TEXT}" stroke-width="1.2" stroke-dasharray="5 4"',
    "event": f'fill="#fff" stroke="{WARN}" stroke-width="1.5" stroke-linejoin="round"',
    "serious": f'fill="{WARN}" stroke="{WARN}" stroke-width="1.5" stroke-linejoin="round"',
    "bar": f'fill="{ACCENT}"',
    "track": f'fill="#edf1f2" stroke="{LINE}"',
    "over": f'fill="none" stroke="{WARN}" stroke-width="1.5"',
    "hatch": f'fill="none" stroke="{QUIET}" stroke-opacity=".55"',
    "skin": 'fill="#f4ddcd"',
    "epidermis": 'fill="#e5bfa3"',
    "hypodermis": 'fill="#fbf0d9"',
    "below": 'fill="#efd6d2"',
    "surface": f'fill="none" stroke="{QUIET}" stroke-width="1.5"',
    "steel": f'fill="none" stroke="{TEXT}" stroke-width="2.5"',
}


def clean(text: str) -> str:
    """Leave out what XML refuses and what turns the direction of writing; escape the rest."""
    return escape(_NOT_XML.sub("", text))


def named(key: str) -> str:
    """Make an id of a key."""
    return f"d-{_NOT_A_NAME.sub('-', key)}"


def painted(paint: str, marks: Iterable[str], more: str = "") -> str:
    """Group marks of one paint; nothing where there are none."""
    inner = "".join(marks)
    return f'<g class="d-{paint}" {PAINTS[paint]}{more}>{inner}</g>' if inner else ""


def text(x: float, y: float, words: str, anchor: str = "", size: float = SIZE) -> str:
    """Write words with their left end (or middle, end) at a place."""
    at = f' text-anchor="{anchor}"' if anchor else ""
    sized = "" if size == SIZE else f' font-size="{size:g}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{at}{sized}>{clean(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw a straight line."""
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def path(points: Iterable[tuple[float, float]]) -> str:
    """Draw a line through points."""
    return f'<path d="M{"L".join([f"{x:.1f} {y:.1f}" for x, y in points])}"/>'


def circle(x: float, y: float, radius: float) -> str:
    """Draw a circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'


def box(x: float, y: float, width: float, height: float, more: str = "") -> str:
    """Draw a rectangle; `more` is further attributes."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{more}/>'


def hatching(name: str, paint: str = "hatch") -> str:
    """Define a pattern of slanted lines: what is not known, or too much."""
    lines = painted(paint, ['<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>'])
    return f'<defs><pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">{lines}</pattern></defs>'


def svg(key: str, size: tuple[float, float], told: tuple[str, str], marks: Iterable[str]) -> str:
    """Close a drawing: its size, its title and description, and what is drawn."""
    name, (width, height), (title, description) = named(key), size, told
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" font-family="sans-serif" font-size="{SIZE}">'
        f'<title id="{name}-title">{clean(title)}</title><desc id="{name}-desc">{clean(description)}</desc>'
        f"{''.join(marks)}</svg>"
    )


def breadth(words: str, size: float = SIZE) -> float:
    """Guess how wide words are: no font is known here."""
    if words.isascii():
        return len(words) * size * _WIDTH_OF_LETTER
    return sum(size if east_asian_width(each) in "WF" else size * _WIDTH_OF_LETTER for each in words)


def fitted(words: str, width: float, size: float = SIZE) -> str:
    """Cut words to a width."""
    words = _SPACES.sub(" ", words).strip(" ")
    while words and (wide := breadth(words, size)) > width:
        words = shortened(words, max(1, min(len(words) - 1, int(len(words) * width / wide))))
        if len(words) == 1:
            break
    return words


def wrapped(words: str, width: float, most: int = 3) -> list[str]:
    """Break words into lines of a width, at most so many."""
    lines: list[str] = []
    for word in filter(None, _SPACES.split(words)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (breadth(longer) <= width or len(lines) == most):
            lines[-1] = longer
        else:
            lines.append(word)
    return [fitted(each, width) for each in lines]
