"""Age and weight against the lowest that labels give."""

from collections.abc import Iterator

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.subject import Subject
from papule.assessment.substances import AgeFloor
from papule.kernel.quantity import exact, plain


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find patients below a minimum age or weight; ask when it is not known and could matter."""
    age, weight = subject.person.age_years, subject.person.patient.weight_kg
    for key, substance in subject.substances.items():
        for floor in substance.age_floors:
            if floor.outcome.severity is None:
                continue
            if age is None:
                yield Lacking("age", floor.outcome.severity, key)
            elif age < floor.floor:
                yield _found(key, floor, {"age": int(age), "minimum_years": plain(exact(floor.floor))})
        for floor in substance.weight_floors:
            if floor.outcome.severity is None or subject.person.is_adult:
                continue
            if weight is None:
                yield Lacking("weight_kg", floor.outcome.severity, key)
            elif weight < floor.floor:
                yield _found(key, floor, {"weight_kg": weight, "minimum_kg": plain(exact(floor.floor))})


def _found(key: str, floor: AgeFloor, because: dict[str, object]) -> Finding:
    severity, override = floor.outcome
    return Finding(
        code="age/minimum",
        check="age",
        severity=severity or "info",
        scope="patient",
        about=About("substance", key),
        because=because,
        citations=floor.citations,
        override=override if severity == "stop" else "none",
        params={**because, "substance": key},
    )
