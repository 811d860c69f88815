"""Facts against the technique and against each substance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.questions import Asked
from papule.assessment.subject import Subject
from papule.kernel.severity import at_least


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Ask every question that the technique and the products in play raise."""
    yield from _ask(subject.view.technique_asked[bool(subject.below_dermis)], subject)
    for key, substance in subject.substances.items():
        yield from _ask(substance.asked[subject.goes_below(key)], subject)
    yield from _contradictions(subject)


def _ask(asked: Asked, subject: Subject) -> Iterator[Finding | Lacking]:
    person = subject.person
    for fact in sorted(asked.facts - person.denied):
        finding = asked.found[fact]
        yield finding if person.answer(fact) == "yes" else Lacking(fact, finding.severity, finding.about.id)
    for fact, finding in asked.worked_out:
        computed = person.computed(fact)
        if computed.answer == "yes":
            yield msgspec.structs.replace(finding, because=computed.because)
        elif computed.answer != "no":
            yield from _not_worked_out(finding, computed.because, computed.missing)


def _not_worked_out(
    finding: Finding, because: Mapping[str, object], missing: tuple[str, ...]
) -> Iterator[Finding | Lacking]:
    if at_least(finding.severity, "defer"):
        yield msgspec.structs.replace(
            finding, severity="needs_answer", because=dict(because), missing=missing, override="none"
        )
    for each in missing:
        yield Lacking(each, "info", finding.about.id)


def _contradictions(subject: Subject) -> Iterator[Finding]:
    stated, person = subject.person.stated, subject.person
    for fact in [fact for fact, answer in person.answers.items() if answer == "yes"]:
        if stated.get(fact) == "no":
            yield _contradiction(fact, {fact: "no", **person.why_yes(fact)})
        for other in subject.view.vocabulary.facts[fact].excludes:
            if person.answer(other) == "yes" and fact < other:
                yield _contradiction(fact, {fact: "yes", other: "yes"})
    weeks = person.patient.amenorrhoea_weeks
    if weeks is not None and person.answer("pregnancy") == "no":
        yield _contradiction("pregnancy", {"pregnancy": person.answer("pregnancy"), "amenorrhoea_weeks": weeks})


def _contradiction(fact: str, because: Mapping[str, object]) -> Finding:
    return Finding(
        code=f"contradiction/{fact}",
        check="contraindications",
        severity="needs_answer",
        scope="patient",
        about=About("fact", fact),
        because=dict(because),
        missing=(fact,),
        params={"fact": fact},
    )
