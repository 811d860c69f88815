"""Texts of several statements as one."""

from __future__ import annotations

from collections.abc import Iterable

_BETWEEN = {"fr": " ; "}  # elsewhere without a space before it


def joined(texts: Iterable[dict[str, str]]) -> dict[str, str]:
    """Join texts in every language, each once and in a fixed order."""
    told = sorted({tuple(sorted(text.items())) for text in texts})
    return {
        language: listed_in((dict(text)[language] for text in told), language)
        for language in (dict(told[0]) if told else {})
    }


def listed_in(items: Iterable[str], language: str) -> str:
    """List with semicolons, as a language spaces them."""
    return _BETWEEN.get(language, "; ").join(items)
