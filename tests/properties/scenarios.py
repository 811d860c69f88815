"""An ordinary treatment with one thing out of the way: each scenario draws close to the borders of one subject.

What `strategies.py` draws is broad and seldom hits an exact maximum, the day a law begins, or a
needle that ends where the skin does. Here the values are taken from the knowledge itself: the
amount of a limit, the first day of a period, the mean of a measurement, and their neighbours.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.properties.basis import (
    ANSWERS,
    DAY,
    TODAY,
    Draw,
    Plain,
    askable,
    days_of,
    formulary,
    ids,
    in_its_unit,
    months_before,
)

from papule.kernel.age import MONTHS_A_YEAR
from papule.kernel.quantity import plain as plain_number
from papule.kernel.quantity import quantity
from papule.knowledge.model.substance import Limit, Substance

COUNTRIES = st.sampled_from(("FR", "FR", "FR", "BE", "CH", "DE", "IT", "ES"))


def ordinary(as_of: date = TODAY, country: str = "FR") -> Plain:
    """Give an ordinary patient with an ordinary treatment, that nothing speaks against."""
    needle = {"length_mm": 4, "angle_deg": 30, "inserted_mm": 3}
    zone = {"site": "lumbar-spine", "side": "left", "points": 10, "volume_per_point_ml": 0.02}
    syringe = {
        "technique": "superficial-intradermal",
        "needle": needle,
        "contents": [{"product": "lidocaine-10mg-ml", "volume_ml": 1}],
        "zones": [zone],
    }
    answers = dict.fromkeys(askable(), "no") | {"effective-contraception": "yes"}
    return {
        "papule": 1,
        "as_of": as_of,
        "setting": {"country": country},
        "patient": {
            "sex": "female",
            "age_years": 40,
            "weight_kg": 60,
            "facts": answers,
            "allergies": "none",
            "medicines": "none",
        },
        "treatment": {
            "indication": "low-back-pain-acute",
            "phase": "acute",
            "operator": {"profession": "physician", "diploma": "yes"},
            "syringes": [syringe],
        },
    }


def contents_of(plain: Plain) -> list[Plain]:
    """Give the contents of the only syringe."""
    found: list[Plain] = plain["treatment"]["syringes"][0]["contents"]
    return found


def put_in(plain: Plain, *contents: Plain) -> None:
    """Draw up these instead."""
    contents_of(plain)[:] = contents


def days_around(*entries: object) -> st.SearchStrategy[date]:
    """Draw today, or a day on which something in the entries begins or ends, or one beside it."""
    return st.sampled_from([TODAY, *days_of(*entries)])


def products_in(*families: str) -> tuple[str, ...]:
    """Give the products of substances in some families."""
    book = formulary()
    return tuple(key for key in book.products if set(families) & set(substance_of(key).families))


def substance_of(product: str) -> Substance:
    """Give the substance of a product."""
    return formulary().substances[formulary().products[product].substance]


@cache
def products_with(statement: str) -> tuple[str, ...]:
    """Give the products of substances of which there is a statement of some kind."""
    book = formulary()
    return tuple(
        key for key, each in sorted(book.products.items()) if getattr(book.substances[each.substance], statement)
    )


@st.composite
def operators(draw: Draw) -> Plain:
    """Who injects what, how, where: mostly within what a limited profession may do, or one step out of it."""
    rules = sorted(formulary().operators.values(), key=lambda rule: rule.id)
    rule = draw(st.sampled_from([*rules, *[each for each in rules if each.only] * len(rules)]))
    plain = ordinary(draw(days_around(rule)), draw(st.sampled_from((*rule.countries, *rule.countries, "BE"))))
    plain["treatment"]["operator"] = {"profession": rule.profession}
    allowed = [each.substance for each in rule.only] or ["lidocaine"]
    near = [key for key, each in formulary().products.items() if each.substance in allowed]
    others = ("sodium-chloride-9mg-ml", "lidocaine-adrenaline-10mg-ml", "mepivacaine-10mg-ml")
    some = st.sampled_from([*({"product": key} for key in near), *({"product": key} for key in others)])
    strong = st.sampled_from((*(each.max_strength for each in rule.only), "20.1 mg/mL", "0.03 g/mL"))
    own = st.builds(lambda key, mg: {"substance": key, "strength": mg}, st.sampled_from(allowed), strong)
    drawn = draw(st.lists(st.one_of(some, own), min_size=1, max_size=2))
    put_in(plain, *({**each, "volume_ml": 1} for each in drawn))
    within = rule.techniques or ("papule",)
    syringe = plain["treatment"]["syringes"][0]
    syringe["technique"] = draw(st.sampled_from((*within, *within, "hypodermic")))
    told = draw(st.sampled_from(("same", "same", "other", "none")))
    if told == "other":
        syringe["zones"][0]["technique"] = draw(st.sampled_from((*within, "deep-intradermal")))
    elif told == "none":
        syringe["zones"] = []
    return plain


@st.composite
def laws(draw: Draw) -> Plain:
    """A ban: its purpose, its substances, its days."""
    ban = draw(st.sampled_from(sorted(formulary().bans.values(), key=lambda each: each.id)))
    days = draw(st.sampled_from([day for period in ban.periods for day in days_of(period)]))
    plain = ordinary(days, draw(st.sampled_from((*ban.countries[:3], ban.countries[-1], "FR", "CH"))))
    aims = (*ban.aims, *(each for each in ban.only_for if each not in formulary().indications), "therapeutic")
    plain["treatment"]["aim"] = draw(st.sampled_from(aims))
    about = [each for each in (*ban.indications, *ban.only_for) if each in formulary().indications]
    plain["treatment"]["indication"] = draw(st.sampled_from([*about, "low-back-pain-acute"]))
    banned = [key for key, each in formulary().products.items() if each.substance in ban.substances]
    put_in(plain, {"product": draw(st.sampled_from([*banned, "procaine-20mg-ml"])), "volume_ml": 1})
    if draw(st.booleans()):
        contents_of(plain).append({"product": "lidocaine-10mg-ml", "volume_ml": 1})
    return plain


def volume_for(limit: Limit, product: str, share: str, weight: float) -> float:
    """Give the volume in mL of a product that holds a share of a limit, within what a case may say."""
    most, unit = quantity(limit.amount)
    strength = quantity(formulary().products[product].strength).amount
    total = most * (Decimal(repr(weight)) if unit.endswith("/kg") else 1) * Decimal(share)
    return min(100.0, max(0.01, float(total / strength)))


@st.composite
def doses(draw: Draw) -> Plain:
    """An amount at a maximum or near it: by weight, at the border of an age, with what was given before."""
    book = formulary()
    sized = [key for key in products_with("limits") if book.products[key].strength]
    binding = [(key, each) for key in sized for each in substance_of(key).limits if each.kind == "maximum"]
    by_weight = [(key, each) for key, each in binding if each.amount.endswith("/kg")]
    product, limit = draw(st.sampled_from(draw(st.sampled_from((binding, by_weight)))))
    plain = ordinary(draw(days_around(limit)), draw(COUNTRIES))
    patient = plain["patient"]
    patient["weight_kg"] = weight = draw(st.sampled_from((8, 20, 60)))
    ages = [age for age in (limit.min_age_years, limit.max_age_years) if age]
    patient["age_years"] = draw(st.sampled_from([*ages, *(age - 0.1 for age in ages), 40 if not ages else ages[0]]))
    share = draw(st.sampled_from(("0.2", "0.5", "0.79", "0.8", "0.95", "1", "1.001", "1.5")))
    put_in(plain, {"product": product, "volume_ml": volume_for(limit, product, share, weight)})
    if draw(st.integers(0, 2)) == 0:
        plain["treatment"]["history"] = draw(earlier(product, plain["as_of"]))
    if draw(st.integers(0, 5)) == 0:
        patient["medicines"] = [{"name": book.products[product].substance}]
    for key in draw(st.sampled_from(((), (), ("weight_kg",), ("age_years",), ("weight_kg", "age_years")))):
        del patient[key]
    return plain


@st.composite
def doses_of_a_day(draw: Draw) -> Plain:
    """A maximum of 12 hours or a day, with what was given earlier, its amount told or not, or taken otherwise."""
    book = formulary()
    sized = [key for key in products_with("limits") if book.products[key].strength]
    spans = ("12h", "day", "course")
    binding = [(key, each) for key in sized for each in substance_of(key).limits if each.kind == "maximum"]
    daily = [(key, each) for key, each in binding if each.per in spans]
    product, limit = draw(st.sampled_from(daily))
    plain = ordinary(draw(days_around(limit)), draw(COUNTRIES))
    share = draw(st.sampled_from(("0.4", "0.5", "0.6", "1")))
    put_in(plain, {"product": product, "volume_ml": volume_for(limit, product, share, 60)})
    half, unit = quantity(limit.amount)
    half = half / 2 * (60 if unit.endswith("/kg") else 1)
    amounts = {book.products[product].substance: f"{plain_number(half)} {unit.removesuffix('/kg')}"}
    ways: list[Plain] = [{"amounts": amounts}, {"amounts": amounts}, {"substances": list(amounts)}, {}]
    told = st.sampled_from(ways)
    gaps = draw(st.lists(st.sampled_from((0, 0, 1)), max_size=2))
    plain["treatment"]["history"] = [{"performed_on": plain["as_of"] - gap * DAY, **draw(told)} for gap in gaps]
    if draw(st.integers(0, 3)) == 0:
        code = draw(st.sampled_from(substance_of(product).atc or ("N02BE01",)))
        plain["patient"]["medicines"] = [{"name": book.products[product].substance, "atc": code}]
    return plain


@st.composite
def earlier(draw: Draw, product: str, as_of: date) -> list[Plain]:
    """Draw earlier sessions with a product's substance, today or yesterday, their amounts told or not."""
    entry = formulary().products[product]
    unit = quantity(entry.strength).unit.removesuffix("/mL") if entry.strength else "mg"
    found: list[Plain] = []
    for gap in draw(st.lists(st.sampled_from((0, 0, 1)), max_size=2)):
        past: Plain = {"performed_on": as_of - gap * DAY, "substances": [entry.substance]}
        if draw(st.booleans()):
            past["amounts"] = {entry.substance: draw(st.sampled_from((f"2 {unit}", f"10 {unit}", f"100 {unit}")))}
        found.append(past)
    return found


