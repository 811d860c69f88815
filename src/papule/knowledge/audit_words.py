"""The words of the command and of findings: every language, and the same names in braces in each."""

from collections.abc import Iterator
from string import Formatter
from typing import Any

from papule.knowledge.audit_remark import Remark, Tables

_KEYED = "problems"  # the catalogue whose keys are the texts themselves, in the first language


def wording_remarks(tables: Tables, languages: tuple[str, ...]) -> Iterator[Remark]:
    """Find phrases that lack a language, or whose languages are not filled in alike."""
    for catalogue, entries in tables["wording"].items():
        for key, entry in entries.items():
            told = {languages[0]: key, **entry} if catalogue == _KEYED and isinstance(entry, dict) else entry
            yield from _phrase(catalogue, str(key), told, languages)


def _phrase(catalogue: str, key: str, entry: Any, languages: tuple[str, ...]) -> Iterator[Remark]:  # noqa: ANN401
    if not isinstance(entry, dict):
        yield _wrong(catalogue, key, "is no phrase by language", "write {" + ": ..., ".join(languages) + ": ...}")
        return
    lacking = [each for each in languages if not str(entry.get(each) or "").strip()]
    if lacking:
        yield _wrong(catalogue, key, f"has no {' nor '.join(lacking)}", "write it in every language of the edition")
        return
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
