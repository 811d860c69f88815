"""Age and weight against the lowest that labels give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.subject import Subject
from papule.assessment.substances import AgeFloor
from papule.kernel.quantity import exact, plain


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find patients below a minimum age or weight; ask when it is not known and could matter."""
    for key, substance in subject.substances.items():
        for floor in substance.age_floors:
            yield from _age(key, floor, subject.person.age_years)
        if not subject.person.is_adult:
            for floor in substance.weight_floors:
                yield from _weight(key, floor, subject.person.patient.weight_kg)


def _age(key: str, floor: AgeFloor, years: float | None) -> Iterator[Finding | Lacking]:
    if years is None:
        yield Lacking("age", floor.severity, key)
    elif years < floor.floor:
        yield _found(key, floor, {"age": int(years), "minimum_years": plain(exact(floor.floor))})


def _weight(key: str, floor: AgeFloor, kg: float | None) -> Iterator[Finding | Lacking]:
    if kg is None:
        yield Lacking("weight_kg", floor.severity, key)
    elif kg < floor.floor:
        yield _found(key, floor, {"weight_kg": kg, "minimum_kg": plain(exact(floor.floor))})


def _found(key: str, floor: AgeFloor, because: Mapping[str, object]) -> Finding:
    return Finding(
        code="age/minimum",
        check="age",
        severity=floor.severity,
        scope="patient",
        about=About("substance", key),
        because=dict(because),
        citations=floor.citations,
        override=floor.override if floor.severity == "stop" else "none",
        params={**because, "substance": key},
    )
