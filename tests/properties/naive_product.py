"""Checks on what is injected and by whom: law, society, market, route, mixture."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from papule.knowledge.model.rule import Ban, OperatorRule
from papule.knowledge.model.substance import Compatibility

from tests.properties.naive_case import (
    Drawn,
    World,
    all_drawn,
    amount,
    families,
    holds,
    ingredients,
    local,
    market_status,
    presentations_that_count,
    syringes,
    technique_of,
)
from tests.properties.naive_sources import worst

Found = tuple[str, str, str]


# --- law ----------------------------------------------------------------------------------------


def forbids(ban: Ban, world: World) -> bool:
    """Tell whether a ban is in force here and now."""
    during = any(each.since <= world.as_of and (each.until is None or world.as_of < each.until) for each in ban.periods)
    return during and (not ban.countries or world.country in ban.countries)


def check_law(world: World) -> Iterator[Found]:
    """law/fat-lysis, law/substance-banned, law/not-a-medicine, law/compounding."""
    treatment = world.case.treatment
    purposes = {treatment.aim, treatment.indication if isinstance(treatment.indication, str) else ""}
    for ban in world.formulary.bans.values():
        if not forbids(ban, world):
            continue
        if ban.code == "law/compounding":
            for number_, (_, contents) in enumerate(syringes(world), 1):
                if len(contents) > 1:
                    yield ban.code, f"syringe {number_}", "info"
            continue
        if treatment.aim in ban.aims:
            yield ban.code, treatment.aim, "prohibited"
        if isinstance(treatment.indication, str) and treatment.indication in ban.indications:
            yield ban.code, treatment.indication, "prohibited"
        for each in all_drawn(world):
            banned = {name for name, _ in ingredients(each)} & set(ban.substances)
            if banned and (not ban.only_for or purposes & set(ban.only_for)):
                yield ban.code, each.written, "prohibited"


def check_operator(world: World) -> Iterator[Found]:
    """law/operator."""
    operator = world.case.treatment.operator
    if operator is None:
        return
    for table in world.formulary.operators.values():
        rule = table
        if rule.profession == operator.profession and holds(rule, world) and oversteps(rule, world):
            yield "law/operator", operator.profession, "prohibited"


def oversteps(rule: OperatorRule, world: World) -> bool:
    """Tell whether this operator does what the rule does not allow."""
    operator = world.case.treatment.operator
    assert operator is not None
    if not rule.allowed or (rule.diploma == "required" and operator.diploma == "no"):
        return True
    for syringe, contents in syringes(world):
        used = {technique_of(syringe, None), *(technique_of(syringe, zone) for zone in syringe.zones)}
        if rule.techniques and not used <= set(rule.techniques):
            return True
        active = [each for each in contents if world.formulary.substances[each.substance].kind != "diluent"]
        if rule.alone and len({each.substance for each in active}) > 1:
            return True
        if rule.only and not all(permitted(each, rule) for each in active):
            return True
    return False


def permitted(each: Drawn, rule: OperatorRule) -> bool:
    """Tell whether every ingredient of a content is allowed, and weak enough."""
    for name, strength in ingredients(each):
        allowed = [x for x in rule.only if x.substance == name]
        if not allowed or not strength or amount(strength)[0] > max(amount(x.max_strength)[0] for x in allowed):
            return False
    return True


# --- society ------------------------------------------------------------------------------------


def check_society(world: World) -> Iterator[Found]:
    """society/corticosteroid, society/too-many-products, society/device."""
    name = world.case.setting.society
    if name is None:
        return
    for rule in world.formulary.societies[name].rules:
        if not holds(rule, world):
            continue
        if world.case.treatment.device in rule.devices:
            yield rule.code, world.case.treatment.device, "stop"
        for each in all_drawn(world):
            if families(each.substance, world) & set(rule.families):
                yield rule.code, each.written, "stop"
        if rule.max_products is None:
            continue
        for place, (_, contents) in enumerate(syringes(world), 1):
            entries = {each.substance: world.formulary.substances[each.substance] for each in contents}
            active = [x for x in entries.values() if x.kind != "diluent" and not x.local_anaesthetic]
            numbed = any(x.local_anaesthetic for x in entries.values())
            if len(active) > rule.max_products:
                yield rule.code, f"syringe {place}", "stop"
            elif len(active) == rule.max_products and numbed:
                yield rule.code, f"syringe {place}", "caution"


# --- market and route ---------------------------------------------------------------------------


def check_availability(world: World) -> Iterator[Found]:
    """availability/*."""
    for each in all_drawn(world):
        statuses = []
        if each.product:
            statuses = [market_status(x, world) for x in each.product.presentations if local(x, world)]
        statuses = [status for status in statuses if status]
        if not statuses:
            rows = [x for x in world.formulary.substances[each.substance].market if holds(x, world)]
            statuses = [max(rows, key=lambda x: x.since or date.min).status] if rows else []
        if not statuses:
            yield "availability/unknown", each.written, "info"
        elif "marketed" in statuses:
            if in_tension(each, world):
                yield "availability/shortage", each.written, "info"
        else:
            kind = next(x for x in ("not-marketed", "no-injectable", "withdrawn") if x in statuses)
            yield f"availability/{kind}", each.written, "stop"


def in_tension(each: Drawn, world: World) -> bool:
    """Tell whether every marketed presentation is hard to get."""
    if each.product is None:
        return False
    marketed = [x for x in each.product.presentations if local(x, world) and market_status(x, world) == "marketed"]
    states = []
    for shown in marketed:
        rows = [x for x in shown.shortages if holds(x, world)]
        states.append(max(rows, key=lambda x: x.since or date.min).status if rows else "back")
    return bool(states) and all(state in ("tension", "out-of-stock") for state in states)


def check_route(world: World) -> Iterator[Found]:
    """route/off-label, route/label-warns, route/never-inject."""
    for each in all_drawn(world):
        warnings = [x for x in world.formulary.substances[each.substance].route_warnings if holds(x, world)]
        if any(x.never for x in warnings) or (each.product and each.product.never_inject):
            yield "route/never-inject", each.written, "stop"
        elif warnings:
            yield "route/label-warns", each.written, "stop"
        shown = presentations_that_count(each.product, world) if each.product else []
        if shown and not any("intradermal" in x.routes for x in shown):
            yield "route/off-label", each.written, "info"


# --- one syringe --------------------------------------------------------------------------------


def names_of(each: Drawn, world: World) -> set[str]:
    """Give what a statement on pairs may call a content."""
    product = {each.product.id} if each.product else set()
    return product | {each.substance, "any"} | families(each.substance, world)


def statements_on(one: Drawn, other: Drawn, world: World) -> list[Compatibility]:
    """Give every statement in force on a pair."""
    first, second = names_of(one, world), names_of(other, world)
    found = []
    for table in world.formulary.compatibility.values():
        for pair in table.pairs:
            a, b = pair.between
            if holds(pair, world) and ((a in first and b in second) or (b in first and a in second)):
                found.append(pair)
    return found


def check_compatibility(world: World) -> Iterator[Found]:
    """compatibility/*, mixture/never-mixed."""
    for place, (_, contents) in enumerate(syringes(world), 1):
        for one, other in combinations(contents, 2):
            if one.substance == other.substance:
                continue
            statements = statements_on(one, other, world)
            verdicts = {each.verdict for each in statements}
            about = "+".join(sorted((one.substance, other.substance)))
            bad, good = verdicts & {"incompatible", "forbidden"}, verdicts & {"compatible", "reported-use", "lifted"}
            if any(each.never_mixed for each in statements):
                yield "mixture/never-mixed", about, "stop"
            elif bad and good:
                yield "compatibility/conflicting", f"syringe {place}", "caution"
            elif bad:
                yield "compatibility/incompatible", about, "stop"
            elif not verdicts & {"compatible", "conditional"}:
                yield "compatibility/no-data", f"syringe {place}", "info"


def check_mixture(world: World) -> Iterator[Found]:
    """mixture/duplicate-family, mixture/appearance."""
    for place, (syringe, contents) in enumerate(syringes(world), 1):
        kinds = sorted({each.substance for each in contents})
        for one, other in combinations(kinds, 2):
            shared = families(one, world) & families(other, world)
            severity = worst({"stop": "stop", "caution": "caution"}.get(world.formulary.families[x].duplicate, "no_finding") for x in shared)
            if severity != "no_finding":
                yield "mixture/duplicate-family", f"{one}+{other}", severity
        seen = {"milky": "stop", "precipitate": "stop", "cloudy": "defer"}.get(syringe.appearance or "")
        if seen:
            yield "mixture/appearance", f"syringe {place}", seen
