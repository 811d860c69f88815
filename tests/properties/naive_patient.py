"""Checks on the person: contraindications, allergies, interactions, age, what was not asked."""

from collections.abc import Iterator

from papule.kernel.severity import ORDER
from papule.knowledge.model.substance import Contraindication, Interaction
from papule.treatment.case import NamedAllergy

from tests.properties.naive_case import (
    World,
    age_years,
    all_drawn,
    answer,
    covered,
    deep_for,
    in_class,
    ingredients,
    is_called,
    medicine_says_yes,
    medicines,
    number,
    presentations_that_count,
    substances,
)
from tests.properties.naive_sources import BY_LEVEL, resolve

Found = tuple[str, str, str]  # code, id of what it is about, severity


def if_yes(position: Contraindication, target: str, world: World) -> str:
    """Say what a yes would give by one position."""
    fact = world.formulary.facts[position.fact]
    if position.route == "intramuscular" and position.level in ("contraindicated", "advised-against"):
        return "stop" if deep_for(target, world) else "caution"
    if position.level == "contraindicated" and fact.temporary:
        return "defer"
    return BY_LEVEL[position.level]


def questions(world: World) -> Iterator[tuple[str, str, str]]:
    """Give every fact against every target, with what a yes would give."""
    everything = [each for table in world.formulary.technique_rules.values() for each in table.positions]
    targets = [("", everything)] + [(name, list(world.formulary.substances[name].contraindications)) for name in substances(world)]
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
        yes = said.get(fact.id) == "yes" or medicine_says_yes(fact, world)
        if medicine_says_yes(fact, world) and said.get(fact.id) == "no":
            yield f"contradiction/{fact.id}", fact.id, "needs_answer"
        for other in fact.implies:
            if yes and said.get(other) == "no":
                yield f"contradiction/{other}", other, "needs_answer"
        for other in fact.excludes:
            if yes and said.get(other) == "yes":
                yield f"contradiction/{other}", other, "needs_answer"
    if world.case.patient.amenorrhoea_weeks is not None and said.get("pregnancy") == "no":
        yield "contradiction/pregnancy", "pregnancy", "needs_answer"


def check_allergies(world: World) -> Iterator[Found]:
    """allergy/GROUP against substances and excipients; allergies that were not asked."""
    given = world.case.patient.allergies
    for each in all_drawn(world):
        groups = {group for name, _ in ingredients(each) for group in world.formulary.substances[name].allergy_groups}
        if each.product:
            groups |= {x.id for shown in presentations_that_count(each.product, world) for x in shown.excipients}
        if groups and given is None:
            yield "completeness/allergies", "allergies", "needs_answer"
        for allergy in named_allergies(world):
            if covered(allergy, world) & groups:
                yield f"allergy/{allergy}", each.written, "stop"


def named_allergies(world: World) -> list[str]:
    """Give the allergy groups that the patient names."""
    given = world.case.patient.allergies
    if given is None or given == "none":
        return []
    found = []
    for each in given:
        if isinstance(each, NamedAllergy):
            found += [group.id for group in world.formulary.allergy_groups.values() if is_called(group, each.name)]
        else:
            found.append(each)
    return found


def interaction_severity(position: Interaction, substance: str, world: World) -> str:
    """Say what an interaction means by one position."""
    if position.route == "intramuscular" and position.level in ("contraindicated", "advised-against"):
        return "stop" if deep_for(substance, world) else "caution"
    return BY_LEVEL[position.level]


def check_interactions(world: World) -> Iterator[Found]:
    """interaction/CLASS, identity/unknown-medicine, completeness/medicines."""
    for substance in substances(world):
        positions = world.formulary.substances[substance].interactions
        for group in sorted({each.with_class for each in positions}):
            held = [(each, interaction_severity(each, substance, world)) for each in positions if each.with_class == group]
            severity = resolve(list(held), world)
            if severity == "no_finding":
                continue
            if world.case.patient.medicines is None and ORDER[severity] >= ORDER["defer"]:
                yield "completeness/medicines", "medicines", "needs_answer"
            for medicine in medicines(world):
                if in_class(medicine, world.formulary.interaction_classes[group], world):
                    yield f"interaction/{group}", f"{medicine.name}+{substance}", severity


def check_identity(world: World) -> Iterator[Found]:
    """identity/unknown-medicine, identity/alias."""
    for medicine in medicines(world):
        known = world.formulary.drugs.find(medicine.name) is not None or bool(medicine.atc)
        named = any(is_called(group, medicine.name) for group in world.formulary.interaction_classes.values())
        if not known and not named:
            yield "identity/unknown-medicine", medicine.name, "needs_answer"
    for each in all_drawn(world):
        if each.resolved_from:
            yield "identity/alias", each.written, "info"


def check_age(world: World) -> Iterator[Found]:
    """age/minimum: below the label's minimum age or weight."""
    age, weight = age_years(world), world.case.patient.weight_kg
    for name in substances(world):
        substance = world.formulary.substances[name]
        ages = [(each, "no_finding" if age is not None and age >= number(each.years) else BY_LEVEL[each.level]) for each in substance.min_ages]
        severity = resolve(list(ages), world)
        if severity != "no_finding" and age is not None:
            yield "age/minimum", name, severity
        elif ORDER[severity] >= ORDER["defer"]:
            yield "completeness/age", "age", "needs_answer"
        kilos = [
            (each, "no_finding" if weight is not None and number(weight) >= number(each.kg) else BY_LEVEL[each.level])
            for each in substance.min_weights
        ]
        severity = resolve(list(kilos), world)
        if severity != "no_finding" and weight is not None:
            yield "age/minimum", name, severity
        elif ORDER[severity] >= ORDER["defer"]:
            yield "dose/weight-unknown", name, "needs_answer"
