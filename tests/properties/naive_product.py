"""Checks on what is injected and by whom: law, society, market, route, mixture."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

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
    with_parents,
)

from papule.knowledge.model.rule import Ban, OperatorRule, SocietyRule
from papule.knowledge.model.substance import Compatibility, RouteWarning

Found = tuple[str, str, str]


# --- law ----------------------------------------------------------------------------------------


def forbids(ban: Ban, world: World) -> bool:
    """Tell whether a ban is in force here and now."""
    during = any(each.since <= world.as_of and (each.until is None or world.as_of < each.until) for each in ban.periods)
    return during and (not ban.countries or world.country in ban.countries)


def check_law(world: World) -> Iterator[Found]:
    """law/fat-lysis, law/substance-banned, law/not-a-medicine: the purpose, then the products."""
    aim, indication = world.case.treatment.aim, purpose(world)
    for ban in world.formulary.bans.values():
        if ban.code == "law/compounding" or not forbids(ban, world):
            continue
        if aim in ban.aims:
            yield ban.code, "treatment", "prohibited"
        elif indication in ban.indications:
            yield ban.code, indication, "prohibited"
        for each in all_drawn(world):
            banned = {name for name, _ in ingredients(each)} & set(ban.substances)
            if banned and (not ban.only_for or {aim, indication} & set(ban.only_for)):
                yield ban.code, each.written, "prohibited"


def purpose(world: World) -> str:
    """Give the indication, where it is one of the catalogue."""
    given = world.case.treatment.indication
    return given if isinstance(given, str) else ""


def check_compounding(world: World) -> Iterator[Found]:
    """law/compounding, told once."""
    mixed = [place for place, (_, contents) in enumerate(syringes(world), 1) if is_mixture(contents)]
    for ban in world.formulary.bans.values():
        if ban.code == "law/compounding" and mixed and forbids(ban, world):
            yield ban.code, f"syringe-{mixed[0]}", "info"


def is_mixture(contents: list[Drawn]) -> bool:
    """Tell whether two products or more are in one syringe."""
    return len({each.written for each in contents}) > 1


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
        active = {x for each in contents for x, _ in ingredients(each) if is_active(x, world)}
        if rule.alone and len(active) > 1:
            return True
        if rule.only and not all(permitted(each, rule) for each in contents if is_active(each.substance, world)):
            return True
    return False


def is_active(substance: str, world: World) -> bool:
    """Tell whether a substance acts: diluents do not."""
    return world.formulary.substances[substance].kind != "diluent"


def permitted(each: Drawn, rule: OperatorRule) -> bool:
    """Tell whether every ingredient of a content is allowed, and weak enough."""
    for name, strength in ingredients(each):
        allowed = [x for x in rule.only if x.substance == name]
        if not allowed or not strength or amount(strength)[0] > max(amount(x.max_strength)[0] for x in allowed):
            return False
    return True


# --- society ------------------------------------------------------------------------------------


def check_society(world: World) -> Iterator[Found]:
    """society/corticosteroid, society/device."""
    for rule in society_rules(world):
        if world.case.treatment.device in rule.devices:
            yield rule.code, world.case.treatment.device, "stop"
        for each in all_drawn(world):
            if kinds_of(each, world) & set(rule.families):
                yield rule.code, each.written, "stop"


def society_rules(world: World) -> list[SocietyRule]:
    """Give the rules in force of the society that is followed."""
    name = world.case.setting.society
    return [x for x in world.formulary.societies[name].rules if holds(x, world)] if name is not None else []


def check_number(world: World) -> Iterator[Found]:
    """society/too-many-products."""
    for rule in society_rules(world):
        for place, (_, contents) in enumerate(syringes(world), 1):
            active = {each.substance for each in contents if counts(each.substance, world)}
            if rule.max_products is not None and len(active) > rule.max_products:
                yield rule.code, f"syringe-{place}", "stop"
            elif len(active) == rule.max_products and any(numbs(each, world) for each in contents):
                yield rule.code, f"syringe-{place}", "caution"


def counts(substance: str, world: World) -> bool:
    """Tell whether a substance is an active one beside the local anaesthetic."""
    return is_active(substance, world) and not world.formulary.substances[substance].local_anaesthetic


def numbs(each: Drawn, world: World) -> bool:
    """Tell whether a content holds a local anaesthetic."""
    return any(world.formulary.substances[name].local_anaesthetic for name, _ in ingredients(each))


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
            kind = next(x for x in ("not-marketed", "withdrawn", "no-injectable") if x in statuses)
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
    for syringe, contents in syringes(world):
        zones = syringe.zones or (None,)
        wanted = {"subcutaneous" if technique_of(syringe, x) == "hypodermic" else "intradermal" for x in zones}
        for each in contents:
            substance = world.formulary.substances[each.substance]
            warnings = [x for x in warned_of(each, world) if not x.sites or is_given_at(each, x.sites, world)]
            if any(not x.never for x in warnings):
                yield "route/label-warns", each.written, "stop"
            if any(x.never for x in warnings) or (each.product and each.product.never_inject):
                yield "route/never-inject", each.written, "stop"
                continue
            shown = presentations_that_count(each.product, world) if each.product else []
            routes = {route for x in shown for route in x.routes}
            if routes and wanted - routes and substance.kind != "diluent":
                yield "route/off-label", each.written, "info"


def warned_of(each: Drawn, world: World) -> list[RouteWarning]:
    """Give the warnings on everything that a content holds."""
    held = [world.formulary.substances[name] for name, _ in ingredients(each)]
    return [x for substance in held for x in substance.route_warnings if holds(x, world)]


def is_given_at(each: Drawn, sites: tuple[str, ...], world: World) -> bool:
    """Tell whether a product may be given at one of some sites; where no site is told, it may."""
    with_it = [syringe for syringe, contents in syringes(world) if each.written in {x.written for x in contents}]
    told = {zone.site for syringe in with_it for zone in syringe.zones}
    return not told or bool(told & set(sites))


# --- one syringe --------------------------------------------------------------------------------


def names_of(each: Drawn, world: World) -> set[str]:
    """Give what a statement on pairs may call a content."""
    product = {each.product.id} if each.product else set()
    inside = {name for name, _ in ingredients(each)}
    return product | inside | {"any"} | kinds_of(each, world)


def kinds_of(each: Drawn, world: World) -> set[str]:
    """Give the families of everything that a content holds."""
    return {family for name, _ in ingredients(each) for family in families(name, world)}


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
            never = any(each.never_mixed for each in statements)
            told = judged({each.verdict for each in statements})
            if never:
                yield "mixture/never-mixed", pair(one, other), "stop"
            if told == "conflicting":
                yield "compatibility/conflicting", f"syringe-{place}", "caution"
            elif told == "incompatible" and not never:
                yield "compatibility/incompatible", pair(one, other), "stop"
            elif told == "no-data":
                yield "compatibility/no-data", f"syringe-{place}", "info"


def judged(verdicts: set[str]) -> str:
    """Say what statements on a pair come to."""
    if "incompatible" in verdicts:  # only a measurement that holds always speaks against it
        return "conflicting" if "compatible" in verdicts else "incompatible"
    if "forbidden" in verdicts:  # an old sentence of a label, against which reported use counts
        return "conflicting" if verdicts - {"forbidden"} else "incompatible"
    if "conditional" in verdicts:
        return "conflicting"
    return "compatible" if "compatible" in verdicts else "no-data"


def main_kinds(each: Drawn, world: World) -> set[str]:
    """Give the main family of everything that a content holds, with the families it belongs to."""
    first = [world.formulary.substances[name].families[:1] for name, _ in ingredients(each)]
    return {family for main in first for family in with_parents(main, world)}


def doubled(one: Drawn, other: Drawn, world: World) -> set[str]:
    """Give what the main families that two contents share say of two of them."""
    if one.substance == other.substance:
        return set()
    return {world.formulary.families[each].duplicate for each in main_kinds(one, world) & main_kinds(other, world)}


def pair(one: Drawn, other: Drawn) -> str:
    """Name a pair."""
    return "+".join(sorted((one.substance, other.substance)))


def check_duplicates(world: World) -> Iterator[Found]:
    """mixture/duplicate-family, of those families that are not doubled in the whole session."""
    for one, other in combinations(all_drawn(world), 2):
        if "stop" in doubled(one, other, world):
            yield "mixture/duplicate-family", pair(one, other), "stop"


def check_mixture(world: World) -> Iterator[Found]:
    """mixture/duplicate-family, mixture/appearance."""
    for place, (syringe, contents) in enumerate(syringes(world), 1):
        for one, other in combinations(contents, 2):
            if "caution" in doubled(one, other, world):
                yield "mixture/duplicate-family", pair(one, other), "caution"
        seen = {"milky": "stop", "precipitate": "stop", "cloudy": "defer"}.get(syringe.appearance or "")
        if seen:
            yield "mixture/appearance", f"syringe-{place}", seen
