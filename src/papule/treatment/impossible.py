"""What cannot be true of any patient or treatment: an error, not a finding."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from papule.kernel.age import MONTHS_A_YEAR, completed_months
from papule.kernel.quantity import quantity
from papule.kernel.told import Told, shortened, told
from papule.treatment.case import Case, Content, NeedleUse

MAX_AGE_YEARS = 130


class Impossible(NamedTuple):
    """A place in the case, what cannot be, and what to do."""

    at: str
    problem: Told
    fix: Told


def find_impossible(case: Case, as_of: date) -> Iterator[Impossible]:
    """Find everything in a case that cannot be, at this date."""
    yield from _patient(case, as_of)
    yield from _treatment(case, as_of)
    for number, syringe in enumerate(case.treatment.syringes):
        at = f"treatment.syringes[{number}]"
        if syringe.needle:
            yield from _needle(f"{at}.needle", syringe.needle)
        for position, zone in enumerate(syringe.zones):
            if zone.needle:
                yield from _needle(f"{at}.zones[{position}].needle", zone.needle)
        for position, content in enumerate(syringe.contents):
            yield from _content(f"{at}.contents[{position}]", content)
        if syringe.technique == "dry" and syringe.contents:
            yield Impossible(
                f"{at}.contents", "a dry technique injects nothing", "empty the contents, or name another technique"
            )


def _patient(case: Case, as_of: date) -> Iterator[Impossible]:
    patient = case.patient
    if patient.birth_date:
        months = completed_months(patient.birth_date, as_of)
        if patient.birth_date > as_of:
            yield Impossible("patient.birth_date", f"the patient is born after {as_of}", "mend the birth date or as_of")
        elif months > MAX_AGE_YEARS * MONTHS_A_YEAR:
            yield Impossible("patient.birth_date", f"the patient is {months // 12} years old", "mend the birth date")
        elif patient.age_years is not None and abs(patient.age_years - months / MONTHS_A_YEAR) > 1:
            yield Impossible("patient.age_years", "the age does not fit the birth date", "keep the birth date only")
    if patient.sex == "male":
        yield from _male(case)


def _male(case: Case) -> Iterator[Impossible]:
    patient = case.patient
    for fact in ("pregnancy", "childbearing-potential"):
        if patient.facts.get(fact) == "yes":
            yield Impossible(
                f"patient.facts.{fact}", "a male patient is not pregnant and cannot be", "mend sex or fact"
            )
    if patient.amenorrhoea_weeks is not None:
        yield Impossible(
            "patient.amenorrhoea_weeks", "a male patient is not pregnant", "mend sex, or leave the weeks out"
        )


def _treatment(case: Case, as_of: date) -> Iterator[Impossible]:
    treatment = case.treatment
    if treatment.onset_on and treatment.onset_on > as_of:
        yield Impossible("treatment.onset_on", f"the onset is after {as_of}", "mend the onset or as_of")
    born = case.patient.birth_date
    for number, past in enumerate(treatment.history):
        at = f"treatment.history[{number}]"
        if past.performed_on > as_of:
            yield Impossible(f"{at}.performed_on", f"an earlier session is after {as_of}", "mend the date or as_of")
        if born and past.performed_on < born:
            yield Impossible(f"{at}.performed_on", "an earlier session is before the birth", "mend the date")
        for substance, amount in past.amounts.items():
            if not _is_amount(amount, ("mg", "IU", "mL")):
                yield Impossible(
                    f"{at}.amounts.{substance}", f"{amount[:60]!r} is no amount", "write it like 20 mg or 100 IU"
                )


def _needle(at: str, needle: NeedleUse) -> Iterator[Impossible]:
    if needle.inserted_mm is not None and needle.inserted_mm > needle.length_mm:
        yield Impossible(f"{at}.inserted_mm", "more of the needle is inserted than it is long", "mend one of the two")


def _content(at: str, content: Content) -> Iterator[Impossible]:
    if (content.product is None) == (content.substance is None):
        yield Impossible(at, "a content names either a product or a substance", "keep one of the two")
    elif content.substance is not None and content.strength is None:
        yield Impossible(f"{at}.strength", "a substance without its strength", "write it like 20 mg/mL")
    elif content.product is not None and content.strength is not None:
        yield Impossible(f"{at}.strength", "a product already has its strength", "leave the strength out")
    if content.strength is not None and not _is_amount(content.strength, ("mg/mL", "IU/mL")):
        yield Impossible(
            f"{at}.strength", f"{content.strength[:60]!r} is no strength", "write it like 20 mg/mL or 100 IU/mL"
        )


def _is_amount(text: str, units: tuple[str, ...]) -> bool:
    try:
        amount = quantity(text)
    except ValueError:
        return False
    return amount.unit in units and amount.amount > 0
