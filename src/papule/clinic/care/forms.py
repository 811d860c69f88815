"""What is asked at a consultation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.clinic.care.indications import find_indication
from papule.clinic.care.models import Course
from papule.clinic.forms import Day
from papule.clinic.knowledge import words
from papule.treatment.case import Aim

AIMS = {"therapeutic": _("to treat"), "aesthetic": _("aesthetic"), "fat-lysis": _("to dissolve fat")}
CARE = {
    "physiotherapy": _("physiotherapy"),
    "osteopathy": _("osteopathy"),
    "podiatry": _("podiatry"),
    "exercise": _("exercise"),
    "medicines": _("medicines by mouth"),
    "infiltration": _("infiltration"),
}
ROWS = 3  # of medicines to spare


class CourseForm(forms.Form):
    """What brings the patient."""

    complaint = forms.CharField(label=_("Complaint, in the patient’s words"), max_length=300)
    indication_words = forms.CharField(
        label=_("Indication, by words or ICD-10"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"list": "indications", "autocomplete": "off"}),
    )
    aim = forms.ChoiceField(label=_("Aim"), choices=[(each, AIMS[each]) for each in get_args(Aim)])
    phase = forms.ChoiceField(
        label=_("Phase"),
        choices=[("", _("not stated")), ("acute", _("acute")), ("chronic", _("chronic"))],
        required=False,
    )
    onset_on = forms.DateField(label=_("Since"), required=False, widget=Day())

    def __init__(self, *args: Any, course: Course | None = None, **more: Any) -> None:  # noqa: ANN401 -- Django's
        if course is not None:
            named = words().name(course.indication) if course.indication else course.free_indication
            said = {name: getattr(course, name) for name in ("complaint", "aim", "phase", "onset_on")}
            more["initial"] = said | {"indication_words": named}
        super().__init__(*args, **more)

    def clean_onset_on(self) -> Any:  # noqa: ANN401 -- a date or none
        """Refuse a day that has not come."""
        day = self.cleaned_data["onset_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def said(self) -> dict[str, Any]:
        """Give the columns of a course; words that stand for no indication are kept as they are."""
        found = self.cleaned_data
        indication = find_indication(found["indication_words"])
        return {
            "complaint": found["complaint"],
            "aim": found["aim"],
            "phase": found["phase"],
            "onset_on": found["onset_on"],
            "indication": indication,
            "free_indication": "" if indication else found["indication_words"].strip(),
        }


class FoundForm(forms.Form):
    """What was said and found."""

    reason = forms.CharField(
        label=_("History"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )
    nrs = forms.DecimalField(label=_("Pain, NRS 0 to 10"), min_value=0, max_value=10, decimal_places=1, required=False)
    vas = forms.DecimalField(
        label=_("Pain, VAS 0 to 100 mm"), min_value=0, max_value=100, decimal_places=1, required=False
    )
    examination = forms.CharField(
        label=_("Examination"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )
    other_care = forms.MultipleChoiceField(
        label=_("What else is done"), choices=list(CARE.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2}))

    def scores(self) -> dict[str, Decimal]:
        """Give the scores, by scale."""
        return {each: self.cleaned_data[each] for each in ("nrs", "vas") if self.cleaned_data[each] is not None}


class SparedForm(forms.Form):
    """A medicine that the treatment should spare."""

    name = forms.CharField(label=_("Medicine to spare"), max_length=300, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    baseline_per_week = forms.DecimalField(
        label=_("A week, now"), min_value=0, max_value=9999, decimal_places=1, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the whole row, or nothing."""
        said = super().clean() or {}
        if said.get("name") and said.get("baseline_per_week") is None:
            self.add_error("baseline_per_week", _("How much of it is taken a week?"))
        return said


SparedSet = forms.formset_factory(SparedForm, extra=ROWS, max_num=10)
