"""The screening: grouped questions that each set many facts, prefilled with what is known, to be used on any page.

    form = ScreeningForm(patient, on, missing=assessment.missing, data=request.POST or None)
    if form.is_valid(): keep_answers(actor, by, patient, form.answers(), origin)

and in the template, inside a form: {% include "patients/screening_groups.html" with screening=form %}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.knowledge import formulary, words
from papule.clinic.patients.facts import Answered, answers_of
from papule.clinic.patients.models import Patient
from papule.kernel.age import MONTHS_A_YEAR, completed_months
from papule.kernel.value import Value
from papule.knowledge.model.patient import Fact

CHOICES = [("yes", _("yes")), ("no", _("no")), ("unknown", _("not known")), ("declined", _("prefers not to say"))]

# "No" to these is no all-clear, so "none of these" leaves them to be answered by themselves.
ONE_BY_ONE = frozenset({"childbearing-potential", "effective-contraception", "red-flags"})


class Row(Value):
    """One fact in a group: its field, and what was answered before."""

    fact: str
    name: str
    question: str
    field: forms.BoundField
    is_alone: bool  # not set by "none of these"
    known: Answered | None  # the newest answer, which may no longer count

    @property
    def said(self) -> str:
        """Give the answer that counts; empty where there is none."""
        return self.known.answer if self.known and self.known.counts else ""


class Group(Value):
    """Facts that a doctor asks together."""

    id: str
    name: str
    none: forms.BoundField | None  # none of these; absent where every row is to be answered by itself
    rows: tuple[Row, ...]

    @property
    def shown(self) -> list[Row]:
        """Give the rows that are seen at once: they stand alone, or something but a plain no was answered."""
        return [each for each in self.rows if each.is_alone or (each.said and each.said != "no")]

    @property
    def folded(self) -> list[Row]:
        """Give the others: what "none of these" speaks of."""
        return [each for each in self.rows if each not in self.shown]

    @property
    def answered_on(self) -> date | None:
        """Give the day since when every fact has an answer that counts; none where one lacks."""
        days = [each.known.on for each in self.rows if each.known and each.said]
        return min(days) if len(days) == len(self.rows) else None

    @property
    def lacking(self) -> int:
        """Count the facts without an answer that counts."""
        return sum(not each.said for each in self.rows)


class ScreeningForm(forms.Form):
    """A field a fact, and one a group for "none of these". What stays unanswered stays not asked."""

    def __init__(
        self,
        patient: Patient,
        on: date,
        missing: Iterable[str] | None = None,
        data: Mapping[str, Any] | None = None,
        prefix: str = "s",
    ) -> None:
        """Begin with what is known. With `missing` of an assessment, only what that plan needs is asked."""
        super().__init__(data, prefix=prefix)
        self.known = answers_of(patient, on)
        self.lacking = None if missing is None else tuple(missing)
        self.asked = tuple(facts_for(patient, on, self.lacking))
        for fact in self.asked:
            counts = fact.id in self.known and self.known[fact.id].counts
            initial = self.known[fact.id].answer if counts else None
            self.fields[fact.id] = forms.ChoiceField(
                choices=CHOICES, required=False, widget=forms.RadioSelect, label=words().fact(fact.id), initial=initial
            )
        for group in {fact.group for fact in self.asked if fact.id not in ONE_BY_ONE}:
            self.fields[f"none-{group}"] = forms.BooleanField(required=False, label=_("None of these"))
        seen = " ".join(f"{fact}:{each.answer}" for fact, each in self.known.items() if each.counts)
        self.fields["seen"] = forms.CharField(required=False, initial=seen, widget=forms.HiddenInput)

    def leave_out(self, fact: str) -> None:
        """Ask one fact less: the page asks it in another way."""
        self.asked = tuple(each for each in self.asked if each.id != fact)
        self.fields.pop(fact, None)

    @property
    def groups(self) -> list[Group]:
        """Give the groups in the order in which a doctor asks."""
        order = formulary().question_groups
        used = sorted({fact.group for fact in self.asked}, key=lambda key: order[key].order)
        return [self._group(key) for key in used]

    def _group(self, key: str) -> Group:
        rows = tuple(self._row(fact) for fact in self.asked if fact.group == key)
        none = self[f"none-{key}"] if f"none-{key}" in self.fields else None
        return Group(key, words().text(formulary().question_groups[key].name), none, rows)

    def _row(self, fact: Fact) -> Row:
        say = words()
        alone, known = fact.id in ONE_BY_ONE, self.known.get(fact.id)
        return Row(fact.id, say.fact(fact.id), say.text(fact.question), self[fact.id], alone, known)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Give what a plan needs and no question of this form asks: sex, weight, allergies, medicines."""
        return tuple(each for each in self.lacking or () if each not in formulary().facts)

    def answers(self) -> dict[str, str]:
        """Give the answers to keep: those that changed on the page, and those that "none of these" confirmed today.

        What was answered elsewhere since the page was drawn stands where this page did not change it.
        """
        said: dict[str, str] = {}
        now = {fact: each.answer for fact, each in self.known.items() if each.counts}
        seen = self._seen(now)
        for fact in self.asked:
            answer = self.cleaned_data.get(fact.id) or ""
            none = self.cleaned_data.get(f"none-{fact.group}") and fact.id not in ONE_BY_ONE
            if none and answer in ("", "no"):
                if now.get(fact.id, "no") in ("no", seen.get(fact.id)):
                    said[fact.id] = "no"
            elif answer and answer not in (seen.get(fact.id), now.get(fact.id)):
                said[fact.id] = answer
        return said

    def _seen(self, now: Mapping[str, str]) -> Mapping[str, str]:
        """Give the answers that the page showed as it was drawn; of a page that does not say, those of now."""
        if self.add_prefix("seen") not in self.data:
            return now
        return dict(each.split(":", 1) for each in self.cleaned_data["seen"].split() if ":" in each)


def facts_for(patient: Patient, on: date, missing: tuple[str, ...] | None = None) -> Iterable[Fact]:
    """Give the facts that can matter for this patient; with `missing`, those that a plan lacks."""
    facts = formulary().facts
    age = completed_months(patient.birth_date, on) / MONTHS_A_YEAR if patient.birth_date else None
    for key, fact in facts.items():
        if fact.computed or not _can_be(fact, patient.sex, age):
            continue
        if missing is None or key in missing:
            yield fact


def _can_be(fact: Fact, sex: str, age: float | None) -> bool:
    if fact.sex and sex not in (fact.sex, "unknown"):
        return False
    if age is None:
        return True
    if fact.of_women and sex == "female" and not _can_be(formulary().facts[fact.of_women], sex, age):
        return False
    return (fact.from_age is None or age >= fact.from_age) and (fact.until_age is None or age < fact.until_age)
