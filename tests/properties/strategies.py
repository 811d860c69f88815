"""Hypothesis strategies for valid cases over the real formulary: every id, every border.

A case is drawn as plain values, as a person would write it, and checked by the same reading
that `papule check` uses, in a test of its own, so that what is drawn here is what the command accepts.
"""

from datetime import date
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
    case_from,
    formulary,
    ids,
    in_its_unit,
    months_before,
)
from tests.properties.scenarios import scenarios

from papule.kernel.age import MONTHS_A_YEAR
from papule.treatment.case import Case
from papule.treatment.naming import find_substance

COUNTRIES = ("FR", "FR", "FR", "BE", "CH", "DE", "IT")
NOT_MEDICINES = ("zzyzx", "grandmother's syrup", "B01", "pink pill")
TECHNIQUES = (
    "intraepidermal superficial-intradermal nappage papule deep-intradermal hypodermic mesoperfusion dry".split()
)
DEVICES = ("manual", "manual", "manual", "electronic-injector", "dermojet", "multi-injector", "dermaroller")
PROFESSIONS = ("physician", "nurse", "pharmacist", "physiotherapist", "beautician", "heilpraktiker", "other")


@cache
def ages() -> tuple[int, ...]:
    """Give every age that the knowledge names, in months."""
    book = formulary()
    years: set[float] = {0, 18, 38, 60, 100}
    for fact in book.facts.values():
        years |= {each for each in (fact.from_age, fact.until_age) if each is not None}
    for substance in book.substances.values():
        years |= {each.years for each in substance.min_ages}
        years |= {x for each in substance.limits for x in (each.min_age_years, each.max_age_years) if x is not None}
    for site in book.body_sites.values():
        spans = [(x.min_age_years, x.max_age_years) for x in site.thickness]
        spans += [(x.min_age_years, x.max_age_years) for x in site.dangers]
        years |= {age for span in spans for age in span if age is not None}
    return tuple(sorted({round(each * MONTHS_A_YEAR) for each in years}))


# tables with statements that begin or end
DATED = (
    *("substances", "products", "bans", "operators", "societies", "compatibility"),
    *("technique_rules", "indications", "body_sites", "techniques"),
)


def dates() -> st.SearchStrategy[date]:
    """Draw a date of assessment: today, a border of the knowledge, or any."""
    any_day = st.dates(date(1999, 1, 1), date(2027, 12, 31))
    return st.one_of(st.just(TODAY), st.sampled_from(borders_of(*DATED)), any_day)


# --- the person ---------------------------------------------------------------------------------


@st.composite
def birth_dates(draw: Draw, as_of: date) -> date:
    """Draw a birth date: a birthday that the knowledge names, the day before or after, or any."""
    months = draw(st.one_of(st.sampled_from(ages()), st.integers(0, 110 * MONTHS_A_YEAR)))
    born = months_before(as_of, months) + draw(st.sampled_from((0, -1, 1))) * DAY
    return min(born, as_of)


@st.composite
def facts(draw: Draw, sex: str, *, calm: bool) -> dict[str, str]:
    """Draw answers: all no but a few, or only a few answered."""
    answers = st.sampled_from(ANSWERS)
    found = dict.fromkeys(askable(), "no") if calm or draw(st.booleans()) else {}
    found |= draw(st.dictionaries(st.sampled_from(askable()), answers, max_size=1 if calm else 6))
    if calm or draw(st.booleans()):
        found["effective-contraception"] = "yes" if calm else draw(answers)
    for fact in ("pregnancy", "childbearing-potential"):
        if sex == "male" and found.get(fact) == "yes":
            del found[fact]
    return found


