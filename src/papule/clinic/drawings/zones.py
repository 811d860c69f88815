"""The needle of each zone of an assessed case, drawn."""

from __future__ import annotations

from papule.assessment.subject import Subject
from papule.assessment.wording import Words
from papule.clinic.drawings.drawing import Drawing
from papule.clinic.drawings.needle import needle_drawing
from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.site import site_of


def zone_drawings(subject: Subject, reader: Reader, words: Words, key: str = "needle") -> tuple[Drawing, ...]:
    """Draw the needle of every zone that has one; zones that would look alike are drawn once."""
    different = {(each.id, each.technique.id, each.needle): each for each in subject.zones if each.needle is not None}
    return tuple(
        needle_drawing(each.needle, site_of(each, subject, words), reader, f"{key}-{number}")
        for number, each in enumerate(different.values(), 1)
        if each.needle is not None
    )
