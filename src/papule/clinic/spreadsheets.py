"""Tables for a spreadsheet, as CSV."""

from __future__ import annotations

import csv
from io import StringIO

from django.utils.translation import get_language

START = "\ufeff"  # by which a spreadsheet knows the letters
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def separator() -> str:
    """Give what a spreadsheet in the language of the request expects between two cells."""
    return ";" if (get_language() or "").startswith("fr") else ","


def line(*values: object, between: str = ",") -> str:
    """Write a line; text that a spreadsheet would take for a formula is kept as text."""
    text = StringIO()
    csv.writer(text, delimiter=between).writerow(
        [f"'{each}" if isinstance(each, str) and each.startswith(FORMULA) else each for each in values]
    )
    return text.getvalue()
