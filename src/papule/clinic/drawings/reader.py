"""The reader's language: words, numbers and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from papule.clinic.marks import first_of_month
from papule.kernel.value import Value


class Reader(Value):
    """Who reads: a locale, and the words of the drawings in it."""

    locale: str
    words: Mapping[str, str]

    def say(self, word: str, **values: str) -> str:
        """Give a word or a sentence with its values filled in."""
        said = self.words[word]
        return said.format_map(values) if values else said

    def number(self, value: float) -> str:
        """Write a number with at most two decimals: 12.5, 12,5."""
        return _number(float(value), self.locale)

    def percent(self, share: float) -> str:
        """Write a share as a percentage, with at most one decimal."""
        return _percent(round(share, 3), self.locale)

    def day(self, on: date) -> str:
        """Write a day with its year."""
        return _day(day_of(on), self.locale)

    def short(self, on: date, skeleton: str) -> str:
        """Write a part of a day, for an axis: MMMd, MMM, y."""
        return _short(on, skeleton, self.locale)


def day_of(at: date) -> date:
    """Give the day of a day or of a moment."""
    return at.date() if isinstance(at, datetime) else at


@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, "#,##0.##", locale))


@lru_cache(maxsize=1024)
def _percent(share: float, locale: str) -> str:
    return str(format_percent(share, locale=locale, decimal_quantization=False))


@lru_cache(maxsize=4096)
def _day(on: date, locale: str) -> str:
    return _spelled(str(format_date(on, "medium", locale=locale)), locale)


@lru_cache(maxsize=4096)
def _short(on: date, skeleton: str, locale: str) -> str:
    return _spelled(str(format_skeleton(skeleton, on, locale=locale)), locale)


def _spelled(day: str, locale: str) -> str:
    return first_of_month(day) if locale.startswith("fr") else day
