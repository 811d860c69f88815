"""Questions resolved for one place and time: facts and medicines against a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from papule.assessment.finding import About, Finding
from papule.assessment.levels import outcome_of
from papule.assessment.resolution import Resolved, Territory, Voice, resolve, voices
from papule.kernel.value import Value
from papule.knowledge.model.patient import Fact
from papule.knowledge.model.substance import Contraindication, Interaction


class FactQuestion(Value):
    """One fact against one target, resolved within and below the dermis."""

    fact: str
    target: About
    within: Finding | None  # as found when the answer is yes
    below: Finding | None
    positions: int


class Asked(Value):
    """Every question of one target that can find something, at one depth: what is found when the answer is yes."""

    facts: frozenset[str]
    found: dict[str, Finding]
    worked_out: tuple[tuple[str, Finding], ...]  # facts that are never asked


def asked(questions: Iterable[FactQuestion], computed: frozenset[str]) -> tuple[Asked, Asked]:
    """Gather the questions of a target, within the dermis and below it."""
    return _asked({each.fact: each.within for each in questions}, computed), _asked(
        {each.fact: each.below for each in questions}, computed
    )


def _asked(found: dict[str, Finding | None], computed: frozenset[str]) -> Asked:
    said = {fact: finding for fact, finding in found.items() if finding and fact not in computed}
    worked_out = tuple((fact, finding) for fact, finding in found.items() if finding and fact in computed)
    return Asked(frozenset(said), said, worked_out)


class ClassQuestion(Value):
    """One class of medicines against one substance, resolved within and below the dermis."""

    with_class: str
    within: Resolved
    below: Resolved
    positions: int


def fact_questions(
    positions: Iterable[Contraindication], target: About, facts: Mapping[str, Fact], here: Territory
) -> dict[str, FactQuestion]:
    """Resolve every fact on which the positions in force speak."""
    by_fact: dict[str, list[Contraindication]] = {}
    for position in positions:
        if here.in_force(position):
            by_fact.setdefault(position.fact, []).append(position)
    return {fact: _fact_question(fact, said, target, facts[fact], here) for fact, said in by_fact.items()}


def _fact_question(
    fact: str, said: list[Contraindication], target: About, asked: Fact, here: Territory
) -> FactQuestion:
    within, below = (
        _fact_finding(fact, target, resolved) for resolved in _at_depths(said, here, temporary=asked.temporary)
    )
    return FactQuestion(fact, target, within, below, len(said))


def _at_depths(
    said: list[Contraindication] | list[Interaction], here: Territory, *, temporary: bool = False
) -> tuple[Resolved, Resolved]:
    """Resolve a question within the dermis and below it; it is the same one where no position is tied to a route."""
    within = resolve(_heard(said, here, below_dermis=False, temporary=temporary))
    if not any(each.route for each in said):
        return within, within
    return within, resolve(_heard(said, here, below_dermis=True, temporary=temporary))


def _heard(
    said: Iterable[Contraindication | Interaction], here: Territory, *, below_dermis: bool, temporary: bool = False
) -> list[Voice]:
    return [
        voice
        for each in said
        for voice in voices(
            each,
            each.level,
            outcome_of(each.level, each.route, below_dermis=below_dermis, temporary=temporary),
            here,
        )
    ]


def _fact_finding(fact: str, target: About, resolved: Resolved) -> Finding | None:
    severity, override = resolved.outcome.severity, resolved.outcome.override
    if severity is None:
        return None
    return Finding(
        code=f"contraindication/{fact}",
        check="contraindications",
        severity=severity,
        scope="patient",
        about=target,
        because={fact: "yes"},
        citations=resolved.citations,
        disagreement=resolved.disagreement,
        override=override if severity in ("stop", "defer", "prohibited") else "none",
        params={"fact": fact, "text": resolved.text},
    )


def class_questions(positions: Iterable[Interaction], here: Territory) -> dict[str, ClassQuestion]:
    """Resolve every class of medicines on which the positions in force speak."""
    by_class: dict[str, list[Interaction]] = {}
    for position in positions:
        if here.in_force(position):
            by_class.setdefault(position.with_class, []).append(position)
    return {each: ClassQuestion(each, *_at_depths(said, here), len(said)) for each, said in by_class.items()}