@st.composite
def anaesthetics(draw: Draw) -> Plain:
    """Two local anaesthetics whose shares add up to about one."""
    book = formulary()
    plain = ordinary(country=draw(COUNTRIES))
    sized = [key for key in products_with("local_anaesthetic") if book.products[key].strength]
    contents = []
    for product in draw(st.lists(st.sampled_from(sized), min_size=2, max_size=2, unique=True)):
        limits = [each for each in book.substances[book.products[product].substance].limits if each.kind == "maximum"]
        if limits:
            share = draw(st.sampled_from(("0.3", "0.4", "0.5", "0.501", "0.6")))
            contents.append({"product": product, "volume_ml": volume_for(limits[0], product, share, 60)})
    put_in(plain, *contents)
    return plain


@st.composite
def pregnancies(draw: Draw) -> Plain:
    """Pregnancy, its weeks, contraception: what is worked out and never asked."""
    book = formulary()
    asking = [
        (key, x)
        for key, each in sorted(book.products.items())
        for x in book.substances[each.substance].contraindications
        if book.facts[x.fact].computed
    ]
    product, position = draw(st.sampled_from(asking))
    plain = ordinary(country=draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    patient = plain["patient"]
    patient["sex"] = sex = draw(st.sampled_from(("female", "female", "female", "male", "unknown")))
    patient["age_years"] = draw(st.sampled_from((17, 40, 59.9, 60, 61)))
    for fact in ("pregnancy", "childbearing-potential", "effective-contraception", "lactation"):
        said = draw(st.sampled_from((*ANSWERS, None, "yes", "yes")))
        if said is None or (sex == "male" and said == "yes" and fact != "effective-contraception"):
            del patient["facts"][fact]
        else:
            patient["facts"][fact] = said
    asked = book.facts[position.fact]
    weeks = [x for x in (asked.from_weeks, asked.until_weeks) if x is not None]
    if sex != "male" and weeks and draw(st.integers(0, 3)):
        patient["amenorrhoea_weeks"] = draw(st.sampled_from([x + shift for x in weeks for shift in (-0.1, 0, 0.1)]))
    elif sex != "male" and draw(st.integers(0, 3)) == 0:
        patient["amenorrhoea_weeks"] = 20
    return plain


@st.composite
def facts_against(draw: Draw) -> Plain:
    """A fact that speaks against the technique or a substance, with every answer, within the skin and below."""
    book = formulary()
    rules = [("lidocaine-10mg-ml", x) for table in book.technique_rules.values() for x in table.positions]
    held = [(key, x) for key in products_with("contraindications") for x in substance_of(key).contraindications]
    tied = [(key, x) for key, x in held if x.route]
    product, position = draw(st.sampled_from(draw(st.sampled_from((rules, held, held, tied)))))
    plain = ordinary(draw(days_around(position)), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    asked, told = position.fact, plain["patient"]["facts"]
    if not book.facts[asked].computed:
        implying = [key for key, each in book.facts.items() if asked in each.implies]
        fact = draw(st.sampled_from((asked, asked, *implying, *book.facts[asked].implies)))
        told[fact] = draw(st.sampled_from((*ANSWERS, "yes")))
        if draw(st.booleans()):
            told.pop(asked)
    syringe = plain["treatment"]["syringes"][0]
    syringe["technique"] = draw(st.sampled_from(("nappage", "deep-intradermal", "hypodermic", "papule")))
    syringe["zones"] = draw(st.sampled_from(([], syringe["zones"], [{"site": "thigh"}])))
    if draw(st.integers(0, 3)) == 0:
        del syringe["needle"]
    return plain


@st.composite
def medicines_taken(draw: Draw) -> Plain:
    """A medicine against a substance that speaks of its class: by name, by code, by part of a code."""
    book = formulary()
    product = draw(st.sampled_from(products_with("interactions")))
    spoken = substance_of(product).interactions
    plain = ordinary(draw(days_around(*spoken)), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    taken = []
    for _ in range(draw(st.sampled_from((0, 1, 1, 2)))):
        group = book.interaction_classes[draw(st.sampled_from(spoken)).with_class]
        medicine = {"name": draw(st.sampled_from((*group.names[:30], "pink pill")))}
        whole = [code.ljust(5, "A").ljust(7, "0") for code in (*group.atc, *group.not_atc, "A02BC01")]
        parts = [code[:length] for code in group.atc for length in (1, 3, 4, 5)]
        if draw(st.booleans()):
            medicine["atc"] = draw(st.sampled_from((*whole, *parts, "Z01AA01")))
        taken.append(medicine)
    plain["patient"]["medicines"] = taken
    if draw(st.booleans()):
        del plain["patient"]["facts"]["anticoagulant-treatment"]
    if draw(st.integers(0, 4)) == 0:
        del plain["patient"]["medicines"]
    if draw(st.booleans()):
        plain["treatment"]["syringes"][0]["technique"] = "hypodermic"
        plain["treatment"]["syringes"][0]["zones"] = []
    return plain


@st.composite
def allergies_told(draw: Draw) -> Plain:
    """An allergy against a product: by group, by name, by a medicine of the group, in the substance or beside it."""
    book = formulary()
    product = draw(ids("products"))
    entry = book.products[product]
    plain = ordinary(draw(days_around(entry)), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    groups = [*book.substances[entry.substance].allergy_groups, *book.allergy_groups]
    groups = [*(x.id for each in entry.presentations for x in each.excipients), *groups][:4]
    wider = [key for key, each in book.allergy_groups.items() if set(groups) & set(each.includes)]
    told: list[Any] = []
    for _ in range(draw(st.integers(0, 2))):
        group = draw(st.sampled_from((*groups, *wider)))
        names = (*book.allergy_groups[group].names, "penicillin", "zzyzx")
        told.append(draw(st.one_of(st.just(group), st.sampled_from(names).map(lambda name: {"name": name}))))
    plain["patient"]["allergies"] = told
    if draw(st.integers(0, 4)) == 0:
        del plain["patient"]["allergies"]
    return plain


@st.composite
def depths(draw: Draw) -> Plain:
    """A needle that ends where the skin does, where a danger begins, or at the edge of a technique."""
    book = formulary()
    technique = draw(ids("techniques").filter(lambda key: key != "dry"))
    measured = [(key, x.mean_mm, x) for key, each in book.body_sites.items() for x in each.thickness]
    skins = [each for each in measured if each[2].layer == "skin"]
    dangers = [(key, x.from_depth_mm or 4, x) for key, each in book.body_sites.items() for x in each.dangers]
    edges = [x for each in book.techniques[technique].depth_mm for x in (each.low, each.high) if x]
    taught = [("knee", x, None) for x in edges or [4]]
    site, limit, span = draw(st.sampled_from(draw(st.sampled_from((measured, skins, skins, dangers, dangers, taught)))))
    depth = max(0.1, limit + draw(st.sampled_from((-0.01, 0, 0, 0.01, 1))))
    plain = ordinary(country=draw(COUNTRIES))
    patient = plain["patient"]
    ages = [x for x in (getattr(span, "min_age_years", None), getattr(span, "max_age_years", None)) if x is not None]
    patient["age_years"] = draw(st.sampled_from([40, 10, *ages, *ages, *(max(0, age - 0.1) for age in ages)]))
    patient["sex"] = draw(st.sampled_from(("female", "male", "unknown")))
    if draw(st.integers(0, 5)) == 0:
        del patient["age_years"]
    angle = draw(st.sampled_from((90, 90, 30)))
    inserted = min(40, depth if angle == 90 else 2 * depth)  # the sine of 30 degrees is a half
    zone: Plain = {"site": site, "needle": {"length_mm": 40, "angle_deg": angle, "inserted_mm": inserted}}
    if draw(st.integers(0, 5)) == 0:
        del zone["needle"]
    if draw(st.booleans()):
        zone["side"] = draw(st.sampled_from(("left", "right")))
    plain["treatment"]["syringes"][0] |= {"technique": technique, "zones": [zone]}
    return plain


@st.composite
def volumes(draw: Draw) -> Plain:
    """A volume per point at the edge of what sources give, and a syringe that holds just enough, or not."""
    book = formulary()
    plain = ordinary(country=draw(COUNTRIES))
    techniques = sorted(book.techniques.values(), key=lambda each: each.id)
    ranges = [x for each in techniques for r in each.volume_per_point_ml for x in (r.low, r.high) if x]
    each_ml = draw(st.sampled_from((min(ranges), max(ranges), *ranges))) * draw(st.sampled_from((1, 1, 0.99, 1.01)))
    points = draw(st.sampled_from((1, 4, 10)))
    zone = {"site": "knee", "points": points, "volume_per_point_ml": each_ml}
    syringe = plain["treatment"]["syringes"][0]
    syringe["technique"] = draw(ids("techniques").filter(lambda key: key != "dry"))
    syringe["zones"] = [zone] * draw(st.integers(1, 2))
    held = each_ml * points * len(syringe["zones"]) * draw(st.sampled_from((1, 1, 0.99, 2)))
    put_in(plain, {"product": "lidocaine-10mg-ml", "volume_ml": min(100, held)})
    if draw(st.integers(0, 4)) == 0:
        del zone[draw(st.sampled_from(("points", "volume_per_point_ml")))]
    return plain


@st.composite
def restrictions(draw: Draw) -> Plain:
    """A substance restricted for safety, against every indication and phase."""
    product = draw(st.sampled_from(products_with("restrictions")))
    rules = substance_of(product).restrictions
    plain = ordinary(draw(days_around(*rules)), draw(COUNTRIES))
    treatment = plain["treatment"]
    allowed = [x for rule in rules for x in rule.allowed_indications]
    treatment["indication"] = draw(st.sampled_from([*allowed, *allowed, "low-back-pain-chronic", "cellulite"]))
    treatment["phase"] = draw(st.sampled_from(("acute", "chronic")))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    if draw(st.integers(0, 2)) == 0:
        del treatment["phase"]
    if draw(st.integers(0, 5)) == 0:
        treatment["indication"] = {"name": "old knee trouble"}
    return plain


@st.composite
def phases(draw: Draw) -> Plain:
    """A family that is kept out of a phase of an indication, or out of the first days after an injury."""
    book = formulary()
    kept = [(key, x) for key, each in sorted(book.indications.items()) for x in each.phases if x.avoid_families]
    early = [(key, x) for key, x in kept if x.avoid_before_day is not None]
    indication, rule = draw(st.sampled_from(draw(st.sampled_from((kept, early)))))
    plain = ordinary(draw(days_around(rule)), draw(COUNTRIES))
    treatment = plain["treatment"]
    treatment["indication"] = draw(st.sampled_from((indication, indication, indication, "cellulite", "localised-fat")))
    avoided = products_in(*rule.avoid_families)
    put_in(plain, {"product": draw(st.sampled_from((*avoided, "lidocaine-10mg-ml"))), "volume_ml": 0.5})
    treatment["phase"] = draw(st.sampled_from(("acute", "chronic")))
    if draw(st.integers(0, 3)) == 0:
        del treatment["phase"]
    border = rule.avoid_before_day or 4
    if draw(st.integers(0, 4)):
        days = draw(st.sampled_from((0, border - 1, border, border + 1)))
        treatment["onset_on"] = plain["as_of"] - days * DAY
    return plain


@st.composite
def courses(draw: Draw) -> Plain:
    """Earlier sessions: as many days as the longest course, in a row or not; pain that fell enough or not."""
    book = formulary()
    product = draw(st.sampled_from(products_with("courses")))
    substance = book.products[product].substance
    plain = ordinary(draw(days_around(book.substances[substance].courses)), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    course = draw(st.sampled_from(book.substances[substance].courses))
    done = max(0, course.days - 1 + draw(st.sampled_from((-1, 0, 1))))
    gap = 1 if course.counting != "administrations" else draw(st.sampled_from((1, 2, 7)))
    steps = draw(st.sampled_from(([gap] * min(done, 6), [done] if done else [], [2, 3, 7])))
    pains = st.sampled_from((None, 0, 3.5, 5, 5, 5.1, 7, 10))
    history: list[Plain] = []
    day = plain["as_of"]
    for step in steps:
        day -= step * DAY
        past: Plain = {"performed_on": day, "nrs": draw(pains)}
        amount = in_its_unit(substance, ("1 mg", "1 IU"))[0]
        past |= draw(st.sampled_from(({"substances": [substance]}, {"amounts": {substance: amount}}, {})))
        history.insert(0, {key: value for key, value in past.items() if value is not None})
    plain["treatment"] |= {
        "history": history,
        "aim": draw(st.sampled_from(("therapeutic", "therapeutic", "aesthetic"))),
    }
    session: Plain = {
        "number": draw(st.sampled_from((1, len(history) + 1, 3, 4))),
        "planned": draw(st.sampled_from((1, 2, 5))),
    }
    shortest = min(x.min_interval_days for x in book.schedules.values() if x.min_interval_days)
    for key, values in (("nrs", pains), ("interval_days", st.sampled_from((None, shortest - 1, shortest, 7)))):
        value = draw(values)
        if value is not None:
            session[key] = value
    plain["treatment"]["session"] = session
    return plain


@st.composite
def followers(draw: Draw) -> Plain:
    """What a society asks: how many products, which families, which device."""
    book = formulary()
    ruling = [(key, rule) for key, each in sorted(book.societies.items()) for rule in each.rules]
    society, rule = draw(st.sampled_from(ruling))
    plain = ordinary(draw(days_around(rule)), draw(COUNTRIES))
    plain["setting"]["society"] = draw(st.sampled_from((society, society, society, *book.societies)))
    barred = products_in(*rule.families)
    counted = [k for k, e in book.products.items() if e.strength and book.substances[e.substance].kind == "medicine"]
    beside = ("lidocaine-10mg-ml", "procaine-20mg-ml", "sodium-chloride-9mg-ml", "skinbooster-vital-20mg-ml")
    most = rule.max_products or 3
    number = draw(st.sampled_from((1, most - 1, most, most, most + 1)))
    drawn = draw(st.lists(st.sampled_from(counted), min_size=number, max_size=number))
    drawn += draw(st.lists(st.sampled_from((*beside, *barred)), max_size=2))
    put_in(plain, *({"product": key, "volume_ml": 0.5} for key in drawn))
    plain["treatment"]["device"] = draw(st.sampled_from((*rule.devices, *sorted(book.devices))))
    return plain


@st.composite
def mixtures(draw: Draw) -> Plain:
    """Two things of which a source speaks, in one syringe or in two, with a third."""
    book = formulary()
    pair = draw(st.sampled_from([each for table in book.compatibility.values() for each in table.pairs]))
    plain = ordinary(draw(days_around(pair)), draw(COUNTRIES))
    found = []
    for side in pair.between:
        known = [
            k for k, e in book.products.items() if side in (k, e.substance, *book.substances[e.substance].families)
        ]
        found.append({"product": draw(st.sampled_from(known) if known else ids("products")), "volume_ml": 0.5})
    third = {"product": draw(ids("products")), "volume_ml": 0.5}
    put_in(plain, *found, *([third] if draw(st.booleans()) else []))
    if draw(st.integers(0, 3)) == 0:
        contents_of(plain).pop(0)
        other = {"technique": draw(st.sampled_from(("papule", "hypodermic"))), "contents": found[:1]}
        plain["treatment"]["syringes"].append(other)
    plain["treatment"]["syringes"][0]["appearance"] = draw(
        st.sampled_from(("clear", "clear", "cloudy", "milky", "precipitate"))
    )
    return plain


@st.composite
def young_ones(draw: Draw) -> Plain:
    """A patient on the birthday, or at the weight, from which a source allows a product."""
    product = draw(st.sampled_from((*products_with("min_ages"), *products_with("min_weights"))))
    entry = substance_of(product)
    plain = ordinary(draw(days_around(entry.min_ages, entry.min_weights)), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.1})
    years = [each.years for each in entry.min_ages] or [18]
    born = months_before(plain["as_of"], round(draw(st.sampled_from((*years, 18))) * MONTHS_A_YEAR))
    patient = plain["patient"]
    patient["birth_date"] = min(plain["as_of"], born + draw(st.sampled_from((-1, 0, 1))) * DAY)
    del patient["age_years"]
    kilos = [each.kg for each in entry.min_weights] or [8]
    patient["weight_kg"] = draw(st.sampled_from((*kilos, 3, 7.9, 30)))
    for key in draw(st.sampled_from(((), (), ("weight_kg",), ("birth_date",)))):
        del patient[key]
    return plain


@st.composite
def markets(draw: Draw) -> Plain:
    """A product on the days on which its status changes, by its name or another."""
    book = formulary()
    product = draw(ids("products"))
    entry = book.products[product]
    plain = ordinary(draw(days_around(entry, book.substances[entry.substance].market)), draw(COUNTRIES))
    names = [each.name for each in book.substances[entry.substance].aliases if each.kind != "misuse"]
    written: list[Plain] = [{"product": product}]
    if entry.strength:
        written += [{"substance": name, "strength": entry.strength} for name in (entry.substance, *names)]
    written += [{"substance": entry.substance, "strength": "7 IU/mL" if "IU" in entry.strength else "7 mg/mL"}]
    put_in(plain, {**draw(st.sampled_from(written)), "volume_ml": 0.5})
    techniques = ("nappage", "hypodermic", "deep-intradermal")
    plain["treatment"]["syringes"][0]["technique"] = draw(st.sampled_from(techniques))
    return plain


SCENARIOS: tuple[Callable[[], st.SearchStrategy[Plain]], ...] = (
    *(operators, laws, doses, doses_of_a_day, anaesthetics, pregnancies, facts_against, medicines_taken),
    *(allergies_told, depths, volumes, restrictions, phases, courses, followers, mixtures, young_ones, markets),
)


def scenarios() -> st.SearchStrategy[Plain]:
    """Draw one of the scenarios."""
    return st.one_of([each() for each in SCENARIOS])
