"""One syringe as a whole: two of a family, what may never be mixed, how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from papule.assessment.finding import About, Finding
from papule.assessment.subject import Item, Subject
from papule.kernel.severity import ORDER, Severity

_LOOKS: dict[str, Severity] = {"cloudy": "defer", "milky": "stop", "precipitate": "stop"}


def check(subject: Subject) -> Iterator[Finding]:
    """Find duplicates, forbidden mixing, and a mixture that does not look clear."""
    yield from _duplicates(subject)
    for number in range(len(subject.by_syringe)):
        yield from _never_mixed(number, subject)
        yield from _look(number, subject)


def _duplicates(subject: Subject) -> Iterator[Finding]:
    """Two of a family that must not be doubled stop in the whole session, others in one syringe."""
    seen: set[tuple[str, str]] = set()
    for one, other in combinations(subject.items, 2):
        if one.lineage.isdisjoint(other.lineage):
            continue
        first, second = sorted((one.id, other.id))
        if first == second or (first, second) in seen:
            continue
        doubled = _gravest_family(one, other, subject)
        if doubled is not None:
            seen.add((first, second))
            yield _duplicate(*doubled, (first, second), subject)


def _gravest_family(one: Item, other: Item, subject: Subject) -> tuple[str, Severity] | None:
    """Give the shared family whose doubling weighs most here; a lesser one counts in one syringe only."""
    found: list[tuple[str, Severity]] = []
    for family in sorted(one.main_lineage & other.main_lineage):
        duplicate = subject.view.formulary.families[family].duplicate
        if duplicate == "stop" or (duplicate == "caution" and one.syringe == other.syringe):
            found.append((family, duplicate))
    return max(found, key=lambda each: ORDER[each[1]], default=None)


def _duplicate(family: str, severity: Severity, ids: tuple[str, str], subject: Subject) -> Finding:
    rule = subject.view.formulary.families[family]
    return Finding(
        code="mixture/duplicate-family",
        check="mixture",
        severity=severity,
        scope="mixture",
        about=About("pair", "+".join(ids), ids),
        because={"family": family},
        citations=tuple(
            dict.fromkeys(
                (
                    *subject.here.citations_in(rule.cite),
                    *(cited for each in rule.notes for cited in subject.here.citations(each)),
                )
            )
        ),
        override="reason" if severity == "stop" else "none",
        params={"family": family, "substances": ids},
    )


def _never_mixed(number: int, subject: Subject) -> Iterator[Finding]:
    for one, other, verdict in subject.pairs[number]:
        if verdict.never_mixed:
            ids = tuple(sorted((one.id, other.id)))
            yield Finding(
                code="mixture/never-mixed",
                check="mixture",
                severity="stop",
                scope="mixture",
                about=About("pair", "+".join(ids), ids),
                citations=verdict.citations,
                params={"substances": ids, "text": verdict.text},
            )


def _look(number: int, subject: Subject) -> Iterator[Finding]:
    appearance = subject.syringe(number).appearance
    if appearance in _LOOKS:
        yield Finding(
            code="mixture/appearance",
            check="mixture",
            severity=_LOOKS[appearance],
            scope="mixture",
            about=About("syringe", f"syringe-{number + 1}"),
            because={"appearance": appearance},
            citations=subject.view.looks,
            params={"appearance": appearance},
        )
