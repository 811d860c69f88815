"""Forms of a patient's background: an allergy, a medicine, a condition, a pregnancy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from papule.clinic.knowledge import formulary
from papule.clinic.patients.forms import Line, PastDay
from papule.clinic.patients.naming import suggest_medicines
from papule.clinic.patients.screening import CHOICES

FEW = 3


def suggested(names: str) -> dict[str, Any]:
    """Ask for names while one types; they come as a list of the field."""
    return {
        "list": names,
        "autocomplete": "off",
        "hx-get": reverse_lazy(f"patients:{names.replace('-', '_')}"),
        "hx-trigger": "input changed delay:150ms",
        "hx-target": f"#{names}",
        "hx-sync": "this:replace",
    }


class AllergyForm(forms.Form):
    """An allergy, in the words it is said in."""

    said = Line(
        label=_("Allergy to"), max_length=300, widget=forms.TextInput(attrs=suggested("allergy-names"))
    )  # a group, a substance, an excipient, or any words
    reaction = Line(label=_("What happened"), max_length=300, required=False)


class MedicineForm(forms.Form):
    """A medicine by its brand or substance. One that is not known is kept as typed, once that is meant."""

    name = Line(label=_("Medicine"), max_length=300, widget=forms.TextInput(attrs=suggested("medicine-names")))
    dose = Line(label=_("Dose"), max_length=200, required=False)
    as_typed = forms.BooleanField(label=_("Keep it as typed; it cannot be checked"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask, where the name is not in the list."""
        said = super().clean() or {}
        name = said.get("name")
        if name and not said["as_typed"] and formulary().drugs.find(name) is None:
            alike = ", ".join(each.name for each in suggest_medicines(name)[:FEW])
            told = _now("Not in the public list of medicines.")
            self.add_error("name", f"{told} {_now('Did you mean: %(names)s?') % {'names': alike}}" if alike else told)
        return said


class ConditionForm(forms.Form):
    """A disease or an operation."""

    name = Line(label=_("Condition"), max_length=300)
    icd10 = forms.RegexField(
        label=_("ICD-10"),
        regex=r"^[A-Za-z][0-9][0-9A-Za-z](\.?[0-9A-Za-z]{1,4})?$",
        required=False,
        max_length=8,
        error_messages={"invalid": _("A code of the ICD-10 is written like M17.1.")},
    )
    since = Line(label=_("Since"), max_length=40, required=False)


class PregnancyForm(forms.Form):
    """Whether pregnant, and since when."""

    pregnancy = forms.ChoiceField(label=_("Pregnant"), choices=[("", "–"), *CHOICES], required=False)
    last_period_on = forms.DateField(label=_("First day of the last period"), required=False, widget=PastDay())

    def clean_last_period_on(self) -> Any:  # noqa: ANN401 -- a date or none
        """Refuse a day to come."""
        day = self.cleaned_data["last_period_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_now("This day is still to come. Check the year."))
        return day
