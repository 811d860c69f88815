"""What the screen looks at, and the twelve codes it can answer with.

Every value is already worked out (age, milligrams, depth), so that an engine only has to compare:
assess() works the same values out itself.
"""

from random import Random
from typing import TypedDict

from papule.assessment.subject import Subject
from papule.assessment.view import View
from papule.treatment.case import Case

CODES = (
    "contraindication/pregnancy",
    "age/minimum",
    "contraindication/anticoagulant-treatment",
    "contraindication/site-infection",
    "allergy/amide-la",
    "society/too-many-products",
    "dose/maximum",
    "law/fat-lysis",
    "society/corticosteroid",
    "law/operator",
    "society/device",
    "geometry/below-dermis",
)

_ANSWERS = ("no", "no", "no", "yes", "unknown")
_SUBSTANCES = ("lidocaine", "procaine", "thiocolchicoside", "ketoprofen", "triamcinolone", "etamsylate")
_FAMILIES = {
    "lidocaine": "local-anaesthetic",
    "procaine": "local-anaesthetic",
    "thiocolchicoside": "muscle-relaxant",
    "ketoprofen": "nsaid",
    "triamcinolone": "corticosteroid",
    "etamsylate": "haemostatic",
}
_AGES = (2.0, 15.0, 15.9, 16.0, 17.5, 45.0, 83.0)  # years, both sides of the border and the border itself
_AMOUNTS = (0.0, 20.0, 199.9, 200.0, 200.1, 400.0)  # mg
_DEPTHS = (1.0, 1.9, 2.0, 2.1, 3.5, 4.0)  # mm


class Visit(TypedDict):
    """Fourteen values of one visit."""

    age_years: float
    pregnancy: str
    anticoagulant: str
    site_infection: str
    allergies: list[str]
    substances: list[str]
    families: list[str]
    active_products: int
    lidocaine_mg: float
    fat_lysis_in: str  # the country, where the aim is fat lysis; else empty
    profession: str
    device: str
    depth_mm: float
    skin_mm: float


def random_visit(chance: Random) -> Visit:
    """Draw a visit; every border is drawn often."""
    substances = chance.sample(_SUBSTANCES, chance.randint(1, 4))
    return Visit(
        age_years=chance.choice(_AGES),
        pregnancy=chance.choice(_ANSWERS),
        anticoagulant=chance.choice(_ANSWERS),
        site_infection=chance.choice(_ANSWERS),
        allergies=chance.sample(("amide-la", "sulfite", "penicillin"), chance.randint(0, 3)),
        substances=substances,
        families=sorted({_FAMILIES[each] for each in substances}),
        active_products=chance.randint(1, 5),
        lidocaine_mg=chance.choice(_AMOUNTS),
        fat_lysis_in=chance.choice(("", "", "FR", "BE")),
        profession=chance.choice(("physician", "physician", "nurse", "beautician", "heilpraktiker")),
        device=chance.choice(("manual", "manual", "electronic-injector", "dermojet", "multi-injector")),
        depth_mm=chance.choice(_DEPTHS),
        skin_mm=chance.choice(_DEPTHS),
    )


def visit_of(case: Case, view: View) -> Visit:
    """Take from a case what the screen looks at."""
    subject = Subject(case, view)
    answer = subject.person.answer
    amount = subject.amounts.get("lidocaine")
    treatment = case.treatment
    return Visit(
        age_years=float(subject.person.age_years or 0),
        pregnancy=answer("pregnancy"),
        anticoagulant=answer("anticoagulant-treatment"),
        site_infection=answer("site-infection"),
        allergies=[said for said, _ in subject.person.allergies],
        substances=sorted(subject.substances),
        families=sorted({family for each in subject.substances.values() for family in each.lineage}),
        active_products=max((len(subject.active(number)) for number in range(len(subject.by_syringe))), default=0),
        lidocaine_mg=float(amount.amount) if amount else 0.0,
        fat_lysis_in=case.setting.country if treatment.aim == "fat-lysis" else "",
        profession=treatment.operator.profession if treatment.operator else "physician",
        device=treatment.device,
        depth_mm=max((zone.depth_mm or 0.0 for zone in subject.zones), default=0.0),
        skin_mm=min((zone.skin.mean_mm for zone in subject.zones if zone.skin), default=100.0),
    )
