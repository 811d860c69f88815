"""The words of the command and of findings: filled in alike in every language. That each is there, loading checks."""

from collections.abc import Iterator
from string import Formatter
from typing import Any

from papule.knowledge.audit_remark import Remark, Tables
from papule.knowledge.references import KEYED


def wording_remarks(tables: Tables, languages: tuple[str, ...]) -> Iterator[Remark]:
    """Find phrases whose languages are not filled in with the same names."""
    for catalogue, entries in tables["wording"].items():
        for key, entry in entries.items():
            told = {languages[0]: key, **entry} if catalogue in KEYED else entry
            yield from _phrase(catalogue, str(key), told, languages)


def _phrase(catalogue: str, key: str, entry: dict[str, Any], languages: tuple[str, ...]) -> Iterator[Remark]:
    try:
        names = {language: _names(str(entry[language])) for language in languages}
    except ValueError as error:
        yield _wrong(catalogue, key, f"cannot be filled in: {error}", "double a brace that is meant as a brace")
        return
    first, *others = names.values()
    if any(each != first for each in others):
        told = "; ".join(f"{language}: {', '.join(sorted(each)) or 'none'}" for language, each in names.items())
        yield _wrong(catalogue, key, f"names in braces differ ({told})", "fill in the same names in every language")


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _wrong(catalogue: str, key: str, problem: str, fix: str) -> Remark:
    return Remark("wording", "wording", catalogue, key, problem, fix)
