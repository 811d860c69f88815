"""French marks: a space that is never broken stands between a word and its colon, semicolon or question mark."""

from __future__ import annotations

import re

_SPACE = re.compile(r" (?=[;:?!»])|(?<=«) ")


def unbroken(text: str) -> str:
    """Keep a mark on the line of its word."""
    return _SPACE.sub("\u00a0", text)
