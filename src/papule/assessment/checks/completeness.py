"""What was not known, folded: one question a fact, only where a yes would matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from papule.assessment.finding import About, Finding, Lacking
from papule.kernel.severity import ORDER


def fold(lacking: Iterable[Lacking], answers: Mapping[str, str]) -> Iterator[Finding]:
    """Turn what is lacking into one finding a fact where a yes would give defer or more."""
    gravest: dict[str, Lacking] = {}
    asked_by: dict[str, set[str]] = {}
    for each in lacking:
        asked_by.setdefault(each.fact, set()).add(each.by)
        known = gravest.get(each.fact)
        if known is None or ORDER[each.severity] > ORDER[known.severity]:
            gravest[each.fact] = each
    for fact in sorted(gravest):
        if ORDER[gravest[fact].severity] >= ORDER["defer"]:
            yield Finding(
                code=f"completeness/{fact}",
                check="completeness",
                severity="needs_answer",
                scope="patient",
                about=About("fact", fact),
                because={fact: answers.get(fact, "not_asked")},
                missing=(fact,),
                params={"fact": fact, "would_give": gravest[fact].severity, "by": sorted(asked_by[fact])},
            )
