"""What is asked of what became of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.clinic.dates import date_format
from papule.clinic.forms import Day
from papule.clinic.knowledge import formulary, words
from papule.clinic.outcomes.models import AdverseEvent, PainScore, SparedMedicine
from papule.clinic.outcomes.reactions import is_allergic, substances_given
from papule.clinic.patients.models import Patient

CHOOSE = ("", _("choose"))
SEVERITIES = [CHOOSE, ("mild", _("mild")), ("moderate", _("moderate")), ("severe", _("severe"))]
OUTCOMES = [
    CHOOSE,
    ("ongoing", _("ongoing")),
    ("improving", _("improving")),
    ("recovered", _("recovered")),
    ("lasting", _("lasting harm")),
    ("death", _("death")),
    ("unknown", _("not known")),
]
MOMENTS = [each for each in PainScore.Moment.choices if each[0] in ("diary", "consultation")]


class PainForm(forms.Form):
    """Pain now: on either scale or both, each a series of its own."""

    nrs = forms.DecimalField(label=_("NRS, 0 to 10"), min_value=0, max_value=10, decimal_places=1, required=False)
    vas = forms.DecimalField(label=_("VAS, 0 to 100 mm"), min_value=0, max_value=100, decimal_places=1, required=False)
    moment = forms.ChoiceField(label=_("When"), choices=MOMENTS)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two at least."""
        said = super().clean() or {}
        if not self.errors and said.get("nrs") is None and said.get("vas") is None:
            raise forms.ValidationError(_("Give a score on one of the scales."))
        return said

    def scores(self) -> dict[str, Decimal]:
        """Give what was said, by scale."""
        return {scale: self.cleaned_data[scale] for scale in ("nrs", "vas") if self.cleaned_data[scale] is not None}


class UseForm(forms.Form):
    """How much of a medicine was taken in a week."""

    medicine = forms.ModelChoiceField(label=_("Medicine"), queryset=SparedMedicine.objects.none(), empty_label=None)
    units = forms.DecimalField(label=_("Units in the week before"), min_value=0, max_value=9999, decimal_places=1)
    week_before = forms.DateField(label=_("Day"), widget=Day())

    def clean_week_before(self) -> Any:  # noqa: ANN401 -- a date
        """Refuse a day that has not come."""
        day = self.cleaned_data["week_before"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class SpareForm(forms.ModelForm[SparedMedicine]):
    """A medicine to spare, and its baseline."""

    class Meta:
        """All that the row holds."""

        model = SparedMedicine
        fields = ("name", "unit", "baseline_per_week")


class EventForm(forms.ModelForm[AdverseEvent]):
    """An adverse event: what, since when, how grave, what became of it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=SEVERITIES)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES)
    kind = forms.ChoiceField(label=_("What"))
    cleared = forms.MultipleChoiceField(
        label=_("Found not to be the cause"),
        help_text=_("Everything that the session gave is held against the patient as an allergy until tests clear it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        """What is said of an event; who recorded it, and when, is not asked."""

        model = AdverseEvent
        fields = (
            "session",
            "kind",
            "onset_on",
            "severity",
            "is_serious",
            "description",
            "outcome",
            "cleared",
            "ended_on",
            "reported_on",
        )
        widgets = {
            "onset_on": Day(),
            "ended_on": Day(),
            "reported_on": Day(),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, patient: Patient, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        say = words()
        known = sorted((say.text(each.name), key) for key, each in formulary().adverse_events.items())
        self.fields["kind"].choices = [CHOOSE, *((key, name) for name, key in known), ("other", _("other"))]  # type: ignore[attr-defined] # of a choice, which Django adds
        if self.instance.pk and is_allergic(self.instance.kind):
            held = substances_given(self.instance)
            self.fields["cleared"].choices = [(each, say.name(each)) for each in held]  # type: ignore[attr-defined] # of a choice, which Django adds
        else:
            del self.fields["cleared"]
        sessions = self.fields["session"]
        sessions.label = _("After which session")
        sessions.queryset = patient.sessions.order_by("-performed_at")  # type: ignore[attr-defined] # of a choice, which Django adds
        sessions.required = False
        sessions.label_from_instance = _session_words  # type: ignore[attr-defined] # of a choice, which Django adds

    def clean(self) -> dict[str, Any]:
        """Refuse days in an order that cannot be."""
        said = super().clean() or {}
        today = timezone.localdate()
        for name in ("onset_on", "ended_on", "reported_on"):
            if said.get(name) and said[name] > today:
                self.add_error(name, _("This day has not come yet."))
        if said.get("outcome") == "death" and not said.get("is_serious"):
            self.add_error("is_serious", _("A death is serious: tick it, or mend the outcome."))
        if said.get("onset_on") and said.get("ended_on") and said["ended_on"] < said["onset_on"]:
            self.add_error("ended_on", _("It cannot be over before it began."))
        session = said.get("session")
        if session and said.get("onset_on") and said["onset_on"] < timezone.localdate(session.performed_at):
            self.add_error("onset_on", _("This is before the session. Choose an earlier session, or mend the day."))
        return said

    def said(self) -> dict[str, Any]:
        """Give what is kept."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


def _session_words(session: Any) -> str:  # noqa: ANN401 -- Django hands over any row
    day = date_format(timezone.localtime(session.performed_at), "SHORT_DATE_FORMAT")
    return _("session {number} of {day}: {complaint}").format(
        number=session.number, day=day, complaint=session.course.complaint
    )
