"""Tables for a spreadsheet, as CSV."""

from __future__ import annotations

import csv
from io import StringIO

START = "\ufeff"  # by which a spreadsheet knows the letters
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line(*values: object) -> str:
    """Write a line; text that a spreadsheet would take for a formula is kept as text."""
    text = StringIO()
    csv.writer(text).writerow(
        [f"'{each}" if isinstance(each, str) and each.startswith(FORMULA) else each for each in values]
    )
    return text.getvalue()
