"""An assessment as the contract writes it: plain values, words in every language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from papule.assessment.finding import Assessment, Finding
from papule.assessment.wording import Words
from papule.knowledge.model.tables import Formulary


def contract_of(assessment: Assessment, formulary: Formulary) -> dict[str, Any]:
    """Write an assessment as plain values in the contract's order of keys."""
    words, hazards = _catalogues(formulary)
    return {
        "papule": 1,
        "as_of": assessment.as_of,
        "edition": assessment.edition,
        "fingerprint": assessment.fingerprint,
        "engine": assessment.engine,
        "verdict": assessment.verdict,
        "checked": assessment.checked,
        "not_checked": list(assessment.not_checked),
        "findings": [_finding(each, words, hazards) for each in assessment.findings],
        "doses": [_plain(each) for each in assessment.doses],
        "syringes": [_plain(each) for each in assessment.syringes],
        "missing": list(assessment.missing),
    }


@lru_cache(maxsize=8)
def _catalogues(formulary: Formulary) -> tuple[dict[str, Words], dict[str, list[str]]]:
    """Open the words of every language and the hazards, once a formulary."""
    return {each: Words(formulary, each) for each in formulary.edition.languages}, hazards_by_code(formulary)


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any structure
    return msgspec.to_builtins(value)


def _finding(finding: Finding, words: dict[str, Words], hazards: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "code": finding.code,
        "check": finding.check,
        "severity": finding.severity,
        "scope": finding.scope,
        "about": _plain(finding.about),
        "because": _plain(finding.because),
        "missing": list(finding.missing),
        "message": {language: each.message(finding) for language, each in words.items()},
        "citations": _plain(finding.citations),
        "disagreement": _plain(finding.disagreement),
        "override": finding.override,
        "duties": _plain(finding.duties),
        "hazards": hazards.get(finding.code) or hazards.get(finding.code.partition("/")[0], []),
    }


def hazards_by_code(formulary: Formulary) -> dict[str, list[str]]:
    """Map each code, or the part before its slash, to the hazards it controls."""
    found: dict[str, list[str]] = {}
    for key, hazard in formulary.hazards.items():
        for code in hazard.get("codes", ()):
            found.setdefault(code, []).append(key)
    return found
