"""All checks on one case: findings, doses, arithmetic, what was missing, the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec

from papule.assessment import sheets
from papule.assessment.checks import (
    age,
    allergies,
    availability,
    compatibility,
    completeness,
    contraindications,
    doses,
    geometry,
    identity,
    indication,
    interactions,
    law,
    mixture,
    route,
    schedule,
    society,
)
from papule.assessment.finding import Assessment, Finding, Lacking
from papule.assessment.subject import Subject
from papule.assessment.view import View, view_of
from papule.kernel.severity import ORDER, Verdict
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case

ENGINE = "0.1.0"

Check = Callable[[Subject], Iterable[Finding | Lacking]]
CHECKS: tuple[Check, ...] = (
    law.check,
    society.check,
    availability.check,
    route.check,
    contraindications.check,
    allergies.check,
    interactions.check,
    doses.check,
    compatibility.check,
    mixture.check,
    geometry.check,
    indication.check,
    schedule.check,
    age.check,
    identity.check,
)


def assess(case: Case, formulary: Formulary, as_of: date) -> Assessment:
    """Hold a case against a formulary at a date.

    Pure: the same case, formulary and date give the same assessment. Raises UnknownName or
    KeyError when the case names what the formulary does not know; validate it first.
    """
    return assess_in(case, view_of(formulary, as_of, case.setting.country, case.setting.society))


def assess_in(case: Case, view: View) -> Assessment:
    """Hold a case against a view that is already open."""
    subject = Subject(case, view)
    findings, lacking = _found(subject)
    verdict: Verdict = max((each.severity for each in findings), key=ORDER.__getitem__, default="no_finding")
    return Assessment(
        as_of=view.here.as_of.isoformat(),
        edition=view.formulary.edition.edition,
        fingerprint=view.formulary.fingerprint,
        engine=ENGINE,
        verdict=verdict,
        checked=_checked(subject),
        not_checked=tuple(sorted(set(_not_checked(subject)))),
        findings=tuple(findings),
        doses=sheets.doses(subject),
        syringes=sheets.syringes(subject),
        missing=_missing(findings, lacking),
    )


def _found(subject: Subject) -> tuple[list[Finding], list[Lacking]]:
    findings: list[Finding] = []
    lacking: list[Lacking] = []
    for check in CHECKS:
        for each in check(subject):
            if isinstance(each, Finding):
                findings.append(each)
            else:
                lacking.append(each)
    findings += completeness.fold(lacking, subject.person.stated)
    return sorted(_folded(findings), key=_order), lacking


def _folded(findings: list[Finding]) -> Iterator[Finding]:
    """Tell once what several answers give: one finding a code, subject and severity."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.code, each.about.kind, each.about.id, each.severity), []).append(each)
    for group in groups.values():
        yield group[0] if len(group) == 1 else _joined(group)


def _joined(group: list[Finding]) -> Finding:
    """Join what one finding rests on when it was found on several answers, in no order of theirs."""
    group = sorted(group, key=lambda each: repr(sorted(each.because.items(), key=str)))
    because: dict[str, object] = {}
    for key in sorted({key for each in group for key in each.because}):
        values = sorted({str(each.because[key]) for each in group if key in each.because})
        because[key] = values[0] if len(values) == 1 else values
    return msgspec.structs.replace(
        group[0],
        because=because,
        citations=tuple(dict.fromkeys(cited for each in group for cited in each.citations)),
        missing=tuple(dict.fromkeys(fact for each in group for fact in each.missing)),
    )


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return (-ORDER[finding.severity], finding.code, finding.about.kind, finding.about.id)


def _missing(findings: list[Finding], lacking: list[Lacking]) -> tuple[str, ...]:
    return tuple(sorted({each.fact for each in lacking} | {fact for each in findings for fact in each.missing}))


def _checked(subject: Subject) -> int:
    """Count the statements that were held against this case."""
    return subject.view.general + sum(each.rules for each in subject.substances.values())


def _not_checked(subject: Subject) -> Iterator[str]:
    """Name what could not be held against any statement."""
    yield from _names_not_checked(subject)
    for key, substance in sorted(subject.substances.items()):
        if substance.active and not substance.labelled_here:
            yield f"national label of: {key}"
        if substance.substance.review.due < subject.here.as_of:
            yield f"review due since {substance.substance.review.due.isoformat()}: {key}"
    if subject.indication is None:
        yield "indication: none of the catalogue"
    operator = subject.treatment.operator
    if operator is None or operator.profession not in subject.view.operator_rules:
        yield f"who may inject in: {subject.here.country}"


def _names_not_checked(subject: Subject) -> Iterator[str]:
    for medicine in subject.person.medicines:
        if not (medicine.recognised and medicine.checkable):
            yield f"interactions of: {medicine.name}"
    said = subject.person.allergies
    yield from (f"allergy to: {each}" for each, groups in said if not subject.person.is_held(each, groups))
    if any(groups for _, groups in said):
        for item in subject.items:
            unread = item.product.excipients_unread if item.product else (item.written,)
            yield from (f"excipients of: {name}" for name in unread)
