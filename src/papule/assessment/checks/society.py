"""What the learned society that is followed excludes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from papule.assessment.checks.law import dissent
from papule.assessment.finding import About, Finding
from papule.assessment.subject import Subject
from papule.kernel.severity import Severity
from papule.knowledge.model.rule import SocietyRule


def check(subject: Subject) -> Iterator[Finding]:
    """Find excluded families, excluded devices, too many products."""
    for rule in subject.view.society_rules:
        excluded = set(rule.families)
        for item in subject.items:
            if excluded & item.lineage:
                yield _found(subject, rule, "stop", item.about, {})
        if subject.treatment.device in rule.devices:
            yield _found(subject, rule, "stop", About("device", subject.treatment.device), {})
        if rule.max_products is not None:
            yield from _too_many(subject, rule, rule.max_products)


def _too_many(subject: Subject, rule: SocietyRule, most: int) -> Iterator[Finding]:
    for number in range(len(subject.by_syringe)):
        active = subject.active(number)
        beside = [each for each in active if not each.substance.local_anaesthetic]
        severity: Severity | None = None
        if len(beside) > most:
            severity = "stop"
        elif len(beside) == most and _has_anaesthetic(subject, number):
            severity = "caution"
        if severity:
            because = {"active_products": len(active), "beside_local_anaesthetic": len(beside)}
            yield _found(subject, rule, severity, About("syringe", f"syringe-{number + 1}"), because)


def _has_anaesthetic(subject: Subject, number: int) -> bool:
    return any(each.substance.local_anaesthetic for item in subject.by_syringe[number] for each in item.holds)


def _found(
    subject: Subject, rule: SocietyRule, severity: Severity, about: About, because: Mapping[str, object]
) -> Finding:
    return Finding(
        code=rule.code,
        check="society",
        severity=severity,
        scope="mixture" if about.kind in ("product", "syringe") else "plan",
        about=about,
        because=dict(because),
        citations=subject.here.citations(rule),
        disagreement=dissent(rule.disputed, subject),
        params={"society": rule.society, "text": rule.text, "max": rule.max_products},
    )
