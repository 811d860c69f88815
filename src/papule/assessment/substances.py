"""A substance as it stands here and now: questions, limits, ages, duties, warnings."""

from __future__ import annotations

from collections.abc import Iterable

from papule.assessment.finding import About, DutyToDo, Finding
from papule.assessment.floors import FloorTable
from papule.assessment.limits import DoseLimit, LimitTable
from papule.assessment.questions import Asked, ClassQuestion, FactQuestion, asked, class_questions, fact_questions
from papule.assessment.resolution import Territory
from papule.assessment.texts import joined
from papule.kernel.quantity import quantity
from papule.kernel.value import Value
from papule.knowledge.model.statement import RANK
from papule.knowledge.model.substance import Course, Duty, Limit, MarketStatus, Restriction, RouteWarning, Substance
from papule.knowledge.model.tables import Formulary


class SubstanceView(Value):
    """A substance, resolved for one place and time."""

    substance: Substance
    about: About
    active: bool  # diluents do not count
    is_medicine: bool
    lineage: frozenset[str]  # families and their parents
    main_lineage: frozenset[str]  # the first family and its parents: what two of one family are judged by
    questions: tuple[FactQuestion, ...]
    asked: tuple[Asked, Asked]  # the same, within the dermis and below it
    classes: dict[str, ClassQuestion]
    limits: LimitTable
    courses: tuple[Course, ...]
    ages: FloorTable
    weights: FloorTable
    duties: tuple[tuple[Duty, DutyToDo], ...]
    restrictions: tuple[Restriction, ...]
    route_warnings: tuple[RouteWarning, ...]
    market: MarketStatus | None  # where no presentation exists
    licence: Finding | None  # what else it is licensed for
    rules: int  # statements that a check of this substance goes through
    labelled_here: bool  # some national label or regulator was read on it


def substance_view(substance: Substance, formulary: Formulary, here: Territory) -> SubstanceView:
    """Resolve a substance for one place and time."""
    about = About("substance", substance.id)
    questions = fact_questions(substance.contraindications, about, formulary.facts, here)
    return SubstanceView(
        substance=substance,
        about=about,
        active=substance.kind != "diluent",
        is_medicine=substance.kind not in ("diluent", "device"),
        lineage=_lineage(substance.families, formulary),
        main_lineage=_lineage(substance.families[:1], formulary),
        questions=tuple(questions[fact] for fact in sorted(questions)),
        asked=asked(questions.values(), frozenset(each for each in questions if formulary.facts[each].computed)),
        classes=class_questions(substance.interactions, here),
        limits=LimitTable(tuple(limit for each in substance.limits for limit in _limits(each, here))),
        courses=_in_force(substance.courses, here),
        ages=FloorTable(substance.min_ages, here),
        weights=FloorTable(substance.min_weights, here),
        duties=tuple((each, duty_to_do(each, here)) for each in _in_force(substance.duties, here)),
        restrictions=_in_force(substance.restrictions, here),
        route_warnings=_in_force(substance.route_warnings, here),
        market=latest_status(substance.market, here),
        licence=_licence(substance, about, here),
        rules=_count(substance, here),
        labelled_here=_labelled(substance, here),
    )


def _labelled(substance: Substance, here: Territory) -> bool:
    """Tell whether a label or regulator that counts as national here says anything on a substance."""
    groups = (substance.contraindications, substance.interactions, substance.limits, substance.licensed_indications)
    cited = (here.sources[each.source] for group in groups for statement in group for each in statement.cite)
    return any(source.kind in ("label", "regulator") and not here.is_foreign(source) for source in cited)


def _licence(substance: Substance, about: About, here: Territory) -> Finding | None:
    licensed = _in_force(substance.licensed_indications, here)
    if not licensed or substance.kind in ("diluent", "device"):
        return None
    return Finding(
        code="indication/licence",
        check="indication",
        severity="info",
        scope="standing",
        about=about,
        citations=tuple(cited for each in licensed for cited in here.citations(each)),
        params={"substance": substance.id, "text": joined(each.text for each in licensed)},
    )


def _in_force(statements: Iterable, here: Territory) -> tuple:  # type: ignore[type-arg] # any statements
    return tuple(each for each in statements if here.in_force(each))


def _lineage(families: tuple[str, ...], formulary: Formulary) -> frozenset[str]:
    found: set[str] = set()
    for key in families:
        family = key
        while family and family not in found:
            found.add(family)
            family = formulary.families[family].parent
    return frozenset(found)


def _limits(limit: Limit, here: Territory) -> Iterable[DoseLimit]:
    if limit.kind != "maximum" or not here.in_force(limit):
        return
    amount, unit = quantity(limit.amount)
    for citation in limit.cite:
        source = here.sources[citation.source]
        yield DoseLimit(
            limit.per,
            amount,
            unit.removesuffix("/kg"),
            unit.endswith("/kg"),
            limit.min_age_years,
            limit.max_age_years,
            RANK[source.kind],
            here.is_foreign(source),
            here.cited(citation, limit.since, limit.until),
        )


def duty_to_do(duty: Duty, here: Territory) -> DutyToDo:
    """Write a duty as findings carry it."""
    return DutyToDo(duty.id, duty.minutes, duty.months, here.citations(duty), duty.text)


def latest_status(statuses: Iterable[MarketStatus], here: Territory) -> MarketStatus | None:
    """Give the newest snapshot that is not after the date; a snapshot holds until a newer one."""
    begun = [each for each in statuses if here.in_force(each)]
    return max(begun, key=lambda each: each.since.toordinal() if each.since else 0, default=None)


def _count(substance: Substance, here: Territory) -> int:
    groups = (
        substance.contraindications,
        substance.interactions,
        substance.limits,
        substance.courses,
        substance.min_ages,
        substance.min_weights,
        substance.restrictions,
        substance.route_warnings,
    )
    return sum(here.in_force(each) for group in groups for each in group)
