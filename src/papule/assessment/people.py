"""The patient as the checks see it: age, answers with all that follows, medicines, allergies."""

from __future__ import annotations

import re
from datetime import date

from papule.assessment.called import is_called, is_part_of_name
from papule.assessment.substances import SubstanceView
from papule.assessment.vocabulary import Vocabulary
from papule.kernel.age import ADULT_YEARS, MONTHS_A_YEAR, completed_months
from papule.kernel.answer import Answer, both, negate
from papule.kernel.once import once
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case, Medicine, NamedAllergy

_ATC = r"[ABCDGHJLMNPRSV][0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?"  # the fourteen main groups


WHOLE_CODE = 7  # letters and digits of an ATC code that names one substance


class KnownMedicine(Value):
    """A medicine with the classes it belongs to; unrecognised when nothing names it."""

    name: str
    atc: tuple[str, ...]
    classes: tuple[str, ...]
    facts: tuple[str, ...]
    recognised: bool
    checkable: bool  # some code or class is known, so that something can be held against it


class Computed(Value):
    """A fact that is worked out: its answer, what it rests on, what it lacks."""

    answer: Answer
    because: dict[str, object]
    missing: tuple[str, ...]


class Person:
    """Answers about one patient. What follows from sex, age, medicines and other answers is followed."""

    def __init__(self, case: Case, vocabulary: Vocabulary, formulary: Formulary, as_of: date) -> None:
        """Keep what was said; work out the rest when asked."""
        self.patient = case.patient
        self.stated = case.patient.facts
        self._vocabulary = vocabulary
        self._formulary = formulary
        self._as_of = as_of
        self._computed: dict[str, Computed] = {}

    @once
    def age_months(self) -> float | None:
        """Age in months; none when neither birth date nor age is known."""
        if self.patient.birth_date is not None:
            return completed_months(self.patient.birth_date, self._as_of)
        return None if self.patient.age_years is None else self.patient.age_years * MONTHS_A_YEAR

    @once
    def age_years(self) -> float | None:
        """Age in years, with its months."""
        return None if self.age_months is None else self.age_months / MONTHS_A_YEAR

    @once
    def is_adult(self) -> bool | None:
        """Tell whether the patient is of age; none when the age is unknown."""
        return None if self.age_years is None else self.age_years >= ADULT_YEARS

    @once
    def answers(self) -> dict[str, Answer]:
        """Every answer that was given or follows; a fact without one was not asked."""
        said: dict[str, Answer] = dict(self.stated)
        for fact in self._vocabulary.of_one_sex_or_age:
            if self._never_asked(fact):
                said[fact] = "no"
        for fact in [fact for fact in self._vocabulary.narrowed if said.get(fact) == "no"]:
            for narrower in self._vocabulary.narrowed[fact]:
                if said.get(narrower) != "yes":
                    said[narrower] = "no"
        for fact in (*[key for key, answer in self.stated.items() if answer == "yes"], *self.facts_of_medicines):
            said[fact] = "yes"
            for wider in self._vocabulary.implied[fact]:
                said[wider] = "yes"
        return said

    @once
    def denied(self) -> frozenset[str]:
        """The facts that are answered no."""
        return frozenset([fact for fact, answer in self.answers.items() if answer == "no"])

    def answer(self, fact: str) -> Answer:
        """Answer a fact with everything that follows from what was said."""
        return self.answers.get(fact, "not_asked")

    def _never_asked(self, fact: str) -> bool:
        """Tell whether sex or age answer no, unless somebody said otherwise."""
        rule = self._vocabulary.facts[fact]
        if rule.sex and self.patient.sex not in (rule.sex, "unknown"):
            return True
        if self.stated.get(fact) in ("yes", "no") or rule.until_age is None or self.age_years is None:
            return False
        return self.age_years >= rule.until_age

    def computed(self, fact: str) -> Computed:
        """Work out a fact that is never asked, once."""
        known = self._computed.get(fact)
        if known is None:
            known = self._computed[fact] = self._work_out(fact)
        return known

    def _work_out(self, fact: str) -> Computed:
        if fact == "wocbp":
            return self._childbearing()
        if fact == "wocbp-no-contraception":
            return self._without_contraception(self._childbearing())
        if fact == "men-no-contraception":
            return self._without_contraception(self._of_sex("male"))
        rule = self._vocabulary.facts[fact]
        return self._weeks_within(rule.from_weeks, rule.until_weeks)

    def _of_sex(self, sex: str) -> Computed:
        if self.patient.sex == "unknown":
            return Computed("not_asked", {}, ("sex",))
        return Computed("yes" if self.patient.sex == sex else "no", self._who(), ())

    def _who(self) -> dict[str, object]:
        age = {} if self.age_years is None else {"age": int(self.age_years)}
        return {"sex": self.patient.sex, **age}

    def _childbearing(self) -> Computed:
        """A woman is presumed able to bear a child until age or an answer says no."""
        said = self.answer("childbearing-potential")
        if said in ("yes", "no"):
            return Computed(said, {**self._who(), "childbearing-potential": said}, ())
        return self._of_sex("female")

    def _without_contraception(self, concerned: Computed) -> Computed:
        if concerned.answer == "no":
            return concerned
        contraception = self.answer("effective-contraception")
        answer = both(concerned.answer, negate(contraception))
        said = {} if contraception == "not_asked" else {"effective-contraception": contraception}
        lacking = () if contraception in ("yes", "no") else ("effective-contraception",)
        return Computed(answer, {**concerned.because, **said}, (*concerned.missing, *lacking))

    def _weeks_within(self, since: float | None, until: float | None) -> Computed:
        pregnancy, weeks = self.answer("pregnancy"), self.patient.amenorrhoea_weeks
        if weeks is None:
            asked = ("amenorrhoea-weeks",) if pregnancy == "yes" else ("amenorrhoea-weeks", "pregnancy")
            return Computed(both(pregnancy, "not_asked"), {"pregnancy": pregnancy}, asked)
        inside: Answer = "yes" if (since is None or weeks >= since) and (until is None or weeks < until) else "no"
        lacking = () if pregnancy in ("yes", "no") else ("pregnancy",)
        return Computed(both(pregnancy, inside), {"pregnancy": pregnancy, "amenorrhoea_weeks": weeks}, lacking)

    @once
    def medicines(self) -> tuple[KnownMedicine, ...]:
        """The medicines taken; empty when none or not asked."""
        given = self.patient.medicines
        return tuple(self._medicine(each) for each in given) if isinstance(given, tuple) else ()

    def _medicine(self, medicine: Medicine) -> KnownMedicine:
        """Recognise a medicine. A code that fits the name narrows it down; one that does not silences nothing."""
        drug = self._formulary.drugs.find(medicine.name)
        given = medicine.atc.upper() if medicine.atc else ""
        named = tuple(drug.atc) if drug else ()
        by_name = self._vocabulary.classes_named(medicine.name)
        fits = any(each.startswith(given) for each in named) or bool({*by_name} & {*self._vocabulary.of_atc(given)[0]})
        kept = [each for each in named if each.startswith(given)] if given and fits else named
        codes = tuple(dict.fromkeys(code for code in (given, *kept) if code))
        found = [self._vocabulary.of_atc(code) for code in codes]
        found += [self._vocabulary.of_class(each) for each in by_name if not (fits and len(given) == WHOLE_CODE)]
        classes = dict.fromkeys(each for pair in found for each in pair[0])
        facts = dict.fromkeys(each for pair in found for each in pair[1])
        recognised = bool(classes or drug) or re.fullmatch(_ATC, given) is not None
        return KnownMedicine(medicine.name, codes, tuple(classes), tuple(facts), recognised, bool(codes or classes))

    @once
    def facts_of_medicines(self) -> dict[str, str]:
        """Facts that a listed medicine answers yes, with that medicine."""
        return {fact: each.name for each in self.medicines for fact in each.facts}

    def why_yes(self, fact: str) -> dict[str, object]:
        """Say which medicine or other answer makes a fact true."""
        if fact in self.facts_of_medicines:
            return {"medicine": self.facts_of_medicines[fact]}
        return {
            each: "yes"
            for each in self._vocabulary.implied_by[fact]
            if self.stated.get(each) == "yes" or each in self.facts_of_medicines
        }

    @once
    def allergies(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Each allergy said, with the groups it stands for; none for a name not recognised."""
        given = self.patient.allergies
        return tuple(self._allergy(each) for each in given) if isinstance(given, tuple) else ()

    def _allergy(self, allergy: str | NamedAllergy) -> tuple[str, frozenset[str]]:
        name = allergy if isinstance(allergy, str) else allergy.name
        groups: tuple[str, ...] = (name,) if name in self._vocabulary.allergy_covers else ()
        groups = groups or self._vocabulary.groups_named(name)
        if not groups:
            groups = self._groups_of_drug(name)
        return name, frozenset(each for group in groups for each in self._vocabulary.allergy_covers[group])

    def is_named(self, said: str, groups: frozenset[str], view: SubstanceView) -> bool:
        """Tell whether an allergy names a substance: by its name or family, or as a medicine of the same code.

        What stands for a group (salmon, a fish) is no part of a name (salmon calcitonin).
        """
        called = is_called(said, view.substance) or (not groups and is_part_of_name(said, view.substance))
        if called or not view.lineage.isdisjoint(self._vocabulary.families_named(said)):
            return True
        drug = self._formulary.drugs.find(said)
        return drug is not None and not set(drug.atc).isdisjoint(view.substance.atc)

    def _groups_of_drug(self, name: str) -> tuple[str, ...]:
        drug = self._formulary.drugs.find(name)
        return self._vocabulary.groups_of_atc(tuple(drug.atc)) if drug else ()

    def known_name(self, name: str) -> bool:
        """Tell whether a name is at least in the drug list."""
        return self._formulary.drugs.find(name) is not None or self.is_catalogued(name)

    def is_held(self, name: str, groups: frozenset[str]) -> bool:
        """Tell whether an allergy was held against something: a source speaks of its groups, or its name is here."""
        known = self._formulary.allergy_groups
        return any(known[each].statements for each in groups) or (not groups and self.is_catalogued(name))

    def is_catalogued(self, name: str) -> bool:
        """Tell whether a name is that of a family or a substance here, so that it was held against every product."""
        known = self._formulary.substances
        return bool(self._vocabulary.families_named(name)) or any(
            is_called(name, known[key]) or is_part_of_name(name, known[key]) for key in known
        )
