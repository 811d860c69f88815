"""Checks on the person: contraindications, allergies, interactions, age, what was not asked."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

from tests.properties.naive_case import (
    Drawn,
    World,
    age_years,
    all_drawn,
    answer,
    classes_called,
    covered,
    deep_for,
    families,
    groups_named,
    has_code,
    holds,
    in_class,
    ingredients,
    is_called_loosely,
    medicines,
    number,
    presentations_that_count,
    substances,
    with_parents,
)
from tests.properties.naive_sources import BY_LEVEL, resolve, worst

from papule.kernel.age import ADULT_YEARS
from papule.kernel.severity import ORDER
from papule.knowledge.model.names import words
from papule.knowledge.model.statement import Statement
from papule.knowledge.model.substance import Contraindication, Interaction, Substance
from papule.treatment.case import NamedAllergy

FOUR = 4  # letters of a word that names something alone

Found = tuple[str, str, str]  # code, id of what it is about, severity


def if_yes(position: Contraindication, target: str, world: World) -> str:
    """Say what a yes would give by one position."""
    fact = world.formulary.facts[position.fact]
    if position.level == "contraindicated" and fact.temporary:
        return "defer"
    if position.route == "intramuscular" and position.level == "contraindicated":
        return "stop" if deep_for(target, world) else "caution"
    return BY_LEVEL[position.level]


def questions(world: World) -> Iterator[tuple[str, str, str]]:
    """Give every fact against every target, with what a yes would give."""
    everything = [each for table in world.formulary.technique_rules.values() for each in table.positions]
    targets = [("", everything)]
    targets += [(name, list(world.formulary.substances[name].contraindications)) for name in substances(world)]
    for target, positions in targets:
        for fact in sorted({each.fact for each in positions}):
            held = [(each, if_yes(each, target, world)) for each in positions if each.fact == fact]
            yield fact, target, resolve(list(held), world)


def check_contraindications(world: World) -> Iterator[Found]:
    """contraindication/FACT, completeness/FACT."""
    for fact, target, severity in questions(world):
        if severity == "no_finding":
            continue
        reply = answer(fact, world)
        if reply == "yes":
            yield f"contraindication/{fact}", target or "technique", severity
        elif reply != "no" and ORDER[severity] >= ORDER["defer"]:
            if world.formulary.facts[fact].computed:
                yield f"contraindication/{fact}", target or "technique", "needs_answer"
            else:
                yield f"completeness/{fact}", fact, "needs_answer"


def check_contradictions(world: World) -> Iterator[Found]:
    """contradiction/FACT: two answers cannot both be true."""
    said = world.case.patient.facts
    for fact in world.formulary.facts.values():
        if fact.computed or answer(fact.id, world) != "yes":
            continue
        if said.get(fact.id) == "no":
            yield f"contradiction/{fact.id}", fact.id, "needs_answer"
        for other in fact.excludes:
            if fact.id < other and answer(other, world) == "yes":
                yield f"contradiction/{fact.id}", fact.id, "needs_answer"
    if world.case.patient.amenorrhoea_weeks is not None and answer("pregnancy", world) == "no":
        yield "contradiction/pregnancy", "pregnancy", "needs_answer"


def check_allergies(world: World) -> Iterator[Found]:
    """allergy/GROUP against substances and excipients; allergies that were not asked."""
    for each in all_drawn(world):
        groups = groups_of(each, world)
        active = world.formulary.substances[each.substance].kind != "diluent"
        if (groups or active) and world.case.patient.allergies is None:
            yield "completeness/allergies", "allergies", "needs_answer"
        for allergy in allergies(world):
            shared = {x for group in groups_named(allergy, world) for x in covered(group.id, world) & groups}
            for one in shared or list(same_as(allergy, each, world))[:1]:
                yield f"allergy/{one}", each.written, "stop"
    for allergy in allergies(world):
        if groups_named(allergy, world) or world.formulary.drugs.find(allergy) is not None:
            continue
        if not is_in_catalogue(allergy, world):
            yield "identity/unknown-medicine", allergy, "needs_answer"


def same_as(allergy: str, each: Drawn, world: World) -> list[str]:
    """Give what a content holds that the allergy names: by name or family, or as a medicine of the same code."""
    drug = world.formulary.drugs.find(allergy)
    held = [world.formulary.substances[name] for name, _ in ingredients(each)]
    return [x.id for x in held if is_meant(allergy, x, world) or (drug and set(drug.atc) & set(x.atc))]


def is_meant(allergy: str, substance: Substance, world: World) -> bool:
    """Tell whether an allergy says a substance: a name, words of a name where they are no group, or a family."""
    names = [substance.id, *substance.name.values(), *(alias.name for alias in substance.aliases)]
    if is_called_loosely(names, allergy) or families_called(allergy, world) & families(substance.id, world):
        return True
    said = set(words(allergy))
    long = [word for word in said if len(word) >= FOUR]
    return bool(long) and not groups_named(allergy, world) and any(said <= set(words(name)) for name in names)


def families_called(allergy: str, world: World) -> set[str]:
    """Give the families of substances that an allergy names."""
    known = world.formulary.families.values()
    return {x.id for x in known if is_called_loosely((x.id, *x.names, *x.name.values()), allergy)}


def is_in_catalogue(allergy: str, world: World) -> bool:
    """Tell whether an allergy names a family or a substance, in a content or not."""
    known = world.formulary.substances.values()
    return bool(families_called(allergy, world)) or any(is_meant(allergy, x, world) for x in known)


def groups_of(each: Drawn, world: World) -> set[str]:
    """Give the allergy groups of a content: of what it holds, and of the excipients of what is at hand."""
    groups = {group for name, _ in ingredients(each) for group in world.formulary.substances[name].allergy_groups}
    shown = presentations_that_count(each.product, world) if each.product else []
    return groups | {x.id for presentation in shown for x in presentation.excipients if holds(x, world)}


def allergies(world: World) -> list[str]:
    """Give the allergies as the patient names them."""
    given = world.case.patient.allergies
    if given is None or given == "none":
        return []
    return [each.name if isinstance(each, NamedAllergy) else each for each in given]


def interaction_severity(position: Interaction, substance: str, world: World) -> str:
    """Say what an interaction means by one position."""
    if position.route == "intramuscular" and position.level == "contraindicated":
        return "stop" if deep_for(substance, world) else "caution"
    return BY_LEVEL[position.level]


def check_interactions(world: World) -> Iterator[Found]:
    """interaction/CLASS, identity/unknown-medicine, completeness/medicines."""
    for substance in substances(world):
        resolved = interactions_of(substance, world)
        if world.case.patient.medicines is None and any(ORDER[each] >= ORDER["defer"] for each in resolved.values()):
            yield "completeness/medicines", "medicines", "needs_answer"
        for medicine in medicines(world):
            classes = {x.id for x in world.formulary.interaction_classes.values() if in_class(medicine, x, world)}
            yield from gravest_of(resolved, classes, medicine.name, substance)


def check_each_other(world: World) -> Iterator[Found]:
    """interaction/CLASS of two substances of one session; two of one main family are judged as a mixture."""
    for substance, other in permutations(substances(world), 2):
        one, two = (world.formulary.substances[x].families[:1] for x in (substance, other))
        if not with_parents(one, world) & with_parents(two, world):
            codes = set(world.formulary.substances[other].atc)
            groups = world.formulary.interaction_classes.values()
            classes = {x.id for x in groups if has_code(codes, x.atc, x.not_atc)}
            yield from gravest_of(interactions_of(substance, world), classes, other, substance)


def gravest_of(resolved: dict[str, str], classes: set[str], name: str, substance: str) -> Iterator[Found]:
    """Give the gravest of the classes that something is in."""
    hit = {group: severity for group, severity in resolved.items() if group in classes}
    gravest = worst(hit.values())
    for group, severity in hit.items():
        if severity == gravest != "no_finding":
            yield f"interaction/{group}", "+".join(sorted((name, substance))), severity


def interactions_of(substance: str, world: World) -> dict[str, str]:
    """Resolve every class of medicines against a substance."""
    positions = world.formulary.substances[substance].interactions
    found = {}
    for group in sorted({each.with_class for each in positions}):
        held = [(each, interaction_severity(each, substance, world)) for each in positions if each.with_class == group]
        found[group] = resolve(list(held), world)
    return found


def check_identity(world: World) -> Iterator[Found]:
    """identity/unknown-medicine, identity/alias."""
    for medicine in medicines(world):
        listed = world.formulary.drugs.find(medicine.name) is not None
        if not listed and not classes_called(medicine, world) and not is_atc(medicine.atc or ""):
            yield "identity/unknown-medicine", medicine.name, "needs_answer"
    for each in all_drawn(world):
        if each.resolved_from:
            yield "identity/alias", each.written, "info"


def is_atc(code: str) -> bool:
    """Tell whether a code can be one of the ATC."""
    return re.fullmatch(r"[ABCDGHJLMNPRSV]\d\d([A-Z]([A-Z](\d\d)?)?)?", code.upper()) is not None


def check_age(world: World) -> Iterator[Found]:
    """age/minimum: below the label's minimum age or weight."""
    age, weight = age_years(world), world.case.patient.weight_kg
    for name in substances(world):
        entry = world.formulary.substances[name]
        ages = [(each, BY_LEVEL[each.level], number(each.years)) for each in entry.min_ages]
        yield from below(name, "age", age, list(ages), world)
        if age is None or age < ADULT_YEARS:
            kilos = [(each, BY_LEVEL[each.level], number(each.kg)) for each in entry.min_weights]
            yield from below(name, "weight_kg", None if weight is None else number(weight), list(kilos), world)


def below(
    name: str, asked: str, value: Fraction | None, floors: list[tuple[Statement, str, Fraction]], world: World
) -> Iterator[Found]:
    """Hold an age or a weight against all floors together, as one question."""
    severity = resolve([(x, s if value is None or value < floor else "no_finding") for x, s, floor in floors], world)
    if value is None and ORDER[severity] >= ORDER["defer"]:
        yield f"completeness/{asked}", asked, "needs_answer"
    elif value is not None and severity != "no_finding":
        yield "age/minimum", name, severity
