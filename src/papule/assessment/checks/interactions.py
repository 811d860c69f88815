"""Medicines the patient takes against each product, and names that nobody recognises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.questions import ClassQuestion
from papule.assessment.resolution import Resolved, gravity
from papule.assessment.subject import Subject
from papule.assessment.substances import SubstanceView
from papule.kernel.severity import Severity


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find interactions by class; ask when the medicines were not asked."""
    if subject.person.patient.medicines is None:
        for key, each in subject.substances.items():
            severity = _worst(each, subject)
            if severity:
                yield Lacking("medicines", severity, key)
    for medicine in subject.person.medicines:
        if not medicine.recognised:
            yield unknown_medicine(medicine.name, {"medicines": medicine.name})
        for substance in subject.substances.values():
            yield from _interactions(medicine.name, medicine.classes, "medicines", substance, subject)
    yield from _between(subject)


def _between(subject: Subject) -> Iterator[Finding]:
    """Hold each product against the classes of the others of this session; one family is judged as a mixture."""
    for other in subject.substances.values():
        key = other.substance.id
        classes = subject.view.classes_of(key)
        for one in subject.substances.values() if classes else ():
            if one is not other and not one.main_lineage & other.main_lineage:
                yield from _interactions(key, classes, "substance", one, subject)


def _resolved(question: ClassQuestion, substance: SubstanceView, subject: Subject) -> Resolved:
    return question.below if subject.goes_below(substance.substance.id) else question.within


def _worst(substance: SubstanceView, subject: Subject) -> Severity | None:
    outcomes = [_resolved(each, substance, subject).outcome for each in substance.classes.values()]
    return max(outcomes, key=gravity).severity if outcomes else None


def _interactions(
    name: str, classes: tuple[str, ...], kind: str, substance: SubstanceView, subject: Subject
) -> Iterator[Finding]:
    """Give the gravest of the classes something is in; the lesser ones say nothing more."""
    hits = [substance.classes[each] for each in classes if each in substance.classes]
    if not hits:
        return
    resolved = [(each, _resolved(each, substance, subject)) for each in hits]
    grave = max((gravity(each.outcome) for _, each in resolved), default=-1)
    for question, outcome in resolved:
        if outcome.outcome.severity and gravity(outcome.outcome) == grave:
            yield _found(name, kind, question.with_class, substance, outcome)


def _found(name: str, kind: str, with_class: str, substance: SubstanceView, resolved: Resolved) -> Finding:
    severity, override = resolved.outcome.severity, resolved.outcome.override
    ids = tuple(sorted((substance.substance.id, name)))
    return Finding(
        code=f"interaction/{with_class}",
        check="interactions",
        severity=severity or "info",
        scope="patient" if kind == "medicines" else "mixture",
        about=About("pair", "+".join(ids), ids),
        because={kind: name},
        citations=resolved.citations,
        disagreement=resolved.disagreement,
        override=override if severity == "stop" else "none",
        params={
            "medicine": name,
            "substance": substance.substance.id,
            "class": with_class,
            "text": resolved.text,
        },
    )


def unknown_medicine(name: str, because: Mapping[str, object]) -> Finding:
    """Say that a name cannot be recognised, so that nothing was checked against it."""
    return Finding(
        code="identity/unknown-medicine",
        check="interactions",
        severity="needs_answer",
        scope="patient",
        about=About("medicine", name),
        because=dict(because),
        params={"name": name},
    )
