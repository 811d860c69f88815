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
    borders_of,
    formulary,
    ids,
    in_its_unit,
    months_before,
)

from papule.kernel.age import MONTHS_A_YEAR
from papule.kernel.quantity import quantity
from papule.knowledge.model.substance import Limit

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


def days_around(found: tuple[date, ...]) -> st.SearchStrategy[date]:
    """Draw today, or a border."""
    return st.sampled_from((TODAY, *found))


@cache
def products_with(statement: str) -> tuple[str, ...]:
    """Give the products of substances of which there is a statement of some kind."""
    book = formulary()
    return tuple(
        key for key, each in sorted(book.products.items()) if getattr(book.substances[each.substance], statement)
    )


@st.composite
def operators(draw: Draw) -> Plain:
    """Who injects what, how, where."""
    rules = tuple(formulary().operators.values())
    plain = ordinary(
        draw(days_around(borders_of("operators"))), draw(st.sampled_from(("DE", "DE", "FR", "BE", "IT", "ES")))
    )
    profession = draw(st.sampled_from(sorted({each.profession for each in rules} | {"heilpraktiker"})))
    plain["treatment"]["operator"] = {"profession": draw(st.sampled_from((profession, "heilpraktiker")))}
    allowed = [each.substance for rule in rules for each in rule.only]
    near = [key for key, each in formulary().products.items() if each.substance in allowed]
    some = st.sampled_from(
        [{"product": key} for key in (*near, "sodium-chloride-9mg-ml", "lidocaine-adrenaline-10mg-ml")]
    )
    strong = st.sampled_from(("20 mg/mL", "20.1 mg/mL", "30 mg/mL"))
    own = st.builds(lambda key, mg: {"substance": key, "strength": mg}, st.sampled_from(allowed), strong)
    drawn = draw(st.lists(st.one_of(some, own), min_size=1, max_size=2))
    put_in(plain, *({**each, "volume_ml": 1} for each in drawn))
    techniques = st.sampled_from(("nappage", "papule", "intraepidermal", "deep-intradermal", "hypodermic"))
    syringe = plain["treatment"]["syringes"][0]
    syringe["technique"] = draw(techniques)
    if draw(st.booleans()):
        syringe["zones"][0]["technique"] = draw(techniques)
    elif draw(st.booleans()):
        syringe["zones"] = []
    return plain


@st.composite
def laws(draw: Draw) -> Plain:
    """A ban: its purpose, its substances, its days."""
    bans = tuple(formulary().bans.values())
    ban = draw(st.sampled_from(bans))
    plain = ordinary(draw(days_around(borders_of("bans"))), draw(st.sampled_from((*ban.countries[:20], "FR", "CH"))))
    purposes = ("therapeutic", "aesthetic", "fat-lysis")
    plain["treatment"]["aim"] = draw(st.sampled_from(purposes))
    about = [each for each in (*ban.indications, *ban.only_for, "cellulite") if each in formulary().indications]
    plain["treatment"]["indication"] = draw(st.sampled_from(about))
    banned = [key for key, each in formulary().products.items() if each.substance in ban.substances]
    put_in(plain, {"product": draw(st.sampled_from([*banned, "procaine-20mg-ml"])), "volume_ml": 1})
    if draw(st.booleans()):
        contents_of(plain).append({"product": "lidocaine-10mg-ml", "volume_ml": 1})
    return plain


def litres_for(limit: Limit, product: str, share: str, weight: float) -> float:
    """Give the volume of a product that holds a share of a limit, in mL, within what a case may say."""
    most, unit = quantity(limit.amount)
    strength = quantity(formulary().products[product].strength).amount
    total = most * (Decimal(repr(weight)) if unit.endswith("/kg") else 1) * Decimal(share)
    return min(100.0, max(0.01, float(total / strength)))


