"""Names as people type them: without accents and case, and their nearest neighbours."""

from __future__ import annotations

from collections.abc import Iterable

_SHELF = 2


def folded(name: str) -> str:
    """Fold accents, case, ligatures and runs of white space."""
    if name.isascii():
        return " ".join(name.casefold().replace("_", "-").split())
    import unicodedata  # noqa: PLC0415 -- only paid for when a letter has an accent

    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.casefold().replace("_", "-").split())


def run_together(name: str) -> str:
    """Fold a name for words of a class: without hyphens, spaces and the end of a plural (`Anti-inflammatoires`)."""
    words = folded(name).replace("-", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()
    return "".join(word.rstrip("sx") or word for word in words)


def shelf_of(name: str) -> str:
    """Give the first letters of a folded name: a table of thousands is opened one shelf at a time."""
    return name[:_SHELF]


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Give the known names most like this one, best first; none when none is like it."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only paid for when a name is wrong

    by_fold = {folded(each): each for each in known}
    found = get_close_matches(folded(name)[:100], by_fold, n=most, cutoff=0.6)
    return [by_fold[each] for each in found]
