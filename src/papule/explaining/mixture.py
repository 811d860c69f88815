"""Why a published mixture may or may not be injected today: held against two healthy adults.

What depends on this patient's answers, on volumes that no source gives, or on the place is
left out: the rest is what stands against the recipe itself.
"""

from collections.abc import Iterator
from itertools import product as every

import msgspec

from papule.assessment.assess import assess_in
from papule.assessment.finding import Assessment, Finding
from papule.assessment.products import BEST_FIRST
from papule.assessment.view import View
from papule.kernel.severity import ORDER, at_least
from papule.knowledge.model.rule import Component, Mixture
from papule.treatment.case import Case, Content, Operator, Patient, Setting, Sex, Stated, Syringe, Treatment

_ADULT_YEARS = 38.0  # between the ages at which any label or fact draws a line
_ANY_VOLUME_ML = 1.0  # stands in where the source gives none; nothing that rests on it is told
_NOT_OF_THE_RECIPE = ("completeness", "doses", "geometry", "schedule", "identity")
_MOST_WAYS = 24
_ASKED_OF_THE_DOCTOR = {"effective-contraception"}  # left open: it is what the two differ in


class WhyNot(msgspec.Struct, frozen=True):
    """What stands against a recipe for one healthy adult, and the products it was held with."""

    sex: Sex
    verdict: str
    products: tuple[str, ...]
    findings: tuple[Finding, ...]


def why_not(mixture: Mixture, view: View) -> tuple[WhyNot, ...]:
    """Hold a mixture against a healthy man and a healthy woman of child-bearing age."""
    return tuple(_for(mixture, sex, view) for sex in ("male", "female"))


def _for(mixture: Mixture, sex: Sex, view: View) -> WhyNot:
    """Of the alternatives that the source leaves open, take the one least stands against."""
    ways = [_held(contents, mixture, sex, view) for contents in _ways(mixture, view)]
    return min(ways, key=lambda each: (ORDER[each.verdict], len(each.findings)))


def _held(contents: tuple[Content, ...], mixture: Mixture, sex: Sex, view: View) -> WhyNot:
    assessment = assess_in(_case(contents, mixture, sex, view), view)
    findings = tuple(_of_the_recipe(assessment))
    verdict = max((each.severity for each in findings), key=ORDER.__getitem__, default="no_finding")
    return WhyNot(
        sex, verdict, tuple(each.product or f"{each.substance} {each.strength}" for each in contents), findings
    )


def _of_the_recipe(assessment: Assessment) -> Iterator[Finding]:
    for each in assessment.findings:
        if each.check not in _NOT_OF_THE_RECIPE and at_least(each.severity, "caution"):
            yield each


def _ways(mixture: Mixture, view: View) -> list[tuple[Content, ...]]:
    """Give every choice among alternatives, at most a few; what is optional is left out."""
    groups: dict[str, list[Content]] = {}
    for number, component in enumerate(mixture.components):
        if not component.optional:
            groups.setdefault(component.either or str(number), []).append(_content(component, view))
    return [way for _, way in zip(range(_MOST_WAYS), every(*groups.values()), strict=False)]


def _content(component: Component, view: View) -> Content:
    """Take the product of the strength the source gives, else the one easiest to have here."""
    products = view.formulary.products_of.get(component.substance, ())
    wanted = [key for key in products if view.formulary.products[key].strength == component.strength]
    volume = component.volume_ml or _ANY_VOLUME_ML
    if products:
        return Content(product=min(wanted or products, key=lambda key: _ease(key, view)), volume_ml=volume)
    return Content(substance=component.substance, strength=component.strength or "1 mg/mL", volume_ml=volume)


def _ease(key: str, view: View) -> int:
    status = view.product(key).status
    return BEST_FIRST.index(status.status) if status else len(BEST_FIRST)


def _case(contents: tuple[Content, ...], mixture: Mixture, sex: Sex, view: View) -> Case:
    return Case(
        papule=1,
        as_of=view.here.as_of,
        setting=Setting(country=view.here.country, society=view.society),
        patient=Patient(age_years=_ADULT_YEARS, sex=sex, facts=_answers(sex, view), allergies="none", medicines="none"),
        treatment=Treatment(
            indication=mixture.indications[0] if mixture.indications else None,
            phase=None if mixture.phase == "any" else mixture.phase,
            operator=Operator(profession="physician", diploma="yes"),
            syringes=(Syringe(contents=contents, technique="superficial-intradermal"),),
        ),
    )


def _answers(sex: Sex, view: View) -> dict[str, Stated]:
    facts = view.formulary.facts
    asked = (key for key, fact in facts.items() if not fact.computed and key not in _ASKED_OF_THE_DOCTOR)
    return {key: "yes" if key == "childbearing-potential" and sex == "female" else "no" for key in asked}
