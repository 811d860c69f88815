"""What is asked at a consultation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from papule.clinic.care.indications import find_indication, fitting_indications, nearest_indications
from papule.clinic.care.models import Course
from papule.clinic.forms import Day
from papule.clinic.knowledge import formulary, words
from papule.clinic.outcomes.models import MedicineUse
from papule.clinic.patients.background import suggested
from papule.clinic.patients.forms import Line
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
SEVERAL = _("These words and this phase do not tell one indication. Choose below which is meant.")
UNKNOWN = _("No indication is known by these words. Choose below which is meant, or keep the words.")
LONGEST_CARE = 200  # signs of the words of one kind of other care
ROWS = 2  # of medicines to spare, beside those that are known


def care_words(kept: Mapping[str, str]) -> list[str]:
    """Say what else is done, in the order of the boxes: each kind, with its words where there are any."""
    listed = [*(key for key in CARE if key in kept), *sorted(kept.keys() - CARE.keys())]
    named = ((str(CARE.get(key, key)), kept[key]) for key in listed)
    return [f"{name} ({said})" if said else name for name, said in named]


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
        self.kept = course.free_indication if course else ""
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

    def clean(self) -> dict[str, Any]:
        """Find the indication; where it is not one alone, ask which is meant, or that the words be kept."""
        found = super().clean() or {}
        said, phase = found.get("indication_words", ""), found.get("phase", "")
        found["indication"] = find_indication(said, phase)
        if not said or found["indication"]:
            return found
        fitting = fitting_indications(said)
        meant = self._meant(said, fitting or nearest_indications(said))
        if meant in formulary().indications:
            found["indication"] = meant
        elif not meant and (fitting or said != self.kept):
            self.add_error("indication_words", SEVERAL if fitting else UNKNOWN)
        return found

    def _meant(self, said: str, among: tuple[str, ...]) -> str:
        """Ask which is meant, beside the words; give the answer, where it is one to this very question."""
        free = f"={said}"
        named = [(each, words().name(each)) for each in among]
        keep = _("none of these: keep “%(words)s”. No list of signs to look for is known for it.") % {"words": said}
        self.fields["meant"] = forms.ChoiceField(
            label=_("Did you mean"), choices=[*named, (free, keep)], widget=forms.RadioSelect, required=False
        )
        self.order_fields(("complaint", "indication_words", "meant"))
        answer = self.data.get(self.add_prefix("meant"), "")
        return answer if answer in {*among, free} else ""

    def said(self) -> dict[str, Any]:
        """Give the columns of a course; words that stand for no indication are kept as they are."""
        found = self.cleaned_data
        columns = ("complaint", "aim", "phase", "onset_on", "indication")
        free = "" if found["indication"] else found["indication_words"]
        return {name: found[name] for name in columns} | {"free_indication": free}


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

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        for key, name in CARE.items():
            label = format_lazy(_("{care}, in words"), care=name)
            self.fields[f"care-{key}"] = Line(label=label, required=False, max_length=LONGEST_CARE)

    def care_rows(self) -> Iterator[tuple[BoundWidget, BoundField]]:
        """Give each kind of other care: its box, and the field of its words."""
        for box in self["other_care"].subwidgets:
            yield box, self[f"care-{box.data['value']}"]

    def care(self) -> dict[str, str]:
        """Give what else is done: kind, in which words; what has words is done, ticked or not."""
        said = {key: self.cleaned_data[f"care-{key}"] for key in CARE}
        return {key: said[key] for key in CARE if said[key] or key in self.cleaned_data["other_care"]}

    def scores(self) -> dict[str, Decimal]:
        """Give the scores, by scale."""
        return {each: self.cleaned_data[each] for each in ("nrs", "vas") if self.cleaned_data[each] is not None}


class SparedForm(forms.Form):
    """A medicine that the treatment should spare."""

    known = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the row that is mended or taken away
    name = forms.CharField(
        label=_("Medicine to spare"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=suggested("medicine-names")),
    )
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    baseline_per_week = forms.DecimalField(
        label=_("A week, now"), min_value=0, max_value=9999, decimal_places=1, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the whole row, or nothing; what was noted as taken is not taken away."""
        said = super().clean() or {}
        if said.get("known") and not said.get("name"):
            if MedicineUse.objects.filter(medicine=said["known"]).exists():
                self.add_error("name", _("What was taken of it is noted already: it stays."))
            return said
        if said.get("name") and said.get("baseline_per_week") is None:
            self.add_error("baseline_per_week", _("How much of it is taken a week?"))
        return said


SparedSet = forms.formset_factory(SparedForm, extra=ROWS, max_num=10)
