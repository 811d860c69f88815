"""The drawings for paper: the part of a view where points lie, in colours of their own. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from papule.clinic.bodymap.atlas import View, views
from papule.clinic.bodymap.picture import LETTERS, MARKS, Marked, ground, mark

INK = "#333333"
FONT = "Libertinus Serif"  # of documents
SMALL_CM = 60  # drawings as high as this are shown whole
LEAST = 0.34  # of the height of a drawing: less would not show which part of the body it is
AROUND = 0.09  # of the height, on each side of the points


def paper_svg(view: str, points: Iterable[Marked], language: str) -> tuple[str, float]:
    """Draw the part of a view around its points, to stand by itself, and give how many times as wide as high it is.

    Raises KeyError for a view that is not drawn.
    """
    drawn = views()[view]
    marked = [each for each in points if each.view == view and each.x is not None and each.y is not None]
    top, height = _part(drawn, marked)
    picture = ground(drawn, language).replace("currentColor", INK).replace("<text ", f'<text font-family="{FONT}" ')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top:.2f} {drawn.width} {height:.2f}" '
        f'width="{drawn.width}" height="{height:.2f}">{picture}{_letters(drawn, language, top, height)}'
        f"{''.join(mark(drawn, each) for each in marked)}</svg>"
    )
    return svg, round(drawn.width / height, 2)


def mark_svg(syringe: int) -> str:
    """Draw the mark of a syringe by itself, for a key."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1.4 -1.4 2.8 2.8" width="28" height="28">'
        f'<path d="{MARKS[syringe % len(MARKS)]}" fill="#0b6e6e"/></svg>'
    )


def _part(drawn: View, points: list[Marked]) -> tuple[float, float]:
    """Give the part to show, in the whole width: its top and its height."""
    if drawn.height <= SMALL_CM:
        return 0, drawn.height
    downs = [(each.y or 0) * drawn.height for each in points] or [0, drawn.height]
    middle = (min(downs) + max(downs)) / 2
    height = min(max(max(downs) - min(downs) + 2 * AROUND * drawn.height, LEAST * drawn.height), drawn.height)
    return min(max(middle - height / 2, 0), drawn.height - height), height


def _letters(drawn: View, language: str, top: float, height: float) -> str:
    """Write the letters of the sides anew where the part does not show them."""
    words, size = LETTERS.get(language, LETTERS["en"]), drawn.unit * 6
    letters = (each for figure in drawn.figures for each in figure.letters)
    return "".join(
        f'<text x="{x:.2f}" y="{top + size:.2f}" font-size="{size:.2f}" text-anchor="middle" '
        f'font-family="{FONT}" fill="{INK}">{words[side]}</text>'
        for side, (x, y) in letters
        if top and not top + size <= y <= top + height
    )
