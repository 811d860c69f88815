"""The currency in which a practice charges: its country's. It is put on like the time zone, for all of a request."""

from __future__ import annotations

from contextvars import ContextVar

EURO = "EUR"
OTHERS = {"BR": "BRL", "CH": "CHF", "GB": "GBP", "US": "USD"}  # of the countries that a practice can be in
_current: ContextVar[str] = ContextVar("currency", default=EURO)


def activate(country: str) -> None:
    """Charge in the currency of a country from now on."""
    _current.set(OTHERS.get(country, EURO))


def current() -> str:
    """Give the currency, by its code."""
    return _current.get()
