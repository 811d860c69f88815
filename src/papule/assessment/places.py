"""Places in sources in another language than the one they are written in: numbers, codes and names stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_BETWEEN = r"(; |, )"
_KEPT = r"'(?:[^']|(?<=\w)'(?=\w))*'|(?<![A-Za-z])[A-Z]{0,4}\d[\w./:-]*(?<![.:-])"


def parts_of(place: str) -> list[str]:
    """Give the parts that have words of their own, as the catalogue writes them: `section 4.3` is `section #`."""
    return [re.sub(_KEPT, "#", part) for part in re.split(_BETWEEN, place)[::2]]


def place_in(place: str, catalogue: Mapping[str, Any], language: str) -> str:
    """Say a place in a language; a part that has no words there stays as it is."""
    parts = re.split(_BETWEEN, place)
    return "".join(between if odd % 2 else _said(between, catalogue, language) for odd, between in enumerate(parts))


def _said(part: str, catalogue: Mapping[str, Any], language: str) -> str:
    written = re.sub(_KEPT, "#", part)
    told = catalogue[written].get(language) if written in catalogue else None
    kept = iter(re.findall(_KEPT, part))
    return re.sub("#", lambda _: next(kept), told) if told else part
