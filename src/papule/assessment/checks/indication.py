"""The reason to treat: licence, safety restrictions, families of the phase, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from papule.assessment.finding import About, Dissent, DutyToDo, Finding, Lacking
from papule.assessment.subject import Subject
from papule.assessment.substances import SubstanceView
from papule.knowledge.model.indication import Evidence, Indication, Phase
from papule.knowledge.model.statement import RANK
from papule.knowledge.model.substance import Restriction

_SPEAKS_AGAINST = ("no-effect", "none-sound")


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find restrictions, other licences, families kept out of the phase, lacking evidence."""
    for key, substance in subject.substances.items():
        for restriction in substance.restrictions:
            yield from _restriction(key, restriction, subject)
        yield from _other_licence(key, substance, subject)
    if subject.indication is not None:
        indication = subject.view.formulary.indications[subject.indication]
        yield from _phase(indication, subject)
        yield from _evidence(indication, subject)


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


def _other_licence(key: str, substance: SubstanceView, subject: Subject) -> Iterator[Finding]:
    licensed = [each for each in substance.substance.licensed_indications if subject.here.in_force(each)]
    if not licensed or not substance.is_medicine:
        return
    yield Finding(
        code="indication/licence",
        check="indication",
        severity="info",
        scope="standing",
        about=About("substance", key),
        citations=tuple(cited for each in licensed for cited in subject.here.citations(each)),
        duties=tuple(_duties(substance, subject)),
        params={"substance": key, "text": joined(each.text for each in licensed)},
    )


def joined(texts: Iterable[dict[str, str]]) -> dict[str, str]:
    """Join texts in every language, each once and in a fixed order."""
    told = sorted({tuple(sorted(text.items())) for text in texts})
    return {language: "; ".join(dict(text)[language] for text in told) for language in (dict(told[0]) if told else {})}


def _duties(substance: SubstanceView, subject: Subject) -> Iterator[DutyToDo]:
    """Give what is to be done with a substance for a patient of this sex."""
    sex = subject.person.patient.sex
    for duty, to_do in substance.duties:
        if not duty.sex or sex in (duty.sex, "unknown"):
            yield to_do


def _phase(indication: Indication, subject: Subject) -> Iterator[Finding | Lacking]:
    for rule in indication.phases:
        kept_out = set(rule.avoid_families)
        if not kept_out or not subject.here.in_force(rule) or rule.avoid_before_day is not None:
            continue
        concerned = [key for key, each in subject.substances.items() if kept_out & each.lineage]
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


def _evidence(indication: Indication, subject: Subject) -> Iterator[Finding]:
    evidence = [each for each in indication.evidence if subject.here.in_force(each)]
    against = [each for each in evidence if each.finding in _SPEAKS_AGAINST and _rank(each, subject) >= RANK["trial"]]
    if against:
        yield Finding(
            code="indication/evidence",
            check="indication",
            severity="caution",
            scope="plan",
            about=About("indication", indication.id),
            because={"indication": indication.id},
            citations=tuple(dict.fromkeys(cited for each in against for cited in subject.here.citations(each))),
            disagreement=tuple(
                Dissent(each.finding, subject.here.citations(each), each.text)
                for each in evidence
                if each.finding not in _SPEAKS_AGAINST
            ),
            params={"indication": indication.id, "text": joined(each.text for each in against)},
        )


def _rank(evidence: Evidence, subject: Subject) -> int:
    kinds = [subject.here.sources[each.source].kind for each in evidence.cite]
    return max(RANK[kind] for kind in kinds if kind != "society") if set(kinds) - {"society"} else -1
