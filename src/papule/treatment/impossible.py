"""What cannot be true of any patient or treatment: an error, not a finding."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from papule.kernel.age import MONTHS_A_YEAR, completed_months
from papule.kernel.quantity import quantity
from papule.kernel.told import Told, shortened, told
from papule.treatment.case import Case, Content, NeedleUse, PastSession

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
                f"{at}.contents",
                told("a dry technique injects nothing"),
                told("empty the contents, or name another technique"),
            )


def _patient(case: Case, as_of: date) -> Iterator[Impossible]:
    patient = case.patient
    if patient.birth_date:
        yield from _birth(patient.birth_date, patient.age_years, as_of)
    if patient.sex == "male":
        yield from _male(case)


def _birth(born: date, age_years: float | None, as_of: date) -> Iterator[Impossible]:
    at = "patient.birth_date"
    months = completed_months(born, as_of)
    if born > as_of:
        problem = told("the patient is born after the day of the assessment, {day}", day=as_of)
        yield Impossible(at, problem, told("mend the birth date or that day"))
    elif months > MAX_AGE_YEARS * MONTHS_A_YEAR:
        problem = told("the patient would be {years} years old", years=months // MONTHS_A_YEAR)
        yield Impossible(at, problem, told("mend the birth date"))
    elif age_years is not None and abs(age_years - months / MONTHS_A_YEAR) > 1:
        problem = told("the age does not fit the birth date")
        yield Impossible("patient.age_years", problem, told("keep the birth date only"))


def _male(case: Case) -> Iterator[Impossible]:
    patient = case.patient
    for fact in ("pregnancy", "childbearing-potential"):
        if patient.facts.get(fact) == "yes":
            problem = told("a male patient is not pregnant and cannot be")
            yield Impossible(f"patient.facts.{fact}", problem, told("mend the sex or this answer"))
    if patient.amenorrhoea_weeks is not None:
        problem = told("a male patient has no weeks of amenorrhoea")
        yield Impossible("patient.amenorrhoea_weeks", problem, told("mend the sex, or leave the weeks out"))


def _treatment(case: Case, as_of: date) -> Iterator[Impossible]:
    treatment = case.treatment
    if treatment.onset_on and treatment.onset_on > as_of:
        problem = told("the onset is after the day of the assessment, {day}", day=as_of)
        yield Impossible("treatment.onset_on", problem, told("mend the onset or that day"))
    for number, past in enumerate(treatment.history):
        yield from _past(f"treatment.history[{number}]", past, case.patient.birth_date, as_of)


def _past(at: str, past: PastSession, born: date | None, as_of: date) -> Iterator[Impossible]:
    if past.performed_on > as_of:
        problem = told("an earlier session is after the day of the assessment, {day}", day=as_of)
        yield Impossible(f"{at}.performed_on", problem, told("mend the date of the session or that day"))
    if born and past.performed_on < born:
        problem = told("an earlier session is before the birth")
        yield Impossible(f"{at}.performed_on", problem, told("mend one of the two dates"))
    for substance, amount in past.amounts.items():
        if not _is_amount(amount, ("mg", "IU", "mL")):
            problem = told("{amount!r} is no amount", amount=shortened(amount))
            yield Impossible(f"{at}.amounts.{substance}", problem, told("write it like 20 mg or 100 IU"))


def _needle(at: str, needle: NeedleUse) -> Iterator[Impossible]:
    if needle.inserted_mm is not None and needle.inserted_mm > needle.length_mm:
        problem = told("more of the needle is inserted than it is long")
        yield Impossible(f"{at}.inserted_mm", problem, told("mend the length or the part inserted"))


def _content(at: str, content: Content) -> Iterator[Impossible]:
    strength = content.strength
    if (content.product is None) == (content.substance is None):
        problem = told("a content names either a product or a substance")
        yield Impossible(at, problem, told("write one of the two, not both"))
    elif content.substance is not None and strength is None:
        yield Impossible(f"{at}.strength", told("a substance needs its strength"), told("write it like 20 mg/mL"))
    elif content.product is not None and strength is not None:
        problem = told("a product already has its strength")
        yield Impossible(f"{at}.strength", problem, told("leave the strength out"))
    if strength is not None and not _is_amount(strength, ("mg/mL", "IU/mL")):
        problem = told("{strength!r} is no strength", strength=shortened(strength))
        yield Impossible(f"{at}.strength", problem, told("write it like 20 mg/mL or 100 IU/mL"))


def _is_amount(text: str, units: tuple[str, ...]) -> bool:
    try:
        amount = quantity(text)
    except ValueError:
        return False
    return amount.unit in units and amount.amount > 0
