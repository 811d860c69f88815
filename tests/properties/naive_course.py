"""Checks on amounts, needle, indication and dates."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from tests.properties.naive_case import (
    World,
    age_years,
    all_drawn,
    amount,
    families,
    has_code,
    holds,
    in_class,
    ingredients,
    is_same_substance,
    medicines,
    needle_of,
    number,
    passes_dermis,
    skin_mm,
    substances,
    syringes,
    technique_of,
    true_depth,
    within_ages,
)
from tests.properties.naive_sources import cites_label, is_foreign_label, rank

from papule.knowledge.model.indication import Phase
from papule.knowledge.model.substance import Course, Limit
from papule.knowledge.model.technique import Danger, Range
from papule.treatment.case import PastSession, Syringe, Zone

Found = tuple[str, str, str]


# --- doses --------------------------------------------------------------------------------------


def today(substance: str, world: World) -> dict[str, Fraction]:
    """Give what is drawn up today of a substance, by unit."""
    total: dict[str, Fraction] = {}
    for each in all_drawn(world):
        for name, strength in ingredients(each):
            if name == substance and strength:
                value, unit = amount(strength)
                kind = unit.removesuffix("/mL")
                total[kind] = total.get(kind, Fraction(0)) + value * each.volume_ml
    return total


def sessions_within(per: str, world: World) -> list[PastSession]:
    """Give the earlier sessions within the time a limit speaks of."""
    history = world.case.treatment.history
    return [x for x in history if per == "course" or (per in ("day", "12h") and x.performed_on == world.as_of)]


def earlier(substance: str, per: str, world: World) -> dict[str, Fraction]:
    """Give what the history adds within the time a limit speaks of."""
    total: dict[str, Fraction] = {}
    for past in sessions_within(per, world):
        if substance in past.amounts:
            value, unit = amount(past.amounts[substance])
            total[unit] = total.get(unit, Fraction(0)) + value
    return total


def span(substance: str, limit: Limit, world: World) -> str:
    """Give the time that counts: local anaesthetics of the whole day against the maximum of a session."""
    return "day" if limit.per == "session" and is_numbing(substance, world) else limit.per


def is_untold(substance: str, limit: Limit, world: World) -> bool:
    """Tell whether something counts against a maximum that nobody can add: taken otherwise, or without its amount."""
    if limit.per == "session" and not is_numbing(substance, world):
        return False
    entry, unit = world.formulary.substances[substance], amount(limit.amount)[1].removesuffix("/kg")
    if limit.per != "session" and any(is_same_substance(each, entry, world) for each in medicines(world)):
        return True
    for past in sessions_within(span(substance, limit, world), world):
        given = past.amounts.get(substance)
        if given is None and substance in past.substances:
            return True
        if given is not None and amount(given)[1] != unit:
            return True
    return False


def maxima(substance: str, world: World) -> list[Limit]:
    """Give every maximum that applies to this person, here and now, in a unit that is drawn up."""
    units = today(substance, world) | (earlier(substance, "day", world) if is_numbing(substance, world) else {})
    return [each for each in at_this_age(substance, world) if amount(each.amount)[1].removesuffix("/kg") in units]


def at_this_age(substance: str, world: World) -> list[Limit]:
    """Give every maximum of an age, in any unit; those of the next older people where there is none."""
    limits = [x for x in world.formulary.substances[substance].limits if x.kind == "maximum" and holds(x, world)]
    found = [each for each in limits if within_ages(world, each.min_age_years, each.max_age_years)]
    return found or for_older(limits, world)


def for_older(limits: list[Limit], world: World) -> list[Limit]:
    """Give the maxima of the youngest people who are older than this one."""
    age = age_years(world)
    older = [x.min_age_years for x in limits if x.min_age_years and age is not None and number(x.min_age_years) > age]
    return [each for each in limits if older and each.min_age_years == min(older)]


def is_of_older(limit: Limit, world: World) -> bool:
    """Tell whether a maximum is that of older people."""
    return not within_ages(world, limit.min_age_years, limit.max_age_years)


def binding(substance: str, per: str, unit: str, world: World) -> list[tuple[Limit, str]]:
    """Give the maxima that decide a question, the smallest of its rank, with what passing it means."""
    limits = [each for each in maxima(substance, world) if (each.per, amount(each.amount)[1]) == (per, unit)]
    ranks = [(rank(each, world), each) for each in limits]
    best = max((x for x, _ in ranks if x is not None), default=None)
    national = [each for x, each in ranks if x == best and best is not None]
    foreign = [x for x in limits if any(is_foreign_label(c.source, world) for c in x.cite)]
    if any(cites_label(each, world) for each in limits):
        foreign = []
    found = [(each, "stop") for each in national] + [(each, "caution") for each in foreign]
    smallest = {severity: min(amount(x.amount)[0] for x, s in found if s == severity) for _, severity in found}
    return [(each, severity) for each, severity in found if amount(each.amount)[0] == smallest[severity]]


def deciding(substance: str, world: World) -> list[tuple[Limit, str]]:
    """Give the maxima that decide: a span, a unit, by weight or not, are each a question."""
    asked = sorted({(each.per, amount(each.amount)[1]) for each in maxima(substance, world)})
    return [found for per, unit in asked for found in binding(substance, per, unit, world)]


def fraction(substance: str, limit: Limit, world: World) -> Fraction | None:
    """Give the share of a maximum that is reached; none when the weight is not known."""
    most, unit = amount(limit.amount)
    weight = world.case.patient.weight_kg
    if unit.endswith("/kg"):
        if weight is None:
            return None
        most, unit = most * number(weight), unit.removesuffix("/kg")
    before = earlier(substance, span(substance, limit, world), world)
    return (today(substance, world).get(unit, Fraction(0)) + before.get(unit, Fraction(0))) / most


def shares(substance: str, world: World) -> list[Fraction]:
    """Give the share of each maximum that is reached, where it can be told."""
    told = [fraction(substance, limit, world) for limit, _ in deciding(substance, world)]
    return [share for share in told if share is not None]


def is_numbing(substance: str, world: World) -> bool:
    """Tell whether a substance is a local anaesthetic."""
    return world.formulary.substances[substance].local_anaesthetic


def check_maxima(world: World) -> Iterator[Found]:
    """dose/maximum, dose/weight-unknown."""
    for name in substances(world):
        for limit, severity in deciding(name, world):
            share = fraction(name, limit, world)
            if share is None:
                yield "dose/weight-unknown", name, "needs_answer"
            elif share > 1:
                yield "dose/maximum", name, severity
            elif is_of_older(limit, world):
                yield "dose/maximum", name, "caution"
            if is_untold(name, limit, world):
                yield "dose/maximum", name, "needs_answer"


def check_high(world: World) -> Iterator[Found]:
    """dose/high of one substance, where no maximum of it is passed."""
    for name in substances(world):
        if any(share > 1 for share in shares(name, world)):
            continue
        for limit, _ in deciding(name, world):
            counts = is_numbing(name, world) or limit.amount.strip().endswith("/kg")
            if (
                counts
                and not is_of_older(limit, world)
                and (fraction(name, limit, world) or 0) >= number(world.formulary.edition.high_dose_share)
            ):
                yield "dose/high", name, "caution"


def check_anaesthetics(world: World) -> Iterator[Found]:
    """dose/local-anaesthetics, dose/high: local anaesthetics together, each by its own gravest maximum."""
    names = {name for name in substances(world) if is_numbing(name, world)}
    if names:
        names |= {x for past in sessions_within("day", world) for x in past.amounts if is_numbing(x, world)}
    given = {x for past in sessions_within("day", world) for x in (*past.substances, *past.amounts)}
    for name in given - set(substances(world)) if names else ():
        if is_numbing(name, world):
            yield from untold_of(name, world)
    yield from own_anaesthetics(world)
    numbing = {name: max(shares(name, world)) for name in names if shares(name, world)}
    total, about = sum(numbing.values()), "+".join(sorted(numbing))
    if len(numbing) > 1 and total > 1:
        yield "dose/local-anaesthetics", about, "stop"
    elif len(numbing) > 1 and total >= number(world.formulary.edition.high_dose_share):
        yield "dose/high", about, "caution"


def untold_of(substance: str, world: World) -> Iterator[Found]:
    """dose/maximum of an anaesthetic that only an earlier session of the day gave, in no amount that adds up."""
    if any(is_untold(substance, limit, world) for limit in at_this_age(substance, world)):
        yield "dose/maximum", substance, "needs_answer"


def own_anaesthetics(world: World) -> Iterator[Found]:
    """dose/local-anaesthetics: a medicine of the patient that numbs too."""
    for name in substances(world):
        codes = set(world.formulary.substances[name].atc)
        kin = [x for x in world.formulary.interaction_classes.values() if has_code(codes, x.atc, x.not_atc)]
        for each in medicines(world) if is_numbing(name, world) and deciding(name, world) else ():
            if any(in_class(each, group, world) for group in kin):
                yield "dose/local-anaesthetics", "+".join(sorted((name, each.name))), "caution"


# --- geometry -----------------------------------------------------------------------------------


def zones(world: World) -> Iterator[tuple[str, Syringe, Zone]]:
    """Give every zone with its name: site and side."""
    for syringe, _ in syringes(world):
        for zone in syringe.zones:
            yield (f"{zone.site}-{zone.side}" if zone.side else zone.site), syringe, zone


def outside(value: Fraction, ranges: list[Range]) -> bool:
    """Tell whether a value is outside every range."""
    return bool(ranges) and not any(
        (each.low is None or value >= number(each.low)) and (each.high is None or value <= number(each.high))
        for each in ranges
    )


def check_geometry(world: World) -> Iterator[Found]:
    """geometry/outside-technique, /volume-per-point, /below-dermis, /not-measured."""
    for about, syringe, zone in zones(world):
        technique = world.formulary.techniques[technique_of(syringe, zone)]
        depth, skin = true_depth(needle_of(syringe, zone)), skin_mm(zone.site, world)
        if depth is not None and outside(depth, [x for x in technique.depth_mm if holds(x, world)]):
            yield "geometry/outside-technique", about, "caution"
        if zone.volume_per_point_ml is not None:
            every = world.formulary.techniques.values()
            ranges = [x for other in every for x in other.volume_per_point_ml if holds(x, world)]
            if outside(number(zone.volume_per_point_ml), ranges):
                yield "geometry/volume-per-point", about, "caution"
        if skin is not None and depth is not None and depth > skin:
            yield "geometry/below-dermis", about, "caution" if technique.superficial else "info"


def check_measured(world: World) -> Iterator[Found]:
    """geometry/not-measured, told once."""
    unknown = sorted(zone.site for _, _, zone in zones(world) if skin_mm(zone.site, world) is None)
    if unknown:
        yield "geometry/not-measured", unknown[0], "info"


def check_dangers(world: World) -> Iterator[Found]:
    """geometry/danger-zone."""
    for about, syringe, zone in zones(world):
        depth = true_depth(needle_of(syringe, zone))
        own = world.formulary.body_sites[zone.site].dangers
        for danger, severity in [(x, "caution") for x in own] + [(x, "info") for x in in_parts(zone.site, world)]:
            if not holds(danger, world) or not within_ages(world, danger.min_age_years, danger.max_age_years):
                continue
            if severity == "info" and (danger.from_depth_mm is None or danger.id in {x.id for x in own}):
                continue
            if danger.from_depth_mm is None or depth is None:  # a depth that nobody knows: the technique tells
                reached = passes_dermis(syringe, zone, world)
            else:
                reached = depth >= number(danger.from_depth_mm)
            if reached:
                yield "geometry/danger-zone", about, severity


def in_parts(site: str, world: World) -> list[Danger]:
    """Give the dangers of every site that belongs to a wider one, however far down."""
    parts = [x for x in world.formulary.body_sites.values() if x.region == site]
    return [danger for part in parts for danger in (*part.dangers, *in_parts(part.id, world))]


def check_volumes(world: World) -> Iterator[Found]:
    """geometry/volume-balance."""
    for place, (syringe, contents) in enumerate(syringes(world), 1):
        planned = sum(
            (number(x.volume_per_point_ml) * x.points for x in syringe.zones if x.volume_per_point_ml and x.points),
            Fraction(0),
        )
        if contents and planned > sum((each.volume_ml for each in contents), Fraction(0)):
            yield "geometry/volume-balance", f"syringe-{place}", "needs_answer"


# --- indication ---------------------------------------------------------------------------------


def phases(world: World) -> list[Phase]:
    """Give what is held on the phases of the indication."""
    name = world.case.treatment.indication
    return [x for x in world.formulary.indications[name].phases if holds(x, world)] if isinstance(name, str) else []


def check_restrictions(world: World) -> Iterator[Found]:
    """indication/safety-restriction; the phase, where it would decide."""
    treatment = world.case.treatment
    for name in substances(world):
        for rule in world.formulary.substances[name].restrictions:
            if not holds(rule, world):
                continue
            if treatment.indication not in rule.allowed_indications or treatment.phase in rule.not_phases:
                yield "indication/safety-restriction", name, "stop"
            elif treatment.phase is None and rule.not_phases:
                yield "completeness/phase", "phase", "needs_answer"


def check_licence(world: World) -> Iterator[Found]:
    """indication/licence."""
    for name in substances(world):
        entry = world.formulary.substances[name]
        if entry.kind not in ("diluent", "device") and any(holds(x, world) for x in entry.licensed_indications):
            yield "indication/licence", name, "info"


def check_phase(world: World) -> Iterator[Found]:
    """indication/phase."""
    for phase in phases(world):
        applies = phase.avoid_before_day is None and phase.phase in ("any", world.case.treatment.phase)
        for name in substances(world):
            if applies and families(name, world) & set(phase.avoid_families):
                yield "indication/phase", name, "caution"


def check_evidence(world: World) -> Iterator[Found]:
    """indication/evidence: one regulator, review or trial that found no effect."""
    indication = world.case.treatment.indication
    for study in world.formulary.indications[indication].evidence if isinstance(indication, str) else ():
        kinds = {world.formulary.sources[x.source].kind for x in study.cite}
        against = study.finding in ("no-effect", "none-sound") and kinds & {"regulator", "review", "trial"}
        if against and holds(study, world):
            yield "indication/evidence", str(indication), "caution"


# --- schedule -----------------------------------------------------------------------------------


def check_interval(world: World) -> Iterator[Found]:
    """schedule/interval: as planned, or since the last session."""
    session, history = world.case.treatment.session, world.case.treatment.history
    given = []
    if session and session.interval_days is not None and session.planned != 1:
        given.append(session.interval_days)
    if history:
        given.append((world.as_of - max(x.performed_on for x in history)).days)
    shortest = [x.min_interval_days for x in world.formulary.schedules.values() if x.min_interval_days]
    if given and shortest and min(given) < min(shortest):
        yield "schedule/interval", "schedule", "caution"


def check_too_early(world: World) -> Iterator[Found]:
    """schedule/too-early."""
    onset = world.case.treatment.onset_on
    for phase in phases(world):
        if phase.avoid_before_day is None or onset is None:
            continue
        for name in substances(world):
            early = (world.as_of - onset).days < phase.avoid_before_day
            if early and families(name, world) & set(phase.avoid_families):
                yield "schedule/too-early", name, "caution"


def check_reassess(world: World) -> Iterator[Found]:
    """schedule/reassess."""
    treatment = world.case.treatment
    numbered = treatment.session.number - 1 if treatment.session and treatment.session.number else 0
    done = max(numbered, len(treatment.history))
    if treatment.aim != "therapeutic" or done < max(x.after_sessions or 0 for x in world.formulary.stop_rules.values()):
        return
    pain = treatment.session.nrs if treatment.session else None
    scores = [x.nrs for x in sorted(treatment.history, key=lambda x: x.performed_on)]
    first = scores[0] if len(scores) == done else None
    if pain is None or first is None or not improved(number(first), number(pain), world):
        yield "schedule/reassess", "schedule", "needs_answer"


def improved(first: Fraction, now: Fraction, world: World) -> bool:
    """Tell whether the pain fell by a difference that a source calls important."""
    for each in world.formulary.outcomes[world.formulary.edition.improvement].important:
        if each.points is not None and first - now >= number(each.points):
            return True
        if each.share is not None and first > 0 and (first - now) / first >= number(each.share):
            return True
    return False


def days_used(substance: str, course: Course, world: World) -> int:
    """Count the days of a course, today included."""
    days = sorted(
        {x.performed_on for x in world.case.treatment.history if substance in (*x.substances, *x.amounts)}
        | {world.as_of}
    )
    if course.counting == "administrations":
        return len(days)
    if course.counting == "elapsed":
        return (days[-1] - days[0]).days + 1
    run = 1
    while world.as_of - timedelta(days=run) in days:
        run += 1
    return run


def check_course(world: World) -> Iterator[Found]:
    """schedule/course-maximum."""
    for name in substances(world):
        for course in world.formulary.substances[name].courses:
            if holds(course, world) and days_used(name, course, world) > course.days:
                yield "schedule/course-maximum", name, "stop"
