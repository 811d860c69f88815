"""The reason to treat: licence, safety restrictions, families of the phase, evidence."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from papule.assessment.finding import About, DutyToDo, Finding, Lacking
from papule.assessment.indications import IndicationView
from papule.assessment.subject import Subject
from papule.assessment.substances import SubstanceView
from papule.knowledge.model.indication import Phase
from papule.knowledge.model.substance import Restriction


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find restrictions, other licences, families kept out of the phase, lacking evidence."""
    for key, substance in subject.substances.items():
        for restriction in substance.restrictions:
            yield from _restriction(key, restriction, subject)
        if substance.licence:
            duties = tuple(_duties(substance, subject)) if substance.duties else ()
            yield msgspec.structs.replace(substance.licence, duties=duties) if duties else substance.licence
    if subject.indication is not None:
        indication = subject.view.indication(subject.indication)
        if indication.kept_out:
            yield from _phase(indication, subject)
        if indication.evidence:
            yield indication.evidence


def _restriction(key: str, restriction: Restriction, subject: Subject) -> Iterator[Finding | Lacking]:
    phase = subject.treatment.phase
    if subject.indication not in restriction.allowed_indications or phase in restriction.not_phases:
        yield _restricted(key, restriction, subject)
    elif phase is None and restriction.not_phases:
        yield Lacking("phase", "stop", key)


def _restricted(key: str, restriction: Restriction, subject: Subject) -> Finding:
    return Finding(
        code="indication/safety-restriction",
        check="indication",
        severity="stop",
        scope="plan",
        about=About("substance", key),
        because={"indication": _named(subject), "phase": subject.treatment.phase},
        citations=subject.here.citations(restriction),
        override="reason",
        params={"substance": key, "text": restriction.text},
    )


def _named(subject: Subject) -> str | None:
    given = subject.treatment.indication
    return given if given is None or isinstance(given, str) else given.name


def _duties(substance: SubstanceView, subject: Subject) -> Iterator[DutyToDo]:
    """Give what is to be done with a substance for a patient of this sex."""
    sex = subject.person.patient.sex
    for duty, to_do in substance.duties:
        if not duty.sex or sex in (duty.sex, "unknown"):
            yield to_do


def _phase(indication: IndicationView, subject: Subject) -> Iterator[Finding | Lacking]:
    for rule, families in ((each.rule, each.families) for each in indication.kept_out):
        concerned = [key for key, each in subject.substances.items() if families & each.lineage]
        if concerned and subject.treatment.phase is None and rule.phase != "any":
            yield Lacking("phase", "caution", "indication")
        elif rule.phase in (subject.treatment.phase, "any"):
            for key in concerned:
                yield _kept_out(key, rule, subject)


def _kept_out(key: str, rule: Phase, subject: Subject) -> Finding:
    return Finding(
        code="indication/phase",
        check="indication",
        severity="caution",
        scope="plan",
        about=About("substance", key),
        because={"indication": subject.indication, "phase": subject.treatment.phase},
        citations=subject.here.citations(rule),
        params={"substance": key, "text": rule.text},
    )
