"""Age and weight against the lowest that labels give."""

from __future__ import annotations

from collections.abc import Iterator

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.floors import BelowFloor, FloorTable
from papule.assessment.subject import Subject
from papule.kernel.quantity import exact, plain


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find patients below a minimum age or weight; ask when it is not known and could matter."""
    person = subject.person
    for key, substance in subject.substances.items():
        yield from _against(substance.ages, "age", "minimum_years", person.age_years, key)
        if not person.is_adult:
            yield from _against(substance.weights, "weight_kg", "minimum_kg", person.patient.weight_kg, key)


def _against(
    floors: FloorTable, asked: str, minimum: str, value: float | None, key: str
) -> Iterator[Finding | Lacking]:
    if value is None:
        worst = floors.worst()
        if worst is not None:
            yield Lacking(asked, worst.severity, key)
        return
    below = floors.below(value)
    if below is not None:
        because: dict[str, object] = {
            asked: int(value) if asked == "age" else value,
            minimum: plain(exact(below.floor)),
        }
        yield _found(key, below, because)


def _found(key: str, below: BelowFloor, because: dict[str, object]) -> Finding:
    return Finding(
        code="age/minimum",
        check="age",
        severity=below.severity,
        scope="patient",
        about=About("substance", key),
        because=because,
        citations=below.citations,
        disagreement=below.disagreement,
        override=below.override if below.severity == "stop" else "none",
        params={**because, "substance": key},
    )
