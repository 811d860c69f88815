"""Texts of several statements as one."""

from __future__ import annotations

from collections.abc import Iterable


def joined(texts: Iterable[dict[str, str]]) -> dict[str, str]:
    """Join texts in every language, each once and in a fixed order."""
    told = sorted({tuple(sorted(text.items())) for text in texts})
    return {language: "; ".join(dict(text)[language] for text in told) for language in (dict(told[0]) if told else {})}
