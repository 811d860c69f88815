"""Amounts with a unit, exact: 20 mg, 3 mg/kg, 100 IU/mL."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import NamedTuple

_FIGURES = frozenset("0123456789.,")
_UNITS = {  # written -> (canonical unit, factor)
    "g": ("mg", Decimal(1000)),
    "mg": ("mg", Decimal(1)),
    "ug": ("mg", Decimal("0.001")),
    "µg": ("mg", Decimal("0.001")),
    "μg": ("mg", Decimal("0.001")),
    "mcg": ("mg", Decimal("0.001")),
    "iu": ("IU", Decimal(1)),
    "ui": ("IU", Decimal(1)),
    "ml": ("mL", Decimal(1)),
    "kg": ("kg", Decimal(1)),
    "ampoule": ("ampoule", Decimal(1)),
}


_THREE_DIGITS = Context(prec=3)


class Quantity(NamedTuple):
    """A decimal amount in a canonical unit: mg, IU, mL, mg/kg, mg/mL, IU/mL."""

    amount: Decimal
    unit: str

    def __str__(self) -> str:
        """Write the amount without exponent or needless zeros: 12.5 mg."""
        return f"{plain(self.amount)} {self.unit}"


def plain(amount: Decimal) -> str:
    """Write a decimal without exponent: to the thousandth, or three significant digits below one."""
    text = str(amount)
    if len(text) > len("1.234") or "E" in text:
        text = f"{amount:.3f}" if amount >= 1 else f"{_THREE_DIGITS.plus(amount):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(number: float) -> Decimal:
    """Take a number as the person wrote it: 0.1 is one tenth."""
    return Decimal(repr(number))


@lru_cache(maxsize=4096)
def quantity(text: str) -> Quantity:
    """Read '20 mg', '3 mg/kg' or '100 UI/mL'.

    Raises ValueError when the text is no amount with a known unit.
    """
    written = text.strip()
    unit_at = next((place for place, letter in enumerate(written) if letter not in _FIGURES), len(written))
    number, said = written[:unit_at].replace(",", "."), written[unit_at:].strip()
    if not number.replace(".", "", 1).isdigit() or number[0] == "." or number[-1] == ".":
        raise ValueError(text)
    amount = Decimal(number)
    units = [_UNITS.get(part.lower()) for part in said.split("/")]
    if len(units) > len(("mg", "mL")) or None in units:
        raise ValueError(text)
    (unit, factor), *below = [known for known in units if known]
    for under, divisor in below:
        unit, factor = f"{unit}/{under}", factor / divisor
    return Quantity(amount * factor, unit)
