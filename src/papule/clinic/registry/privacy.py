"""What keeps a person from being recognised: pseudonyms, and wide bands of age."""

from __future__ import annotations

import hmac
from datetime import date
from hashlib import sha256

from papule.kernel.age import MONTHS_A_YEAR, completed_months

BAND_YEARS = 10
OLDEST_YEARS = 90  # ages over 89 stand in one band: 45 CFR 164.514(b)(2)(i)(C), HIPAA, de-identification
DIGITS = 24  # hexadecimal, of a pseudonym: among millions of them, no two are alike
LABEL = b"papule.registry"  # no other use of the practice's secret gives the same key


class Pseudonyms:
    """Pseudonyms of what a practice holds: the same each time, and led back to nobody without its secret key."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), LABEL, sha256)

    def of(self, kind: str, number: int = 0) -> str:
        """Give the pseudonym of a row of a kind."""
        return hmac.new(self._key, f"{kind}:{number}".encode(), sha256).hexdigest()[:DIGITS]


def age_from(born: date | None, on: date) -> int | None:
    """Give the age at which the band of somebody begins on a day; the last band has no end."""
    if born is None or born > on:
        return None
    years = completed_months(born, on) // MONTHS_A_YEAR
    return min(years // BAND_YEARS * BAND_YEARS, OLDEST_YEARS)
