"""Drawings in templates, each with its table. A page that shows one links `drawings/drawings.css`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from papule.assessment.finding import Dose
from papule.clinic.care.models import Session as SessionRow
from papule.clinic.drawings.drawing import Drawing, Table
from papule.clinic.drawings.frame import Event, Happened, Session
from papule.clinic.drawings.medicine import Spared, Taken
from papule.clinic.drawings.medicine import medicine_curve as medicine_drawing
from papule.clinic.drawings.pain import Panel, Score
from papule.clinic.drawings.pain import pain_curve as pain_drawing
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.share import Share
from papule.clinic.drawings.share import share_bar as share_drawing
from papule.clinic.drawings.words import reader_of
from papule.clinic.knowledge import formulary, words
from papule.clinic.outcomes.following import Response
from papule.clinic.outcomes.models import AdverseEvent, PainScore, SparedMedicine
from papule.clinic.outcomes.reports import kind_words

register = template.Library()
FIGURE = "drawings/figure.html"


def reader() -> Reader:
    """Give the reader of the running request."""
    return reader_of(get_language() or "en")


@register.inclusion_tag(FIGURE)
def figure(drawing: Drawing, *, has_table: bool = True) -> dict[str, object]:
    """Show a drawing with its table."""
    svg = mark_safe(drawing.svg)  # noqa: S308 -- every word in it was escaped where it was drawn
    rows = rows_of(drawing.table) if has_table and svg else ""
    return {"drawing": drawing, "svg": svg, "has_table": has_table, "rows": rows}


def rows_of(table: Table) -> SafeString:
    """Write the head and the rows of a table; of hundreds of cells each is escaped here, none drawn by a template."""
    head = "".join(f'<th scope="col">{conditional_escape(each)}</th>' for each in table.head)
    rows = ("".join(f"<td>{conditional_escape(each)}</td>" for each in row) for row in table.rows)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return mark_safe(f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>")  # noqa: S308 -- escaped above


@register.inclusion_tag(FIGURE)
def pain_curve(
    scores: Iterable[PainScore],
    sessions: Iterable[SessionRow],
    events: Iterable[AdverseEvent],
    response: Response | None = None,
    key: str = "pain",
) -> dict[str, object]:
    """Show the pain of a course, or of all; with its response, the NRS from which pain fell by what matters."""
    panels = panels_of(scores, {"nrs": response.enough} if response else {})
    return figure(pain_drawing(panels, happened_of(sessions, events), reader(), key))


@register.inclusion_tag(FIGURE)
def medicine_curve(
    medicine: SparedMedicine, sessions: Iterable[SessionRow], events: Iterable[AdverseEvent], key: str = ""
) -> dict[str, object]:
    """Show what was taken of a medicine to spare."""
    taken = tuple(Taken(each.week_before, float(each.units)) for each in medicine.uses.all())
    of = Spared(f"{medicine.name}, {medicine.unit}", float(medicine.baseline_per_week), taken)
    return figure(medicine_drawing(of, happened_of(sessions, events), reader(), key or f"medicine-{medicine.pk}"))


@register.inclusion_tag(FIGURE)
def share_bar(dose: Dose, key: str = "") -> dict[str, object]:
    """Show how much of its maximum a dose is."""
    said = words()
    maximum = "\u00a0/ ".join(filter(None, (said.figures(dose.maximum or ""), said.known_term(dose.per or ""))))
    of = Share(said.name(dose.substance), said.figures(dose.drawn), maximum, dose.fraction)
    return figure(share_drawing(of, reader(), key or f"share-{dose.substance}"), has_table=False)


def panels_of(scores: Iterable[PainScore], enough: Mapping[str, float | None]) -> tuple[Panel, ...]:
    """Give one panel a scale, with the limits that the knowledge gives."""
    listed = list(scores)
    moments = {each.value: str(each.label) for each in PainScore.Moment}
    return tuple(
        Panel(
            reader().say(f"{scale} of", high=reader().number(high)),
            high,
            tuple(_score(each, moments) for each in listed if each.scale == scale),
            enough.get(scale),
        )
        for scale in PainScore.Scale.values
        if (high := formulary().outcomes[scale].scale_high) is not None
    )


def _score(row: PainScore, moments: Mapping[str, str]) -> Score:
    just_after = row.moment == PainScore.Moment.after
    moment = moments.get(row.moment, row.moment)
    return Score(timezone.localtime(row.scored_at), float(row.value), just_after, row.course_id, moment)


def happened_of(sessions: Iterable[SessionRow], events: Iterable[AdverseEvent]) -> Happened:
    """Give the sessions and adverse events of a curve."""
    return Happened(
        tuple(Session(each.number, timezone.localdate(each.performed_at)) for each in sessions),
        tuple(Event(kind_words(each), each.onset_on, each.is_serious) for each in events),
    )
