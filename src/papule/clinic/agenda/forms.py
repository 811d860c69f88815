"""What is asked to book, to move, to close a day."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Closure, Opening, Room, VisitType
from papule.clinic.agenda.refusals import PastError, TooFarError
from papule.clinic.agenda.times import YEARS_AHEAD, at, is_past, is_too_far
from papule.clinic.care.models import Course
from papule.clinic.forms import Day
from papule.clinic.patients.models import Patient


class Clock(forms.TimeInput):
    """A time of day, picked."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"step": "300"})


def doctors() -> Any:  # noqa: ANN401 -- a query set of users, which Django types by its manager
    """Give the doctors who receive."""
    return User.objects.filter(is_doctor=True, is_active=True).order_by("last_name", "pk")


def among_doctors(field: Any) -> None:  # noqa: ANN401 -- a field of choices
    """Let a field choose among the doctors who receive, by their name."""
    field.queryset = doctors()
    field.label_from_instance = lambda each: each.name


class WhenForm(forms.Form):
    """When, with whom, where."""

    doctor = forms.ModelChoiceField(label=_("Doctor"), queryset=User.objects.none(), empty_label=None)
    day = forms.DateField(label=_("Day"), widget=Day())
    clock = forms.TimeField(label=_("Time"), widget=Clock())
    room = forms.ModelChoiceField(label=_("Room"), queryset=Room.objects.filter(is_used=True), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        among_doctors(self.fields["doctor"])

    def clean_day(self) -> date:
        """Refuse a day that is over, or further ahead than an agenda is kept."""
        day: date = self.cleaned_data["day"]
        if is_past(day):
            raise forms.ValidationError(str(PastError()))
        if is_too_far(day):
            raise forms.ValidationError(str(TooFarError(YEARS_AHEAD)))
        return day

    @property
    def starts_at(self) -> datetime:
        """Give the instant that was asked for."""
        clock: time = self.cleaned_data["clock"]
        return at(self.cleaned_data["day"], clock.replace(second=0, microsecond=0))


class BookForm(WhenForm):
    """An appointment of a patient."""

    type = forms.ModelChoiceField(label=_("Type"), queryset=VisitType.objects.filter(is_used=True), empty_label=None)
    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, patient: Patient, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.fields["course"].queryset = patient.courses.filter(closed_on=None)  # type: ignore[attr-defined]


class SeriesForm(BookForm):
    """A whole series: a protocol of the knowledge, or so many sessions at an interval."""

    schedule = forms.ChoiceField(label=_("Protocol"), required=False)
    sessions = forms.IntegerField(label=_("Number of sessions"), min_value=1, max_value=60)
    interval_days = forms.IntegerField(
        label=_("Days between two, where no protocol is chosen"), min_value=1, max_value=366, required=False
    )

    def __init__(self, patient: Patient, schedules: list[tuple[str, str]], *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(patient, *args, **more)
        self.fields["schedule"].choices = [("", _("none, an interval")), *schedules]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a protocol or an interval."""
        said = super().clean() or {}
        if not said.get("schedule") and not said.get("interval_days"):
            self.add_error("interval_days", _("Choose a protocol, or give the days between two sessions."))
        return said


class WaitingForm(forms.Form):
    """A wish to come earlier."""

    doctor = forms.ModelChoiceField(
        label=_("Doctor"), queryset=User.objects.none(), empty_label=_("any doctor"), required=False
    )
    type = forms.ModelChoiceField(label=_("Type"), queryset=VisitType.objects.filter(is_used=True), empty_label=None)
    wish = forms.CharField(label=_("Wish"), max_length=300, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **{"auto_id": "waiting_%s"} | more)  # the form of booking stands beside it
        among_doctors(self.fields["doctor"])


class OpeningForm(forms.ModelForm[Opening]):
    """Opening hours of a doctor."""

    doctor = forms.ModelChoiceField(label=_("Doctor"), queryset=User.objects.none())
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int)

    class Meta:
        """All of it."""

        model = Opening
        fields = ("doctor", "weekday", "begins", "ends")
        widgets = {"begins": Clock(), "ends": Clock()}

    def clean(self) -> dict[str, Any]:
        """Refuse hours that end before they begin."""
        said = super().clean() or {}
        if said.get("begins") and said.get("ends") and said["ends"] <= said["begins"]:
            self.add_error("ends", _("It must end after it begins."))
        return said


class ClosureForm(forms.ModelForm[Closure]):
    """Days on which nobody is received."""

    doctor = forms.ModelChoiceField(
        label=_("Doctor"),
        queryset=User.objects.none(),
        empty_label=_("everybody: the practice is closed"),
        required=False,
    )

    class Meta:
        """All of it."""

        model = Closure
        fields = ("doctor", "begins_on", "ends_on", "reason")
        widgets = {"begins_on": Day(), "ends_on": Day()}

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        said = super().clean() or {}
        if said.get("begins_on") and said.get("ends_on") and said["ends_on"] < said["begins_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        return said


class RoomForm(forms.ModelForm[Room]):
    """A room."""

    class Meta:
        """Its name."""

        model = Room
        fields = ("name",)


class TypeForm(forms.ModelForm[VisitType]):
    """A type of appointment."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, step_size=5)

    class Meta:
        """All that is asked."""

        model = VisitType
        fields = ("name", "minutes", "is_session")
