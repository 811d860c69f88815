"""The case as the naive engine sees it: ages, answers, contents, medicines. Plain loops, no precomputation."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from papule.kernel.age import ADULT_YEARS, MONTHS_A_YEAR, completed_months
from papule.kernel.names import folded
from papule.kernel.quantity import quantity
from papule.knowledge.model.patient import AllergyGroup, Fact, InteractionClass
from papule.knowledge.model.statement import Statement
from papule.knowledge.model.substance import Presentation, Product, Substance
from papule.knowledge.model.tables import Formulary
from papule.knowledge.model.technique import SkinThickness
from papule.treatment.case import Case, Content, Medicine, NeedleUse, Syringe, Zone
from papule.treatment.naming import find_product, find_substance


class World(NamedTuple):
    """All that a check may look at."""

    case: Case
    formulary: Formulary
    as_of: date

    @property
    def country(self) -> str:
        return self.case.setting.country


class Drawn(NamedTuple):
    """One content of a syringe, its names resolved."""

    written: str  # the product, or the substance with its strength
    resolved_from: str  # the name, where it was an alias
    product: Product | None  # none for a strength that the catalogue lacks
    substance: str
    strength: str
    volume_ml: Fraction


def number(value: float) -> Fraction:
    """Take a number as it was written: 0.1 is one tenth."""
    return Fraction(repr(value))


def amount(text: str) -> tuple[Fraction, str]:
    """Read an amount with its unit."""
    read = quantity(text)
    return Fraction(read.amount), read.unit


def holds(statement: Statement, world: World) -> bool:
    """Tell whether a statement is in force, here and now."""
    begun = statement.since is None or statement.since <= world.as_of
    lasting = statement.until is None or world.as_of < statement.until
    here = not statement.countries or world.country in statement.countries
    return begun and lasting and here


def age_years(world: World) -> Fraction | None:
    """Give the age in years, by completed months where the birth date is known."""
    patient = world.case.patient
    if patient.birth_date is not None:
        return Fraction(completed_months(patient.birth_date, world.as_of), MONTHS_A_YEAR)
    return None if patient.age_years is None else number(patient.age_years)


def within_ages(world: World, low: float | None, high: float | None) -> bool:
    """Tell whether the patient may be in a population; an unknown age may be in any."""
    age = age_years(world)
    if age is None:
        return True
    return (low is None or age >= number(low)) and (high is None or age < number(high))


# --- answers ------------------------------------------------------------------------------------


def medicines(world: World) -> tuple[Medicine, ...]:
    """Give the medicines listed."""
    listed = world.case.patient.medicines
    return () if listed is None or listed == "none" else listed


def codes_of(medicine: Medicine, world: World) -> set[str]:
    """Give every ATC code that a medicine can have.

    A code that fits the name narrows it down; one that does not is added, and silences nothing.
    """
    drug = world.formulary.drugs.find(medicine.name)
    named = set(drug.atc) if drug else set()
    if not medicine.atc:
        return named
    given = medicine.atc.upper()
    if is_narrowed(medicine, world):
        return {given} | {each for each in named if each.startswith(given)}
    return named | {given}


def is_narrowed(medicine: Medicine, world: World) -> bool:
    """Tell whether a code was given that fits the name: one of its codes, or one of its class."""
    drug = world.formulary.drugs.find(medicine.name)
    given = (medicine.atc or "").upper()
    if not given:
        return False
    of_name = drug is not None and any(each.startswith(given) for each in drug.atc)
    return of_name or any(has_code({given}, each.atc, each.not_atc) for each in classes_called(medicine, world))


def classes_called(medicine: Medicine, world: World) -> list[InteractionClass]:
    """Give the classes that a medicine's name stands for."""
    return [each for each in world.formulary.interaction_classes.values() if is_called(each.names, medicine.name)]


def classes_by_name(medicine: Medicine, world: World) -> list[InteractionClass]:
    """Give the classes that a medicine's name stands for, where no whole code narrows it down."""
    return [] if is_whole(medicine, world) else classes_called(medicine, world)


