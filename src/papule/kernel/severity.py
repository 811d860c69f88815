"""How grave a finding is. Ordered, joined by maximum; no rule outranks another."""

from __future__ import annotations

from typing import Literal

Severity = Literal["info", "caution", "needs_answer", "defer", "stop", "prohibited"]
Verdict = Literal["no_finding", "info", "caution", "needs_answer", "defer", "stop", "prohibited"]

SEVERITIES: tuple[Severity, ...] = ("info", "caution", "needs_answer", "defer", "stop", "prohibited")
ORDER: dict[str, int] = {"no_finding": -1} | {name: rank for rank, name in enumerate(SEVERITIES)}


def at_least(severity: str, floor: str) -> bool:
    """Tell whether a severity or verdict is as grave as another."""
    return ORDER[severity] >= ORDER[floor]
