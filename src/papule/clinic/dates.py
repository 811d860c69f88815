"""Dates in words, as the language writes them."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import get_language

from papule.clinic.marks import first_of_month


def date_format(at: date, written: str | None = None) -> str:
    """Write a day or a moment as Django does; in French the first of a month is an ordinal."""
    return spelled(formats.date_format(at, written))


def spelled(day: str) -> str:
    """Spell a date that Django has written."""
    return first_of_month(day) if (get_language() or "").startswith("fr") else day
