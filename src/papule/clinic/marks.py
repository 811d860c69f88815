"""What French spelling asks of a text: a space that is never broken before a mark, d’ before a vowel, 1er."""

from __future__ import annotations

import re
from collections.abc import Iterable

VOWEL = re.compile(r"[AEIOUÀÂÄÆÉÈÊËÎÏÔÖŒÙÛÜ]|Y(?=[^aeiouyàâéèêîô])", re.IGNORECASE)  # an h may be aspirated: left
_SPACE = re.compile(r" (?=[;:?!»])|(?<=«) ")
_BEFORE_NAME = re.compile(r"((?:[^%]*\b)?(?:[Dd]|[Qq]u))e %\(")
_FIRST = re.compile(r"\b1(?= [^\W\d])")


def unbroken(text: str) -> str:
    """Keep a mark on the line of its word."""
    return _SPACE.sub("\u00a0", text)


def listed(parts: Iterable[str], language: str) -> str:
    """Put parts in a row that may hold commas themselves, with semicolons as the language spaces them."""
    return ("\u00a0; " if language == "fr" else "; ").join(parts)


def first_of_month(text: str) -> str:
    """Write the first day of a month in a date: 1er décembre."""
    return _FIRST.sub("1er", text)


def before_name(text: str) -> str:
    """Give what stands before the “e” of “de” or “que” and a name, in a text that begins with words of ours."""
    found = _BEFORE_NAME.match(text)
    return found[1] if found else ""


def drop_vowel(text: str, before: str) -> str:
    """Write d’ or qu’ where the name after these words begins with a vowel."""
    rest = text.removeprefix(f"{before}e ")
    return f"{before}’{rest}" if rest != text and VOWEL.match(rest) else text