@st.composite
def allergies(draw: Draw) -> Any:
    """Draw allergies: not asked, none, ids, or names."""
    known = [name for group in formulary().allergy_groups.values() for name in group.names]
    known += [name for substance in formulary().substances.values() for name in (substance.id, substance.name["fr"])]
    known += [name for family in formulary().families.values() for name in family.name.values()]
    named = st.sampled_from([*known, "penicillin", "zzyzx"]).map(lambda name: {"name": name})
    some = st.lists(st.one_of(ids("allergy_groups"), named), max_size=3)
    return draw(st.one_of(st.none(), st.just("none"), some))


@st.composite
def medicine(draw: Draw) -> Plain:
    """Draw a medicine: a name of a class, one of the same substance, one nobody knows; with its code, or not."""
    book = formulary()
    classes = sorted(book.interaction_classes)
    group = book.interaction_classes[draw(st.sampled_from(classes))]
    substance = book.substances[draw(ids("substances"))]
    names = [*group.names[:40], substance.id, *substance.name.values()]
    name = draw(st.one_of(st.sampled_from(names), st.sampled_from(NOT_MEDICINES)))
    fact_codes = [code for fact in book.facts.values() for code in fact.atc]
    codes = [each.ljust(5, "A").ljust(7, "0") for each in (*group.atc, *group.not_atc, *substance.atc, *fact_codes)]
    code = draw(st.one_of(st.none(), st.sampled_from(codes)))
    return {"name": name} if code is None else {"name": name, "atc": code}


@st.composite
def patients(draw: Draw, as_of: date, *, calm: bool) -> Plain:
    """Draw a patient."""
    sex = draw(st.sampled_from(("female", "male", "female", "male", "unknown")))
    found: Plain = {"sex": sex, "facts": draw(facts(sex, calm=calm))}
    age = draw(st.sampled_from(("adult", "birth") if calm else ("birth", "birth", "birth", "years", "none")))
    if age == "birth":
        found["birth_date"] = draw(birth_dates(as_of))
    elif age == "adult":
        found["age_years"] = draw(st.integers(18, 59))
    elif age == "years":
        found["age_years"] = draw(st.one_of(st.sampled_from(ages()).map(lambda m: m / 12), st.integers(0, 120)))
    if calm or draw(st.integers(0, 3)):
        found["weight_kg"] = draw(st.sampled_from((4, 8, 7.9, 20, 40, 61, 80, 120.5)))
    if sex != "male" and found["facts"].get("pregnancy") in ("yes", "unknown") and draw(st.booleans()):
        found["amenorrhoea_weeks"] = draw(st.sampled_from((0, 6, 13.9, 14, 20, 23.9, 24, 27.9, 28, 40)))
    for key, some in (("allergies", allergies()), ("medicines", taken())):
        value = "none" if calm and draw(st.booleans()) else draw(some)
        if value is not None:
            found[key] = value
    return found


def taken() -> st.SearchStrategy[Any]:
    """Draw the medicines taken: not asked, none, some."""
    return st.one_of(st.none(), st.just("none"), st.lists(medicine(), max_size=3))


# --- the treatment ------------------------------------------------------------------------------


@cache
def names_of_substances() -> tuple[str, ...]:
    """Give ids and aliases of substances."""
    aliases = (a.name for each in formulary().substances.values() for a in each.aliases if a.kind != "misuse")
    return (*sorted(formulary().substances), *sorted(set(aliases)))


@cache
def busy_products() -> tuple[str, ...]:
    """Give the products of substances that the most is known of: limits, courses, interactions, restrictions."""
    book = formulary()

    def known(substance: str) -> bool:
        entry = book.substances[substance]
        binding = any(each.kind == "maximum" for each in entry.limits)
        return entry.local_anaesthetic or binding or bool(entry.courses or entry.restrictions)

    return tuple(key for key, each in sorted(book.products.items()) if known(each.substance))


@cache
def quiet_products() -> tuple[str, ...]:
    """Give the products that can be had and that nothing speaks against by itself."""
    book = formulary()

    def quiet(substance: str) -> bool:
        entry = book.substances[substance]
        return not (entry.restrictions or entry.route_warnings)

    return tuple(
        key
        for key, each in sorted(book.products.items())
        if quiet(each.substance) and any(row.status == "marketed" for x in each.presentations for row in x.market)
    )


