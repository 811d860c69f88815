"""Ages as labels count them: completed months and years."""

from __future__ import annotations

from datetime import date

MONTHS_A_YEAR = 12
ADULT_YEARS = 18  # age of majority; what labels mean by "adult" when they give no other age


def completed_months(born_on: date, as_of: date) -> int:
    """Count the whole months lived; the birthday itself completes one.

    Someone born on the 31st completes a shorter month on the first day of the next.
    """
    months = (as_of.year - born_on.year) * MONTHS_A_YEAR + as_of.month - born_on.month
    return months - (as_of.day < born_on.day)


def is_minor(born_on: date, as_of: date) -> bool:
    """Tell whether somebody is not of age: others decide with them, or for them."""
    return completed_months(born_on, as_of) < ADULT_YEARS * MONTHS_A_YEAR
