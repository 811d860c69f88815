"""What a patient is asked on their own side, in plain words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.clinic.care.models import Course
from papule.clinic.patients.models import Patient
from papule.clinic.portal.models import Message
from papule.clinic.portal.photos import clean_photo
from papule.clinic.portal.services import ASKS
from papule.kernel.age import is_minor

DRAWN = re.compile(r"(?=.*L)[ML0-9. ]{5,20000}")  # the path of a signature: moves and a line at least, nothing else
QUALITIES = {
    "self": _("for myself"),
    "parent": _("as a parent of the patient"),
    "guardian": _("as the legal representative of the patient"),
}
ASK_WORDS = {
    "questionnaire": _("Questionnaire before the visit"),
    "consent": _("Information and consent"),
    "photograph": _("Consent to photographs"),
    "diary": _("Pain diary"),
}


class InviteForm(forms.Form):
    """What a link is for. All but the questionnaire is about a course that is open."""

    asks = forms.MultipleChoiceField(
        label=_("What is asked"),
        choices=[(each, ASK_WORDS[each]) for each in ASKS],
        widget=forms.CheckboxSelectMultiple,
    )
    course = forms.ModelChoiceField(label=_("About"), queryset=Course.objects.none(), required=False, empty_label=None)

    def __init__(self, patient: Patient, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.courses = patient.courses.filter(closed_on=None).order_by("-opened_on", "-pk")
        field = self.fields["course"]
        field.queryset, field.initial = self.courses, self.courses.first()  # type: ignore[attr-defined] # of its kind

    def clean(self) -> dict[str, Any]:
        """Take the newest course where none is chosen; without one nothing of a course can be asked."""
        said = super().clean() or {}
        said["course"] = said.get("course") or self.courses.first()
        if said["course"] is None and set(said.get("asks", ())) - {"questionnaire"}:
            told = _("No course of treatment is open. Without one only the questionnaire can be asked.")
            self.add_error("asks", told)
        return said


class DoorForm(forms.Form):
    """The birth date, and the code where this device is new."""

    born = forms.DateField(
        label=_("Your date of birth"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
        help_text=_("That of the patient, if you come in for somebody else."),
    )
    code = forms.CharField(
        label=_("The six-figure code that the practice gave you"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        """Take the figures alone."""
        return re.sub(r"\D", "", self.cleaned_data["code"])


class SignForm(forms.Form):
    """The agreement, and who gives it."""

    agreed = forms.BooleanField(label=_("I have read this, and I agree."))
    quality = forms.ChoiceField(
        label=_("I sign"),
        choices=list(QUALITIES.items()),
    )
    signer = forms.CharField(label=_("First name and name"), max_length=300)
    second_signer = forms.CharField(
        label=_("First name and name of the other parent, who agrees too"), max_length=300, required=False
    )
    drawn = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20000)

    def __init__(self, born: date | None, *args: Any, needs_both: bool = False, **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.is_minor = born is not None and is_minor(born, timezone.localdate())
        self.is_of_age = born is not None and not self.is_minor
        self.needs_both = needs_both and self.is_minor

    def clean(self) -> dict[str, Any]:
        """Ask whoever may sign."""
        said = super().clean() or {}
        if self.is_minor and said.get("quality") == "self":
            self.add_error("quality", _("The patient is not of age: a parent or the legal representative signs."))
        if self.is_of_age and said.get("quality") == "parent":
            self.add_error("quality", _("The patient is of age: they sign themselves, or their legal representative."))
        other = (said.get("second_signer") or "").casefold()
        if self.needs_both and said.get("quality") == "parent" and other in ("", said.get("signer", "").casefold()):
            self.add_error("second_signer", _("Both parents agree to this: give the name of the other one."))
        return said

    def signature(self) -> str:
        """Give the drawn signature as SVG; empty where the name alone was typed."""
        path = self.cleaned_data.get("drawn") or ""
        if not DRAWN.fullmatch(path):
            return ""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 200">'
            f'<path d="{path}" fill="none" stroke="#000" stroke-width="3" stroke-linecap="round"/></svg>'
        )


class MessageForm(forms.Form):
    """Something that looks wrong."""

    text = forms.CharField(
        label=_("What do you see or feel, and since when?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photo = forms.FileField(
        label=_("A photograph, if it helps"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, *args: Any, has_sign: bool = False, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.has_sign = has_sign

    def clean(self) -> dict[str, Any]:
        """Take a sign, a word or a photograph: whoever cannot write is not held up."""
        said = super().clean() or {}
        if not (self.has_sign or said.get("text") or said.get("photo") or self.errors):
            self.add_error("text", _("Tick a sign, write a few words, or add a photograph."))
        return said

    def clean_photo(self) -> bytes | None:
        """Keep the picture alone."""
        upload = self.cleaned_data.get("photo")
        return clean_photo(upload) if upload else None


class CorrectionForm(forms.Form):
    """Something in the record that is not right."""

    text = forms.CharField(
        label=_("What should be corrected?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    kind = Message.Kind.correction


class DiaryForm(forms.Form):
    """Pain today."""

    nrs = forms.IntegerField(min_value=0, max_value=10)


class TakenForm(forms.Form):
    """How much of a medicine was taken in the last seven days."""

    medicine = forms.IntegerField(min_value=1)
    units = forms.DecimalField(min_value=0, max_value=999, decimal_places=1, localize=True)