@st.composite
def quiet_contents(draw: Draw) -> Plain:
    """Draw a little of a product that can be had."""
    volume = draw(st.sampled_from((0.1, 0.5, 1, 2, 2, 16, 20)))
    return {"product": draw(st.sampled_from(quiet_products())), "volume_ml": volume}


@st.composite
def contents(draw: Draw) -> Plain:
    """Draw a content: mostly a product, sometimes a substance with its strength."""
    volume = draw(st.sampled_from((0.1, 0.5, 1, 2, 2.5, 4, 5, 10, 15, 16, 19.9, 20, 20.1, 30, 60)))
    kind = draw(st.sampled_from(("busy", "busy", "any", "strength")))
    if kind != "strength":
        product = draw(st.sampled_from(busy_products()) if kind == "busy" else ids("products"))
        return {"product": product, "volume_ml": volume}
    name = draw(st.one_of(ids("substances"), st.sampled_from(names_of_substances())))
    strengths = ("2 mg/mL", "10 mg/mL", "20 mg/mL", "0.05 g/mL", "500 µg/mL", "100 IU/mL")
    written = in_its_unit(find_substance(name, formulary())[0], strengths)
    return {"substance": name, "strength": draw(st.sampled_from(written)), "volume_ml": volume}


@st.composite
def needles(draw: Draw) -> Plain:
    """Draw a needle."""
    length = draw(st.sampled_from((1.5, 2, 4, 6, 13, 25, 40)))
    found: Plain = {"length_mm": length, "angle_deg": draw(st.sampled_from((10, 30, 45, 60, 90)))}
    if draw(st.booleans()):
        found["inserted_mm"] = min(length, draw(st.sampled_from((0.5, 1, 1.5, 2, 3, 4, 4.4, 6, 12))))
    return found


def ordinary_zone(site: str) -> Plain:
    """Give a zone that no source finds fault with."""
    needle = {"length_mm": 4, "angle_deg": 30, "inserted_mm": 3}
    return {"site": site, "points": 4, "volume_per_point_ml": 0.02, "needle": needle}


