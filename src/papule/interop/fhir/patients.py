"""The patient of a case, from what another system says of them. What it does not say is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, cast

from papule.interop.fhir import codes as code
from papule.interop.fhir.reading import (
    Plain,
    Reading,
    codes,
    day_of,
    find_named,
    is_one,
    label,
    medication_raw,
    own_code,
    said,
)
from papule.interop.fhir.resources import Concept, Medication, Noted, Observation, Order, Patient, Quantity
from papule.kernel.quantity import exact
from papule.kernel.told import shortened, told
from papule.treatment import case
from papule.treatment.case import Medicine, NamedAllergy, Stated
from papule.treatment.known import names_in

LIGHTEST, HEAVIEST = Decimal("0.3"), Decimal(400)  # kg, of the case format
MOST_WEEKS = 45  # the same
_AGELESS = date.min
_WHOLE_DAY = 10  # letters of a date
_LONGEST_ATC = 7


class Answer(NamedTuple):
    """An answer: of which day, and whether it is a yes, which comes last of a day's answers and so counts."""

    on: date
    is_yes: bool
    fact: str
    stated: Stated


class Person:
    """Gathers what resources say of the patient."""

    def __init__(self, reading: Reading) -> None:
        """Begin with nothing known."""
        self.reading = reading
        self.asked = {key: each for key, each in reading.formulary.facts.items() if not each.computed}
        self.patient: Patient | None = None
        self.answers: list[Answer] = []
        self.weights: list[tuple[date, Decimal]] = []
        self.weeks: list[tuple[date, float]] = []
        self.allergies: list[str | NamedAllergy] = []
        self.medicines: list[Medicine] = []
        self.has_none: set[str] = set()

    def read_patient(self, raw: Plain) -> None:
        """Take who it is."""
        found = self.reading.shaped(raw, Patient)
        if found is not None and found.id != self.reading.patient_id:
            self.reading.unread(told("{name}: it is of another patient", name=label(raw)))
        elif found is not None:
            self.patient = found

    def read_observation(self, raw: Plain) -> None:
        """Take a weight or an answer; any other measurement is no matter of mesotherapy."""
        found = self.reading.shaped(raw, Observation)
        if found is None:
            return
        fact = own_code(found.code, code.FACT) or next(
            (code.QUESTIONS[each] for each in codes(found.code) if each in code.QUESTIONS), ""
        )
        is_weight = code.WEIGHT in codes(found.code)
        if not fact and not is_weight:
            return
        if found.status not in code.VALID_OBSERVATION:
            self.reading.aside(told("{name}: its status is {status}", name=label(raw), status=shortened(found.status)))
        elif is_weight:
            self._weight(found, label(raw))
        elif fact == "amenorrhoea-weeks":
            self._weeks(found, label(raw))
        else:
            self._answer(found, fact, label(raw))

    def _weight(self, found: Observation, name: str) -> None:
        amount = found.value_quantity
        factor = code.KILOGRAMS.get(amount.code or amount.unit) if amount and not amount.comparator else None
        if amount is None or factor is None or amount.value is None or amount.system not in ("", code.UCUM):
            self.reading.unread(told("{name}: a weight of {said}", name=name, said=_written(amount)))
            return
        kilograms = exact(amount.value) * Decimal(factor)
        if LIGHTEST <= kilograms <= HEAVIEST:
            self.weights.append((_day(found) or _AGELESS, kilograms))
        else:
            self.reading.unread(told("{name}: a weight of {said}", name=name, said=_written(amount)))

    def _weeks(self, found: Observation, name: str) -> None:
        amount = found.value_quantity
        on = _day(found)
        fits = amount is not None and amount.code == "wk" and not amount.comparator and on == self.reading.as_of
        if amount is None or amount.value is None or not fits or not 0 <= amount.value <= MOST_WEEKS:
            self.reading.unread(told("{name}: {said} of pregnancy", name=name, said=_written(amount)))
        else:
            self.weeks.append((self.reading.as_of, amount.value))

    def _answer(self, found: Observation, fact: str, name: str) -> None:
        stated, on = _stated(found, fact), _day(found)
        called, what = said(found.code) or shortened(fact), said(found.value_codeable_concept) or stated or "?"
        if fact not in self.asked or stated is None:
            self.reading.unread(told("{name}: {fact} answered {said}", name=name, fact=called, said=what))
        elif on != self.reading.as_of and self._changes(fact, stated):
            self.reading.aside(told("{name}: {fact} answered {said}, but not today", name=name, fact=called, said=what))
        else:
            self.answers.append(Answer(on or _AGELESS, stated == "yes", fact, stated))

    def _changes(self, fact: str, stated: Stated) -> bool:
        """Tell whether an answer may be another today: what is true of a day or a site, a pregnancy denied."""
        return self.asked[fact].about != "patient" or (fact in code.QUESTIONS.values() and stated != "yes")

    def read_allergy(self, raw: Plain) -> None:
        """Take an allergy; that there is none only where just that is said."""
        found = self._noted(raw)
        if found is None:
            return
        if is_one(found.code, code.NO_ALLERGY):
            self.has_none.add("allergies")
        elif is_one(found.code, code.OTHER_NEGATIONS) or not said(found.code):
            self.reading.unread(told("{name}: {said}", name=label(raw), said=said(found.code) or "?"))
        else:
            group = own_code(found.code, code.ALLERGY_GROUP)
            known = group in self.reading.formulary.allergy_groups
            self.allergies.append(group if known else NamedAllergy(name=said(found.code)))

    def read_condition(self, raw: Plain) -> None:
        """Take a condition that is a fact of the knowledge, as a yes. That one is not sent is no `no`."""
        found = self._noted(raw)
        if found is None:
            return
        fact = find_named(found.code, code.FACT, names_in(self.asked))
        if fact:
            self.answers.append(Answer(self.reading.as_of, is_yes=True, fact=fact, stated="yes"))
        elif not is_one(found.code, code.OTHER_NEGATIONS):
            self.reading.unchecked(told("{name}: {said}", name=label(raw), said=said(found.code) or "?"))

    def _noted(self, raw: Plain) -> Noted | None:
        found = self.reading.shaped(raw, Noted)
        if found is None:
            return None
        status = {key for _, key in (*codes(found.clinical_status), *codes(found.verification_status))}
        over = sorted(status & {*code.GONE, *code.UNTRUE})
        if over:
            what = told("{name}: {said} ({status})", name=label(raw), said=said(found.code), status=", ".join(over))
            self.reading.aside(what)
            return None
        return found

    def read_medicine(self, raw: Plain, others: dict[str, Plain]) -> None:
        """Take a medicine that is taken, or may be: of a statement or of an order."""
        found = self.reading.shaped(raw, Order)
        if found is None:
            return
        concept = self._medication(found, others)
        if found.status in code.NOT_TAKEN or found.do_not_perform:
            status = shortened(found.status)
            self.reading.aside(told("{name}: {said} ({status})", name=label(raw), said=said(concept), status=status))
        elif is_one(concept, code.NO_MEDICINE):
            self.has_none.add("medicines")
        elif not said(concept) or is_one(concept, code.OTHER_NEGATIONS):
            self.reading.unread(told("{name}: {said}", name=label(raw), said=said(concept) or "?"))
        else:
            self.medicines.append(Medicine(name=said(concept), atc=_atc(concept)))

    def _medication(self, order: Order, others: dict[str, Plain]) -> Concept | None:
        raw = medication_raw(order, others)
        found = self.reading.shaped(raw, Medication) if raw is not None else None
        if found is not None and said(found.code):
            return found.code
        if order.medication_codeable_concept is not None or order.medication_reference is None:
            return order.medication_codeable_concept
        return Concept(text=order.medication_reference.display)

    def gathered(self) -> case.Patient:
        """Give the patient of a case."""
        patient = self.patient
        weight = max(self.weights, default=None, key=lambda each: (each[0], -each[1]))  # of one day the lighter
        return case.Patient(
            birth_date=self._birth(),
            age_years=_age(patient),
            sex=cast("case.Sex", patient.gender if patient and patient.gender in ("female", "male") else "unknown"),
            weight_kg=float(weight[1]) if weight else None,
            facts={each.fact: each.stated for each in sorted(self.answers)},
            amenorrhoea_weeks=max(self.weeks)[1] if self.weeks else None,
            allergies=tuple(dict.fromkeys(self.allergies)) or self._none("allergies"),
            medicines=tuple(dict.fromkeys(self.medicines)) or self._none("medicines"),
        )

    def _birth(self) -> date | None:
        written = self.patient.birth_date if self.patient else ""
        born = day_of(written) if len(written) == _WHOLE_DAY else None
        if written and born is None:
            self.reading.unread(told("the birth date {said}", said=shortened(written, 20)))
        return born

    def _none(self, what: str) -> Literal["none"] | None:
        return "none" if what in self.has_none else None


