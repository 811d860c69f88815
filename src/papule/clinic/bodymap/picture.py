"""The drawings as SVG, to look at with points and as ground of the editor. Pure; no inline style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Protocol

from papule.clinic.bodymap import shape
from papule.clinic.bodymap.atlas import Figure, Side, View, views
from papule.clinic.bodymap.shape import Line
from papule.clinic.marks import listed

LETTERS: dict[str, dict[Side, str]] = {
    "fr": {"left": "G", "right": "D", "midline": ""},
    "en": {"left": "L", "right": "R", "midline": ""},
}
SIDES: dict[str, dict[str, str]] = {
    "fr": {"left": "à gauche", "right": "à droite", "midline": "sur la ligne médiane"},
    "en": {"left": "left", "right": "right", "midline": "midline"},
}
MARKS = (  # a shape for each syringe, in a box from -1 to 1; colour only comes on top
    "M-1 0A1 1 0 1 0 1 0A1 1 0 1 0-1 0Z",
    "M-.9-.9H.9V.9H-.9Z",
    "M0-1.15L1.05.8H-1.05Z",
    "M0-1.25L1.25 0L0 1.25L-1.25 0Z",
    "M-.4-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
    "M0 1.15L-1.05-.8H1.05Z",
)
LARGE_CM = 100  # drawings as high need no tenths of a millimetre


class Marked(Protocol):
    """What of a point is drawn."""

    @property
    def view(self) -> str: ...  # noqa: D102 -- as in care.plan_body.Point
    @property
    def site(self) -> str: ...  # noqa: D102 -- as above
    @property
    def side(self) -> str: ...  # noqa: D102 -- as above
    @property
    def syringe(self) -> int: ...  # noqa: D102 -- as above
    @property
    def x(self) -> float | None: ...  # noqa: D102 -- as above
    @property
    def y(self) -> float | None: ...  # noqa: D102 -- as above


def render_svg(view: str, points: Iterable[Marked], language: str, names: Mapping[str, str]) -> str:
    """Draw a view with the points that lie on it; `names` are those of the sites.

    Raises KeyError for a view that is not drawn.
    """
    drawn = views()[view]
    marked = [each for each in points if each.view == view and each.x is not None and each.y is not None]
    title = escape(title_of(drawn, language))
    said = escape(described(marked, language, names))
    marks = "".join(mark(drawn, each) for each in marked)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="body-picture" role="img" viewBox="{box_of(drawn)}">'
        f"<title>{title}</title><desc>{said}</desc>{ground(drawn, language)}{marks}</svg>"
    )


def mark(drawn: View, point: Marked) -> str:
    """Draw a point."""
    kind = point.syringe % len(MARKS)
    x, y = (point.x or 0) * drawn.width, (point.y or 0) * drawn.height
    return (
        f'<path class="body-mark body-mark-{kind}" d="{MARKS[kind]}" '
        f'transform="translate({x:.2f} {y:.2f}) scale({drawn.unit:.3f})" '
        'fill="#0b6e6e" stroke="#fff" stroke-width=".3"/>'
    )


def dotted_svg(view: str, spots: Collection[tuple[float, float]], language: str) -> str:
    """Draw a view with dots where points lie, all of them one line of millimetres: a page may show thousands.

    Raises KeyError for a view that is not drawn.
    """
    drawn = views()[view]
    width, height = drawn.width * 10, drawn.height * 10
    dots = ("M%d %dh0" * len(spots)) % tuple([each for x, y in spots for each in (x * width, y * height)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="body-picture" role="img" viewBox="{box_of(drawn)}">'
        f"<title>{escape(title_of(drawn, language))}</title>{ground(drawn, language)}"
        f'<path class="body-dots" d="{dots}" fill="none" stroke="#0b6e6e" stroke-width="{drawn.unit * 20:.1f}" '
        'stroke-linecap="round" transform="scale(.1)"/></svg>'
    )


def box_of(drawn: View) -> str:
    """Give the box of a drawing as SVG wants it."""
    return f"0 0 {drawn.width} {drawn.height}"


def title_of(drawn: View, language: str) -> str:
    """Give the name of a drawing."""
    return drawn.name.get(language, drawn.name["en"])


def described(points: Iterable[Marked], language: str, names: Mapping[str, str]) -> str:
    """Say how many points lie where."""
    sides = SIDES.get(language, SIDES["en"])
    counts = Counter((each.site, each.side) for each in points)
    colon = "\u00a0:" if language == "fr" else ":"
    said = (f"{names.get(site, site)}, {sides[side]}{colon} {count}" for (site, side), count in counts.items())
    return listed(said, language)


def ground(drawn: View, language: str, *, is_edited: bool = False) -> str:
    """Draw the figures of a view, once in a process; to be edited, each with its regions."""
    return _ground(drawn.id, language, is_edited=is_edited)


@lru_cache(maxsize=128)
def _ground(view: str, language: str, *, is_edited: bool) -> str:
    drawn = views()[view]
    figures = (_figure(drawn, number, language, is_edited=is_edited) for number in range(len(drawn.figures)))
    return f'<svg width="{drawn.width}" height="{drawn.height}">{"".join(figures)}</svg>'  # cut at its edge


def _figure(drawn: View, number: int, language: str, *, is_edited: bool) -> str:
    """Draw one figure."""
    figure = drawn.figures[number]
    thick, thin = drawn.unit * 0.55, drawn.unit * 0.37
    skin = "".join(
        f'<path class="body-skin" d="{_path(drawn, edge)}" fill="#fff" stroke="currentColor" '
        f'stroke-width="{thick:.3f}" stroke-linejoin="round"/>'
        for edge in figure.outline
    )
    lines = "".join(_path(drawn, edge, closed=False) for edge in figure.lines)
    inside = _regions(drawn, figure, number) if is_edited else ""
    return (
        f'<g class="body-figure" data-faces="{figure.faces}" data-middle="{figure.middle}">{skin}{inside}'
        f'<path class="body-line" d="{lines}" fill="none" stroke="currentColor" stroke-width="{thin:.3f}" '
        f'stroke-linecap="round" stroke-linejoin="round"/>{_letters(drawn, figure, language)}</g>'
    )


def _letters(drawn: View, figure: Figure, language: str) -> str:
    """Write the letters of the sides of the patient."""
    letters = LETTERS.get(language, LETTERS["en"])
    return "".join(
        f'<text class="body-letter" x="{x:.2f}" y="{y:.2f}" font-size="{drawn.unit * 8:.2f}" text-anchor="middle" '
        f'fill="currentColor">{letters[side]}</text>'
        for side, (x, y) in figure.letters
    )


def _regions(drawn: View, figure: Figure, number: int) -> str:
    """Draw the regions, the smallest last, cut at the outline."""
    clip = f"body-clip-{drawn.id}-{number}"
    edges = "".join(f'<path d="{_path(drawn, edge)}"/>' for edge in figure.outline)
    paths = "".join(
        f'<path class="body-region" data-site="{region.site}" data-side="{region.side or ""}" '
        f'd="{_path(drawn, region.edge)}"/>'
        for region in reversed(figure.regions)
    )
    return f'<clipPath id="{clip}">{edges}</clipPath><g class="body-regions" clip-path="url(#{clip})">{paths}</g>'


def _path(drawn: View, line: Line, *, closed: bool = True) -> str:
    """Write a line as finely as the drawing needs."""
    return shape.path(line, closed=closed, digits=1 if drawn.height > LARGE_CM else 2)