def is_whole(medicine: Medicine, world: World) -> bool:
    """Tell whether a medicine is narrowed down to one code of the list, all its seven signs given."""
    return is_narrowed(medicine, world) and len(medicine.atc or "") == len("B01AA03")


def has_code(codes: set[str], wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> bool:
    """Tell whether one of the codes is under a wanted prefix and under no unwanted one."""
    return any(code.startswith(wanted) and not (unwanted and code.startswith(unwanted)) for code in codes if wanted)


def medicine_says_yes(entry: Fact, world: World) -> bool:
    """Tell whether a listed medicine answers a fact: by a code, or because every medicine of its class does."""
    for each in medicines(world) if entry.atc else ():
        if has_code(codes_of(each, world), entry.atc, entry.not_atc):
            return True
        for group in classes_by_name(each, world):
            if all(has_code({code}, entry.atc, entry.not_atc) for code in group.atc):
                return True
    return False


def answer(fact: str, world: World) -> str:
    """Give the answer to a fact: yes, no, unknown, declined or not_asked."""
    entry = world.formulary.facts[fact]
    if entry.computed:
        return computed_answer(entry, world)
    said: str = world.case.patient.facts.get(fact, "not_asked")
    if said == "yes" or medicine_says_yes(entry, world):
        return "yes"
    for other in world.formulary.facts.values():
        if fact in other.implies and answer(other.id, world) == "yes":
            return "yes"
    wider = any(answer_no(each, world) for each in entry.implies)
    return "no" if wider or excluded_by_person(entry, world) else said


def answer_no(fact: str, world: World) -> bool:
    """Tell whether a fact is answered no, by somebody or by what follows."""
    entry = world.formulary.facts[fact]
    said = world.case.patient.facts.get(fact)
    return said == "no" or any(answer_no(each, world) for each in entry.implies) or excluded_by_person(entry, world)


def excluded_by_person(entry: Fact, world: World) -> bool:
    """Tell whether sex or age alone answers no."""
    sex, age = world.case.patient.sex, age_years(world)
    if entry.sex and sex not in ("unknown", entry.sex):
        return True
    if age is None:
        return False
    return (entry.until_age is not None and age >= number(entry.until_age)) or (
        entry.from_age is not None and age < number(entry.from_age)
    )


def computed_answer(entry: Fact, world: World) -> str:
    """Work out a fact that is never asked."""
    sex = world.case.patient.sex
    if entry.from_weeks is not None or entry.until_weeks is not None:
        return weeks_answer(entry, world)
    contraception = answer("effective-contraception", world)
    unprotected = {"yes": "no", "no": "yes"}.get(contraception, contraception)
    if entry.id == "men-no-contraception":
        return conjunction({"male": "yes", "female": "no"}.get(sex, "unknown"), unprotected)
    fertile = answer("childbearing-potential", world)
    if fertile not in ("yes", "no") and sex == "female":
        fertile = "yes"  # presumed, until age or an answer says no
    if entry.id == "wocbp":
        return fertile
    if entry.id == "wocbp-no-contraception":
        return conjunction(fertile, unprotected)
    raise NotImplementedError(entry.id)


def conjunction(one: str, other: str) -> str:
    """Answer yes when both are, no when one is, else not known."""
    if "no" in (one, other):
        return "no"
    return "yes" if (one, other) == ("yes", "yes") else "unknown"


def weeks_answer(entry: Fact, world: World) -> str:
    """Work out a fact on the weeks of a pregnancy."""
    pregnant, weeks = answer("pregnancy", world), world.case.patient.amenorrhoea_weeks
    if weeks is None:
        return conjunction(pregnant, "unknown")
    late = entry.from_weeks is None or weeks >= entry.from_weeks
    early = entry.until_weeks is None or weeks < entry.until_weeks
    return conjunction(pregnant, "yes" if late and early else "no")


# --- what is drawn up ---------------------------------------------------------------------------


def drawn(content: Content, world: World) -> Drawn:
    """Resolve one content to a product, where the catalogue has it, and a substance."""
    volume = number(content.volume_ml)
    if content.product is not None:
        product, alias = find_product(content.product, world.formulary)
        entry = world.formulary.products[product]
        return Drawn(product, alias, entry, entry.substance, entry.strength, volume)
    assert content.substance is not None
    assert content.strength is not None
    substance, alias = find_substance(content.substance, world.formulary)
    for entry in world.formulary.products.values():
        if entry.substance == substance and entry.strength and amount(entry.strength) == amount(content.strength):
            return Drawn(entry.id, alias, entry, substance, entry.strength, volume)
    return Drawn(f"{substance} {content.strength}", alias, None, substance, content.strength, volume)


def syringes(world: World) -> list[tuple[Syringe, list[Drawn]]]:
    """Give every syringe with its contents resolved."""
    return [(each, [drawn(content, world) for content in each.contents]) for each in world.case.treatment.syringes]


def all_drawn(world: World) -> list[Drawn]:
    """Give every content of every syringe."""
    return [each for _, contents in syringes(world) for each in contents]


def ingredients(each: Drawn) -> list[tuple[str, str]]:
    """Give the substances of a content with their strengths: its own, and what its product also contains."""
    inside = each.product.contains if each.product else ()
    return [(each.substance, each.strength), *((other.substance, other.strength) for other in inside)]


def substances(world: World) -> list[str]:
    """Give the substances of the treatment, each once."""
    return sorted({name for each in all_drawn(world) for name, _ in ingredients(each)})


def families(substance: str, world: World) -> set[str]:
    """Give the families of a substance, and the families they belong to."""
    return with_parents(world.formulary.substances[substance].families, world)


def with_parents(names: Iterable[str], world: World) -> set[str]:
    """Give families and the families they belong to."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        family = waiting.pop()
        if family and family not in found:
            found.add(family)
            waiting.append(world.formulary.families[family].parent)
    return found


def market_status(presentation: Presentation, world: World) -> str:
    """Give the newest market status in force, or nothing."""
    best: tuple[date, str] | None = None
    for row in presentation.market:
        since = row.since or date.min
        if holds(row, world) and (best is None or since >= best[0]):
            best = (since, row.status)
    return best[1] if best else ""


EUROPE = set("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split())


def is_here(country: str, world: World) -> bool:
    """Tell whether what holds in a country, or in the European Union, holds here."""
    return country == world.country or (country == "EU" and world.country in EUROPE)


def local(presentation: Presentation, world: World) -> bool:
    """Tell whether a presentation is one of the country."""
    return is_here(presentation.country, world)


def presentations_that_count(product: Product, world: World) -> list[Presentation]:
    """Give the presentations marketed here and now, or all known ones if none is."""
    here = [each for each in product.presentations if local(each, world) and market_status(each, world) == "marketed"]
    return here or list(product.presentations)


# --- zones --------------------------------------------------------------------------------------


def technique_of(syringe: Syringe, zone: Zone | None) -> str:
    """Give the technique of a zone, or of its syringe."""
    name = (zone.technique if zone else None) or syringe.technique
    return "superficial-intradermal" if name == "nappage" else name


def needle_of(syringe: Syringe, zone: Zone) -> NeedleUse | None:
    """Give the needle of a zone, or of its syringe."""
    return zone.needle or syringe.needle


def true_depth(needle: NeedleUse | None) -> Fraction | None:
    """Give inserted length times the sine of the angle, in mm, to the nanometre."""
    if needle is None:
        return None
    inserted = needle.length_mm if needle.inserted_mm is None else needle.inserted_mm
    return Fraction(round(number(inserted) * sine(number(needle.angle_deg)) * 10**6), 10**6)


PI = Fraction("3.14159265358979323846264338327950288")


def sine(degrees: Fraction) -> Fraction:
    """Give the sine by its series, to twelve decimals."""
    x = degrees * PI / 180
    term, total, n = x, x, 1
    while abs(term) > Fraction(1, 10**25):
        term = -term * x * x / ((n + 1) * (n + 2))
        term = term.limit_denominator(10**40)
        total, n = total + term, n + 2
    return Fraction(round(total * 10**12), 10**12)


def of_that_age(measured: SkinThickness, world: World) -> bool:
    """Tell whether a measurement speaks of people of this age: children by their span, adults by each other."""
    age = age_years(world)
    of_children = measured.max_age_years is not None and measured.max_age_years <= ADULT_YEARS
    if age is None:
        return True
    if age >= ADULT_YEARS:
        return not of_children
    return of_children and within_ages(world, measured.min_age_years, measured.max_age_years)


def skin_mm(site: str, world: World) -> Fraction | None:
    """Give the thinnest measured mean of the skin there, for this age and sex."""
    means = [
        number(each.mean_mm)
        for each in world.formulary.body_sites[site].thickness
        if each.layer == "skin"
        and each.method != "histology"
        and holds(each, world)
        and of_that_age(each, world)
        and (not each.sex or world.case.patient.sex in ("unknown", each.sex))
    ]
    return min(means, default=None)


def passes_dermis(syringe: Syringe, zone: Zone, world: World) -> bool:
    """Tell whether the needle goes below the skin: by measure, else by what the technique is for.

    A superficial technique stays within as deep as some source describes it.
    """
    depth, skin = true_depth(needle_of(syringe, zone)), skin_mm(zone.site, world)
    if depth is not None and skin is not None:
        return depth > skin
    technique = world.formulary.techniques[technique_of(syringe, zone)]
    described = [number(each.high) for each in technique.depth_mm if each.high is not None and holds(each, world)]
    beyond = depth is not None and depth > max(described, default=0)
    return beyond or not technique.superficial


def deep_for(substance: str, world: World) -> bool:
    """Tell whether a substance (or anything, for the technique) is put below the skin anywhere."""
    for syringe, contents in syringes(world):
        inside = {name for each in contents for name, _ in ingredients(each)}
        if substance and substance not in inside:
            continue
        if not syringe.zones or any(passes_dermis(syringe, zone, world) for zone in syringe.zones):
            return True
    return False


# --- groups -------------------------------------------------------------------------------------


def covered(group: str, world: World) -> set[str]:
    """Give an allergy group and those that it includes, however far."""
    found: set[str] = set()
    waiting = [group]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(world.formulary.allergy_groups[name].includes)
    return found


def is_called(names: Iterable[str], name: str) -> bool:
    """Tell whether a name is one of several, whatever its case and accents."""
    wanted = fold(name)
    return any(fold(each) == wanted for each in names)


def is_called_loosely(names: Iterable[str], name: str) -> bool:
    """Tell the same, whatever its hyphens and spaces and the end of its plurals."""
    wanted = loosely(name)
    return any(loosely(each) == wanted for each in names)


@cache
def loosely(name: str) -> str:
    """Take hyphens and spaces out of a folded name, and every s and x at the end of its words."""
    return re.sub(r"[sx]+(?= |-|$)|[- ]", "", folded(name))


fold = cache(folded)  # the only thing kept: the same few thousand names are folded again and again


def in_class(medicine: Medicine, group: InteractionClass, world: World) -> bool:
    """Tell whether a medicine belongs to a class, by code or by name."""
    if has_code(codes_of(medicine, world), group.atc, group.not_atc):
        return True
    return is_called(group.names, medicine.name) and not is_whole(medicine, world)


def groups_named(name: str, world: World) -> list[AllergyGroup]:
    """Give the allergy groups that a name stands for, else those of the medicine of that name."""
    known = list(world.formulary.allergy_groups.values())
    found = [each for each in known if is_called_loosely((each.id, *each.names, *each.name.values()), name)]
    drug = world.formulary.drugs.find(name)
    return found or [each for each in known if drug and has_code(set(drug.atc), each.atc, ())]


def is_same_substance(medicine: Medicine, substance: Substance, world: World) -> bool:
    """Tell whether a medicine is (also) that substance."""
    return bool(codes_of(medicine, world) & set(substance.atc))
