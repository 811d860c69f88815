"""What cannot be true of any patient or treatment: an error, not a finding."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from papule.kernel.age import MONTHS_A_YEAR, completed_months
from papule.kernel.quantity import quantity
from papule.kernel.told import Told, shortened, told
from papule.kernel.value import Value
from papule.treatment.case import Content, NeedleUse, PastSession, Patient

T = TypeVar("T")

MAX_AGE_YEARS = 130


class Impossible(Value):
    """A place in the case, what cannot be, and what to do."""

    at: str
    problem: Told
    fix: Told


def find_impossible(case: Any, as_of: date) -> Iterator[Impossible]:  # noqa: ANN401 -- a Case, or its plain values
    """Find everything in a case that cannot be, at this date.

    A part of plain values that has another mistake is left to that one; the other parts are still looked at.
    """
    patient = _patient_of(_field(case, "patient"))
    yield from _patient(patient, as_of)
    treatment = _field(case, "treatment")
    onset = _part(_field(treatment, "onset_on"), date)
    if onset and onset > as_of:
        problem = told("the onset is after the day of the assessment, {day}", day=as_of)
        yield Impossible("treatment.onset_on", problem, told("mend the onset or that day"))
    for at, each in _items("treatment.history", _field(treatment, "history")):
        past = _part(each, PastSession)
        if past:
            yield from _past(at, past, patient.birth_date, as_of)
    for at, syringe in _items("treatment.syringes", _field(treatment, "syringes")):
        yield from _syringe(at, syringe)


def _patient_of(value: Any) -> Patient:  # noqa: ANN401
    """Take what can be taken: of a patient with a wrong weight, the sex and the answers."""
    whole = _part(value, Patient)
    if whole is not None or not isinstance(value, dict):
        return whole or Patient()
    return msgspec.convert({key: item for key, item in value.items() if _part({key: item}, Patient)}, Patient)


def _patient(patient: Patient, as_of: date) -> Iterator[Impossible]:
    if patient.birth_date:
        yield from _birth(patient.birth_date, patient.age_years, as_of)
    if patient.sex != "male":
        return
    for fact in ("pregnancy", "childbearing-potential"):
        if patient.facts.get(fact) == "yes":
            problem = told("a male patient is not pregnant and cannot be")
            yield Impossible(f"patient.facts.{fact}", problem, told("mend the sex or this answer"))
    if patient.amenorrhoea_weeks is not None:
        problem = told("a male patient has no weeks of amenorrhoea")
        yield Impossible("patient.amenorrhoea_weeks", problem, told("mend the sex, or leave the weeks out"))


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


def _syringe(at: str, syringe: Any) -> Iterator[Impossible]:  # noqa: ANN401
    zones = _items(f"{at}.zones", _field(syringe, "zones"))
    for place, each in ((at, syringe), *zones):
        needle = _part(_field(each, "needle"), NeedleUse)
        if needle and needle.inserted_mm is not None and needle.inserted_mm > needle.length_mm:
            problem = told("more of the needle is inserted than it is long")
            yield Impossible(f"{place}.needle.inserted_mm", problem, told("mend the length or the part inserted"))
    contents = _field(syringe, "contents")
    for place, each in _items(f"{at}.contents", contents):
        content = _part(each, Content)
        if content:
            yield from _content(place, content)
    if _field(syringe, "technique") == "dry" and contents:
        problem = told("a dry technique injects nothing")
        yield Impossible(f"{at}.contents", problem, told("empty the contents, or name another technique"))


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


@lru_cache(maxsize=1024)
def _is_amount(text: str, units: tuple[str, ...]) -> bool:
    try:
        amount = quantity(text)
    except ValueError:
        return False
    return amount.unit in units and amount.amount > 0


def _part(value: Any, kind: type[T]) -> T | None:  # noqa: ANN401
    if isinstance(value, kind):
        return value
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None


def _field(value: Any, name: str) -> Any:  # noqa: ANN401
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def _items(at: str, value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for number, item in enumerate(value if isinstance(value, list | tuple) else ()):
        yield f"{at}[{number}]", item