@st.composite
def zones(draw: Draw) -> Plain:
    """Draw a zone."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        "side": st.sampled_from(("left", "right", "both", "midline")),
        "points": st.sampled_from((1, 10, 20, 25, 50, 200)),
        "volume_per_point_ml": st.sampled_from((0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2)),
        "technique": st.sampled_from(TECHNIQUES),
        "needle": needles(),
    }
    return {"site": draw(ids("body_sites"))} | draw(st.fixed_dictionaries({}, optional=optional))


@st.composite
def ordinary_syringes(draw: Draw) -> Plain:
    """Draw a syringe that is given as it usually is."""
    drawn = draw(st.lists(quiet_contents(), min_size=1, max_size=2))
    zone = ordinary_zone(draw(ids("body_sites")))
    return {"technique": "superficial-intradermal", "contents": drawn, "zones": [zone]}


@st.composite
def syringes(draw: Draw) -> Plain:
    """Draw a syringe."""
    technique = draw(st.sampled_from(TECHNIQUES))
    found: Plain = {"technique": technique, "contents": []}
    if technique != "dry":
        found["contents"] = draw(st.lists(contents(), max_size=5))
    if draw(st.integers(0, 2)):
        found["needle"] = draw(needles())
    found["zones"] = draw(st.lists(zones(), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        found["appearance"] = draw(st.sampled_from(("clear", "cloudy", "milky", "precipitate")))
    return found


@st.composite
def histories(draw: Draw, as_of: date, born: date | None) -> list[Plain]:
    """Draw earlier sessions; some with the amounts given, some of them always of the same substance."""
    gaps = draw(st.lists(st.sampled_from((0, 1, 1, 1, 2, 3, 6, 7, 8, 14, 30)), max_size=6))
    same = [formulary().products[draw(st.sampled_from(busy_products()))].substance] if draw(st.booleans()) else []
    found: list[Plain] = []
    day = as_of
    for gap in gaps:
        day -= gap * DAY
        if born and day < born:
            break
        past: Plain = {"performed_on": day}
        if draw(st.booleans()):
            past["nrs"] = draw(st.integers(0, 10))
        past["substances"] = [*same, *draw(st.lists(ids("substances"), max_size=1))]
        if draw(st.booleans()):
            substance = same[0] if same else draw(ids("substances"))
            amounts = in_its_unit(substance, ("4 mg", "20 mg", "0.1 g", "150 mg", "50 IU"))
            past["amounts"] = {substance: draw(st.sampled_from(amounts))}
        found.append(past)
    return found


@cache
def busy_indications() -> tuple[str, ...]:
    """Give the indications that a rule speaks of."""
    book = formulary()
    kept = {key for key, each in book.indications.items() if any(phase.avoid_families for phase in each.phases)}
    for substance in book.substances.values():
        kept |= {key for rule in substance.restrictions for key in rule.allowed_indications}
    return tuple(sorted(kept))


@st.composite
def treatments(draw: Draw, as_of: date, born: date | None, *, calm: bool) -> Plain:
    """Draw a treatment."""
    aims = ("therapeutic", "therapeutic", "aesthetic", "fat-lysis")
    found: Plain = {"aim": "therapeutic" if calm else draw(st.sampled_from(aims))}
    free = st.just({"name": "old knee trouble"})
    optional: dict[str, st.SearchStrategy[Any]] = {
        "indication": st.one_of(ids("indications"), st.sampled_from(busy_indications()), free),
        "phase": st.sampled_from(("acute", "chronic")),
        "onset_on": st.integers(0, 10).map(lambda days: as_of - days * DAY),
        "operator": st.fixed_dictionaries(
            {"profession": st.sampled_from(PROFESSIONS)},
            optional={"diploma": st.sampled_from(("yes", "no", "unknown"))},
        ),
        "session": st.fixed_dictionaries(
            {},
            optional={
                "number": st.integers(1, 6),
                "planned": st.integers(1, 8),
                "interval_days": st.integers(0, 15),
                "nrs": st.integers(0, 10),
            },
        ),
    }
    found |= draw(st.fixed_dictionaries({}, optional=optional))
    if calm:
        found["operator"] = {"profession": "physician", "diploma": "yes"}
        found["syringes"] = draw(st.lists(ordinary_syringes(), min_size=1, max_size=1))
    else:
        found["device"] = draw(st.sampled_from(DEVICES))
        found["syringes"] = draw(st.lists(syringes(), max_size=3))
    if not calm or draw(st.integers(0, 3)) == 0:
        found["history"] = draw(histories(as_of, born))
    return found


@st.composite
def plain_cases(draw: Draw) -> Plain:
    """Draw a valid case as plain values: anything, or an ordinary treatment with little out of the way."""
    kind = draw(st.sampled_from(("scenario", "scenario", "scenario", "calm", "any")))
    if kind == "scenario":
        return draw(scenarios())
    calm = kind == "calm"
    as_of = draw(dates())
    setting: Plain = {"country": draw(st.sampled_from(COUNTRIES))}
    if draw(st.booleans()):
        setting["society"] = draw(ids("societies"))
    patient = draw(patients(as_of, calm=calm))
    treatment = draw(treatments(as_of, patient.get("birth_date"), calm=calm))
    return {"papule": 1, "as_of": as_of, "setting": setting, "patient": patient, "treatment": treatment}


def cases() -> st.SearchStrategy[Case]:
    """Draw a valid case."""
    return plain_cases().map(case_from)