def _stated(found: Observation, fact: str) -> Stated | None:
    """Give the answer of an observation; none where its value is no answer to this question."""
    if found.value_boolean is not None:
        return "yes" if found.value_boolean else "no"
    allowed = code.ANSWERS_OF.get(fact, {"Y", "N"})
    answers = {code.ANSWERS[each] for each in codes(found.value_codeable_concept) if _answers(each, allowed)}
    absent = {code.WHY_ABSENT[key] for _, key in codes(found.data_absent_reason) if key in code.WHY_ABSENT}
    given = answers or absent
    return cast("Stated", given.pop()) if len(given) == 1 else None


def _answers(each: tuple[str, str], allowed: set[str]) -> bool:
    return each in code.ANSWERS and each[1] in allowed


def _day(found: Observation) -> date | None:
    return day_of(found.effective_date_time or found.effective_instant)


def _age(patient: Patient | None) -> float | None:
    """Give an age that our own extension tells, where there is no birth date."""
    given = (each.value_decimal for each in patient.extension if each.url == code.AGE) if patient else ()
    return next(iter(given), None)


def _atc(concept: Concept | None) -> str | None:
    found = own_code(concept, code.ATC)
    return found if 0 < len(found) <= _LONGEST_ATC else None


def _written(amount: Quantity | None) -> str:
    """Write a quantity as it was sent."""
    if amount is None:
        return "?"
    number = "?" if amount.value is None else f"{amount.value:g}"
    return shortened(f"{amount.comparator}{number} {amount.unit or amount.code}".strip(), 40)