@st.composite
def doses(draw: Draw) -> Plain:
    """An amount at a maximum or near it: by weight, with what was given before, with a second anaesthetic."""
    book = formulary()
    plain = ordinary(draw(days_around(borders_of("substances"))), draw(COUNTRIES))
    sized = [key for key in products_with("limits") if book.products[key].strength]
    for _ in range(draw(st.integers(1, 2))):
        product = draw(st.sampled_from(sized))
        limits = book.substances[book.products[product].substance].limits
        limit = draw(st.sampled_from([each for each in limits if each.kind == "maximum"] or limits))
        weight = draw(st.sampled_from((8, 20, 60)))
        share = draw(st.sampled_from(("0.2", "0.4", "0.79", "0.8", "0.95", "1", "1.001", "1.5")))
        volume = litres_for(limit, product, share, weight)
        put_in(plain, *contents_of(plain)[:1], {"product": product, "volume_ml": volume})
        plain["patient"]["weight_kg"] = weight
        if limit.min_age_years or limit.max_age_years:
            plain["patient"]["age_years"] = draw(
                st.sampled_from([x for x in (limit.min_age_years, limit.max_age_years) if x])
            )
        plain["treatment"]["history"] = draw(earlier(product, plain["as_of"]))
        if draw(st.integers(0, 3)) == 0:
            plain["patient"]["medicines"] = [{"name": book.products[product].substance}]
    if draw(st.booleans()):
        contents_of(plain).pop(0)
    for key in draw(st.sampled_from(((), (), ("weight_kg",), ("age_years",)))):
        del plain["patient"][key]
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
            contents.append({"product": product, "volume_ml": litres_for(limits[0], product, share, 60)})
    put_in(plain, *contents)
    return plain


@st.composite
def pregnancies(draw: Draw) -> Plain:
    """Pregnancy, its weeks, contraception: what is worked out and never asked."""
    book = formulary()
    worked_out = {key for key, each in book.facts.items() if each.computed}
    asking = [
        key
        for key, each in sorted(book.products.items())
        if worked_out & {x.fact for x in book.substances[each.substance].contraindications}
    ]
    plain = ordinary(country=draw(COUNTRIES))
    put_in(plain, {"product": draw(st.sampled_from(asking)), "volume_ml": 0.5})
    patient = plain["patient"]
    patient["sex"] = sex = draw(st.sampled_from(("female", "female", "female", "male", "unknown")))
    patient["age_years"] = draw(st.sampled_from((17, 40, 59.9, 60, 61)))
    for fact in ("pregnancy", "childbearing-potential", "effective-contraception", "lactation"):
        said = draw(st.sampled_from((*ANSWERS, None, "yes")))
        if said is None or (sex == "male" and said == "yes" and fact != "effective-contraception"):
            del patient["facts"][fact]
        else:
            patient["facts"][fact] = said
    weeks = {x for each in book.facts.values() for x in (each.from_weeks, each.until_weeks) if x is not None}
    if sex != "male" and draw(st.integers(0, 2)):
        near = [x + shift for x in sorted(weeks) for shift in (-0.1, 0, 0.1)]
        patient["amenorrhoea_weeks"] = draw(st.sampled_from(near))
    return plain


