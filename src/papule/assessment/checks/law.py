"""What the law of the country forbids at the date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from papule.assessment.finding import About, Dissent, Finding
from papule.assessment.subject import Item, Subject
from papule.assessment.view import BanView
from papule.kernel.quantity import quantity
from papule.knowledge.model.rule import Ban, OperatorRule
from papule.knowledge.model.statement import Position

PLAN = About("plan", "treatment")


def check(subject: Subject) -> Iterator[Finding]:
    """Find bans on the aim, the indication, the substances; the operator; the mixing."""
    for holding in subject.view.bans:
        if holding.ban.code == "law/compounding":
            yield from _compounding(subject, holding)
        elif _concerns(holding.ban, subject):
            yield from _banned(subject, holding)
    yield from _operator(subject)


def _concerns(ban: Ban, subject: Subject) -> bool:
    return (
        subject.treatment.aim in ban.aims
        or subject.indication in ban.indications
        or not subject.substances.keys().isdisjoint(ban.substances)
    )


def _banned(subject: Subject, holding: BanView) -> Iterator[Finding]:
    ban, treatment = holding.ban, subject.treatment
    purpose = {treatment.aim, subject.indication or ""}
    if treatment.aim in ban.aims:
        yield _found(holding, PLAN, {"aim": treatment.aim})
    elif subject.indication in ban.indications:
        yield _found(holding, About("indication", subject.indication), {"indication": subject.indication})
    if ban.substances and (not ban.only_for or purpose & set(ban.only_for)):
        for item in subject.items:
            if any(each.substance.id in ban.substances for each in item.holds):
                because = {"aim": treatment.aim} if ban.only_for else {}
                yield _found(holding, item.about, because)


def _found(holding: BanView, about: About, because: Mapping[str, object]) -> Finding:
    ban = holding.ban
    return Finding(
        code=ban.code,
        check="law",
        severity="prohibited",
        scope="plan",
        about=about,
        because=dict(because),
        citations=holding.citations,
        disagreement=holding.disagreement,
        params={"law": ban.name, "text": ban.text or holding.period.text},
    )


def dissent(positions: tuple[Position, ...], subject: Subject) -> tuple[Dissent, ...]:
    """Write the positions in force of those who say otherwise."""
    return subject.here.dissent(positions)


def _compounding(subject: Subject, holding: BanView) -> Iterator[Finding]:
    mixed = [number for number, items in enumerate(subject.by_syringe) if len({item.written for item in items}) > 1]
    if mixed:
        yield Finding(
            code=holding.ban.code,
            check="law",
            severity="info",
            scope="standing",
            about=About("syringe", f"syringe-{mixed[0] + 1}"),
            citations=holding.citations,
            disagreement=holding.disagreement,
            params={"text": holding.ban.text or holding.period.text},
        )


def _operator(subject: Subject) -> Iterator[Finding]:
    operator = subject.treatment.operator
    rule = subject.view.operator_rules.get(operator.profession) if operator else None
    if operator is None or rule is None:
        return
    if not rule.allowed or not _permitted(subject, rule):
        yield Finding(
            code="law/operator",
            check="law",
            severity="prohibited",
            scope="plan",
            about=About("operator", operator.profession),
            because={"profession": operator.profession},
            citations=subject.here.citations(rule),
            disagreement=dissent(rule.disputed, subject),
            params={"text": rule.text, "country": subject.here.country},
        )


def _permitted(subject: Subject, rule: OperatorRule) -> bool:
    if rule.only and not all(_allowed(item, rule) for item in subject.items if item.substance.active):
        return False
    if rule.techniques and any(name not in rule.techniques for name in subject.techniques):
        return False
    return not rule.alone or all(_actives(items) <= 1 for items in subject.by_syringe)


def _actives(items: tuple[Item, ...]) -> int:
    return len({each.substance.id for item in items for each in item.holds if each.active})


def _allowed(item: Item, rule: OperatorRule) -> bool:
    strength = item.product.strength if item.product else quantity(item.written.partition(" ")[2])
    return any(
        item.id == each.substance and strength is not None and strength.amount <= quantity(each.max_strength).amount
        for each in rule.only
    )
