"""Names that had to be resolved."""

from __future__ import annotations

from collections.abc import Iterator

from papule.assessment.finding import Finding
from papule.assessment.subject import Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Say which product was understood by another name."""
    for item in subject.items:
        if item.alias:
            yield Finding(
                code="identity/alias",
                check="identity",
                severity="info",
                scope="mixture",
                about=item.about,
                because={"written": item.alias},
                citations=tuple(
                    subject.here.cited(citation)
                    for alias in item.substance.substance.aliases
                    if alias.name in item.alias
                    for citation in alias.cite
                ),
                params={"written": item.alias, "substance": item.id},
            )