@st.composite
def facts_against(draw: Draw) -> Plain:
    """A fact that speaks against the technique or a substance, with every answer, within the skin and below."""
    book = formulary()
    product = draw(st.sampled_from((*products_with("contraindications"),)))
    plain = ordinary(draw(days_around(borders_of("substances"))), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    rules = [x for table in book.technique_rules.values() for x in table.positions]
    held = [*book.substances[book.products[product].substance].contraindications, *rules]
    tied = [each for each in held if each.route] or held
    asked = draw(st.sampled_from(draw(st.sampled_from((held, tied))))).fact
    if not book.facts[asked].computed:
        implying = [key for key, each in book.facts.items() if asked in each.implies]
        fact = draw(st.sampled_from((asked, *implying, *book.facts[asked].implies)))
        plain["patient"]["facts"][fact] = draw(st.sampled_from(ANSWERS))
        if draw(st.booleans()):
            del plain["patient"]["facts"][asked]
    syringe = plain["treatment"]["syringes"][0]
    syringe["technique"] = draw(st.sampled_from(("nappage", "deep-intradermal", "hypodermic", "papule")))
    syringe["zones"] = draw(st.sampled_from(([], syringe["zones"], [{"site": "thigh"}])))
    return plain


@st.composite
def medicines_taken(draw: Draw) -> Plain:
    """A medicine against a substance that speaks of its class: by name, by code, by part of a code."""
    book = formulary()
    product = draw(st.sampled_from(products_with("interactions")))
    plain = ordinary(draw(days_around(borders_of("substances"))), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    spoken = [each.with_class for each in book.substances[book.products[product].substance].interactions]
    taken = []
    for _ in range(draw(st.integers(0, 2))):
        group = book.interaction_classes[draw(st.sampled_from(spoken))]
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
    plain = ordinary(draw(days_around(borders_of("products"))), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    entry = book.products[product]
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
    known = [key for key, each in sorted(book.body_sites.items()) if each.thickness or each.dangers]
    site = book.body_sites[draw(st.one_of(st.sampled_from(known), ids("body_sites")))]
    technique = draw(ids("techniques").filter(lambda key: key != "dry"))
    limits = [x.mean_mm for x in site.thickness] + [x.from_depth_mm for x in site.dangers if x.from_depth_mm]
    limits += [x for each in book.techniques[technique].depth_mm for x in (each.low, each.high) if x]
    depth = max(0.1, draw(st.sampled_from([*limits, 1.0])) + draw(st.sampled_from((-0.01, 0, 0.01, 1))))
    angle = draw(st.sampled_from((90, 90, 30)))
    inserted = min(40, depth if angle == 90 else 2 * depth)
    plain = ordinary(country=draw(COUNTRIES))
    spans = [(x.min_age_years, x.max_age_years) for x in site.thickness]
    spans += [(x.min_age_years, x.max_age_years) for x in site.dangers]
    years = [max(0, age + shift) for span in spans for age in span if age is not None for shift in (-0.5, 0)]
    plain["patient"]["age_years"] = draw(st.sampled_from([40, 10, *years]))
    plain["patient"]["sex"] = draw(st.sampled_from(("female", "male", "unknown")))
    if draw(st.integers(0, 4)) == 0:
        del plain["patient"]["age_years"]
    needle = {"length_mm": 40, "angle_deg": angle, "inserted_mm": inserted}
    ranges = [x for each in book.techniques.values() for r in each.volume_per_point_ml for x in (r.low, r.high) if x]
    volume = draw(st.sampled_from(ranges)) * draw(st.sampled_from((1, 1, 0.5, 2)))
    zone = {"site": site.id, "points": 10, "volume_per_point_ml": volume, "needle": needle}
    if draw(st.integers(0, 3)) == 0:
        del zone["needle"]
    put_in(
        plain,
        {"product": "lidocaine-10mg-ml", "volume_ml": max(0.1, 10 * volume * draw(st.sampled_from((1, 0.99, 1.5))))},
    )
    plain["treatment"]["syringes"][0] |= {"technique": technique, "zones": [zone]}
    return plain


@st.composite
def restrictions(draw: Draw) -> Plain:
    """A substance restricted for safety, against every indication and phase, and families kept out of a phase."""
    book = formulary()
    kept = [key for key, each in book.indications.items() if any(x.avoid_families for x in each.phases)]
    allowed = [x for each in book.substances.values() for rule in each.restrictions for x in rule.allowed_indications]
    plain = ordinary(draw(days_around(borders_of("substances"))), draw(COUNTRIES))
    treatment = plain["treatment"]
    treatment["indication"] = draw(st.sampled_from(sorted({*kept, *allowed, "low-back-pain-chronic", "cellulite"})))
    treatment["phase"] = draw(st.sampled_from(("acute", "chronic")))
    product = draw(st.sampled_from((*products_with("restrictions"), *products_with("courses"))))
    put_in(plain, {"product": product, "volume_ml": 0.5})
    if draw(st.integers(0, 2)) == 0:
        del treatment["phase"]
    days = {x.avoid_before_day for each in book.indications.values() for x in each.phases if x.avoid_before_day}
    if draw(st.booleans()):
        treatment["onset_on"] = (
            plain["as_of"] - draw(st.sampled_from([0, 20, *(x + y for x in days for y in (-1, 0, 1))])) * DAY
        )
    if draw(st.integers(0, 4)) == 0:
        treatment["indication"] = {"name": "old knee trouble"}
    return plain


@st.composite
def courses(draw: Draw) -> Plain:
    """Earlier sessions: as many days as the longest course, in a row or not; pain that fell enough or not."""
    book = formulary()
    plain = ordinary(draw(days_around(borders_of("substances"))), draw(COUNTRIES))
    product = draw(st.sampled_from(products_with("courses")))
    substance = book.products[product].substance
    put_in(plain, {"product": product, "volume_ml": 0.5})
    course = draw(st.sampled_from(book.substances[substance].courses))
    done = max(0, course.days - 1 + draw(st.sampled_from((-1, 0, 1))))
    gap = 1 if course.counting != "administrations" else draw(st.sampled_from((1, 2, 7)))
    steps = draw(st.sampled_from(([gap] * min(done, 6), [done] if done else [], [2, 3, 7])))
    pains = st.sampled_from((None, 0, 2, 5, 6, 7, 10))
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
    session = {
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
    plain = ordinary(country=draw(COUNTRIES))
    plain["setting"]["society"] = draw(st.sampled_from((*book.societies, "sfm", "sfm")))
    excluded = {family for each in book.societies.values() for rule in each.rules for family in rule.families}
    barred = [key for key, each in book.products.items() if excluded & set(book.substances[each.substance].families)]
    usual = ("lidocaine-10mg-ml", "procaine-20mg-ml", "sodium-chloride-9mg-ml", "lidocaine-adrenaline-10mg-ml")
    others = st.sampled_from((*usual, "skinbooster-vital-20mg-ml", *barred, "etamsylate-125mg-ml", "thiamine-50mg-ml"))
    most = max((rule.max_products or 0 for each in book.societies.values() for rule in each.rules), default=3)
    number = draw(st.integers(max(1, most - 1), most + 2))
    drawn = draw(st.lists(st.one_of(ids("products"), others), min_size=number, max_size=number))
    put_in(plain, *({"product": key, "volume_ml": 0.5} for key in drawn))
    plain["treatment"]["device"] = draw(st.sampled_from(sorted(book.devices)))
    return plain


@st.composite
def mixtures(draw: Draw) -> Plain:
    """Two things of which a source speaks, in one syringe or in two, with a third."""
    book = formulary()
    pairs = [each.between for table in book.compatibility.values() for each in table.pairs]
    meant = draw(st.sampled_from(pairs))
    plain = ordinary(draw(days_around(borders_of("compatibility"))), draw(COUNTRIES))
    found = []
    for side in meant:
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
    book = formulary()
    product = draw(st.sampled_from((*products_with("min_ages"), *products_with("min_weights"))))
    plain = ordinary(draw(days_around(borders_of("substances"))), draw(COUNTRIES))
    put_in(plain, {"product": product, "volume_ml": 0.1})
    entry = book.substances[book.products[product].substance]
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
    plain = ordinary(draw(days_around(borders_of("products"))), draw(COUNTRIES))
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
    *(operators, laws, doses, anaesthetics, pregnancies, facts_against, medicines_taken, allergies_told, depths),
    *(restrictions, courses, followers, mixtures, young_ones, markets),
)


def scenarios() -> st.SearchStrategy[Plain]:
    """Draw one of the scenarios."""
    return st.one_of([each() for each in SCENARIOS])
