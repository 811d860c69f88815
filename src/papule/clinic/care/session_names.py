"""What items of the knowledge are called, in every language: copied into a record, so that it reads the same later."""

from __future__ import annotations

from papule.clinic.care.session_record import Named
from papule.clinic.knowledge import formulary, words_in


def names_of(key: str) -> Named:
    """Give what an item of the knowledge is called, in every language."""
    return {language: words_in(language).name(key) for language in formulary().edition.languages}


def fact_names(key: str) -> Named:
    """Give what a fact is called, in every language."""
    return {language: words_in(language).fact(key) for language in formulary().edition.languages}
