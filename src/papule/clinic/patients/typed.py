"""What people type or paste, made plain: one form of each letter, nothing invisible."""

from __future__ import annotations

import unicodedata

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # some scripts and emoji are written with them


def line(text: str) -> str:
    """Give one line: letters composed, control and direction characters gone, white space single."""
    return " ".join(_visible(text).split())


def lines(text: str) -> str:
    """Give several lines, each made plain."""
    return "\n".join(" ".join(_visible(each).split()) for each in text.splitlines()).strip()


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if _is_kept(letter) else " " * letter.isspace() for letter in composed)


def _is_kept(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
