"""Forms of who a patient is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.be import ssn
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import nir

from papule.clinic.forms import Day
from papule.clinic.knowledge import formulary
from papule.clinic.patients import typed
from papule.clinic.patients.keys import compact
from papule.clinic.patients.models import Contact, Correspondent, FactAnswer, Patient, PatientIdentifier
from papule.treatment.impossible import MAX_AGE_YEARS

Kind = PatientIdentifier.Kind
DAYS_A_YEAR = 365.25
SHORTEST_PHONE = 3  # figures, of an emergency service or a house telephone
LIGHTEST, HEAVIEST = Decimal("0.3"), Decimal(400)  # kg, of the case format


class Line(forms.CharField):
    """One line, made plain."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Take away what cannot be seen."""
        return super().to_python(typed.line(value) if isinstance(value, str) else value)


class Phone(Line):
    """A telephone number as people write it, with what they add to it: 06 39 98 00 01 (daughter)."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Refuse what nobody could dial."""
        said = super().clean(value)
        if said and sum(letter.isdigit() for letter in said) < SHORTEST_PHONE:
            raise forms.ValidationError(_("This is no telephone number: too few digits."))
        return said


class Lines(forms.CharField):
    """Several lines, made plain."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Take away what cannot be seen."""
        return super().to_python(typed.lines(value) if isinstance(value, str) else value)


class PastDay(Day):
    """A day, picked or typed; never a day to come."""

    def __init__(self) -> None:
        super().__init__(max=lazy(lambda: timezone.localdate().isoformat(), str)())


class PatientForm(forms.ModelForm[Patient]):
    """Who a patient is, and how to reach them."""

    family_doctor_name = Line(label=_("Family doctor"), required=False, max_length=300)
    ins = Line(label=_("INS (NIR or NIA, with its key)"), required=False, max_length=30)
    ins_is_temporary = forms.BooleanField(label=_("The INS is a temporary one (NIA)"), required=False)
    ssin = Line(label=_("Belgian SSIN (NISS)"), required=False, max_length=20)
    weight_kg = forms.DecimalField(
        label=_("Weight, kg"), min_value=LIGHTEST, max_value=HEAVIEST, max_digits=5, decimal_places=1, required=False
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        """The columns that are typed."""

        model = Patient
        fields = [
            "family_name", "given_names", "birth_name", "birth_date", "sex", "phone", "other_phone", "email",
            "address", "language", "record_number", "weight_kg", "weighed_on", "note", "opposed_to_registry_on",
        ]  # fmt: skip
        field_classes = {
            "family_name": Line,
            "given_names": Line,
            "birth_name": Line,
            "phone": Phone,
            "other_phone": Phone,
            "record_number": Line,
            "address": Lines,
            "note": Lines,
            "opposed_to_registry_on": forms.BooleanField,
        }
        widgets = {
            "birth_date": PastDay(),
            "weighed_on": PastDay(),
            "opposed_to_registry_on": forms.CheckboxInput(),
            "address": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "language": forms.Select(choices=[("fr", "français"), ("en", "English")]),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Begin with what is known."""
        super().__init__(*args, **kwargs)
        known = {each.kind: each.value for each in self.instance.identifiers.all()} if self.instance.pk else {}
        self.fields["record_number"].required = False
        self.fields["record_number"].help_text = _("Left empty, the next free one is given.")
        self.fields["weighed_on"].help_text = _("Left empty, today.")
        self.fields["opposed_to_registry_on"].help_text = _(
            "The registry counts, without names, what was injected and how it went. Whoever says no is left out."
        )
        self.fields["family_doctor_name"].widget.attrs["list"] = "family-doctors"
        self.initial.update(
            revision=self.instance.revision,
            family_doctor_name=str(self.instance.family_doctor or ""),
            ins=known.get(Kind.ins_nir) or known.get(Kind.ins_nia) or "",
            ins_is_temporary=Kind.ins_nia in known,
            ssin=known.get(Kind.ssin, ""),
        )
        for name in ("family_name", "given_names", "birth_name", "birth_date", "ins", "ssin"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_birth_date(self) -> Any:  # noqa: ANN401 -- a date or none
        """Refuse a day to come, and an age that nobody reaches."""
        born = self.cleaned_data["birth_date"]
        today = timezone.localdate()
        if born and born > today:
            raise forms.ValidationError(_("This day is still to come. Check the year."))
        if born and (today - born).days > MAX_AGE_YEARS * DAYS_A_YEAR:
            raise forms.ValidationError(_("Nobody is that old. Check the year."))
        return born

    def clean_opposed_to_registry_on(self) -> Any:  # noqa: ANN401 -- a date or none
        """Keep the day on which it was first said."""
        said = self.cleaned_data["opposed_to_registry_on"]
        return (self.instance.opposed_to_registry_on or timezone.localdate()) if said else None

    def clean_record_number(self) -> str:
        """Keep the number that was given, where it is taken away."""
        return str(self.cleaned_data["record_number"] or self.instance.record_number)

    def clean_ins(self) -> str:
        """Hold the digits of a French number against its key."""
        number = self.cleaned_data["ins"]
        return _checked(number, nir, _("An INS has 13 digits and a key of 2: 15 in all.")) if number else ""

    def clean_ssin(self) -> str:
        """Hold the digits of a Belgian number against its check digits, in both centuries."""
        number = self.cleaned_data["ssin"]
        return _checked(number, ssn, _("A SSIN has 11 digits.")) if number else ""

    def clean_sex(self) -> str:
        """Refuse what an answer on record rules out."""
        sex = str(self.cleaned_data["sex"])
        if self.instance.pk:
            said = FactAnswer.objects.filter(patient=self.instance, is_current=True, answer="yes")
            facts = formulary().facts
            if any(each.fact in facts and facts[each.fact].sex not in ("", sex) and sex != "unknown" for each in said):
                told = _("An answer on record (pregnancy, breastfeeding) does not go with this sex: mend it first.")
                raise forms.ValidationError(told)
        return sex

    def clean(self) -> dict[str, Any]:
        """A new weight without its day is one of today; a national number belongs to one patient."""
        said = super().clean() or {}
        if said.get("weight_kg") and not said.get("weighed_on") and said["weight_kg"] != self.instance.weight_kg:
            said["weighed_on"] = timezone.localdate()
        self.refuse_taken(said)
        return said

    def refuse_taken(self, said: dict[str, Any]) -> None:
        """Refuse a national number that another patient has."""
        for field, kind, number in self._numbers(said):
            taken = PatientIdentifier.objects.filter(kind=kind, value=number).exclude(patient=self.instance.pk)
            other = taken.select_related("patient").first() if number else None
            if other:
                name = f"{other.patient} ({other.patient.record_number})"
                told = gettext("%(name)s has this number: open that record, or check the digits.") % {"name": name}
                self.add_error(field, told)

    def _numbers(self, said: dict[str, Any]) -> list[tuple[str, str, str]]:
        kind = Kind.ins_nia if said.get("ins_is_temporary") else Kind.ins_nir
        return [("ins", kind, said.get("ins") or ""), ("ssin", Kind.ssin, said.get("ssin") or "")]

    def numbers(self) -> dict[str, str]:
        """Give the national numbers, {kind: number}; empty where there is none."""
        found: dict[str, str] = dict.fromkeys(Kind, "")
        return found | {kind: number for _field, kind, number in self._numbers(self.cleaned_data)}

    def said(self) -> dict[str, Any]:
        """Give the columns that were typed, the family doctor among them."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        name = self.cleaned_data["family_doctor_name"]
        known = self.instance.family_doctor
        if not name:
            said["family_doctor"] = None
        elif known is None or known.name != name:
            said["family_doctor"] = Correspondent.objects.filter(name=name).first() or Correspondent(name=name)
        else:
            said["family_doctor"] = known
        return said


def _checked(number: str, system: Any, shape: Any) -> str:  # noqa: ANN401 -- a module of stdnum, lazy words
    """Give a national number in its plain form, or say what is wrong with it."""
    try:
        return str(system.validate(compact(number).upper()))
    except NumberError as error:
        if type(error).__name__ == "InvalidChecksum":
            told = _("The digits and their key do not belong together: one was mistyped. Compare with the card.")
            raise forms.ValidationError(told) from None
        raise forms.ValidationError(shape) from None


class ContactForm(forms.ModelForm[Contact]):
    """Somebody to call."""

    class Meta:
        """All of it."""

        model = Contact
        fields = ["name", "relation", "phone"]
        field_classes = {"name": Line, "relation": Line, "phone": Phone}


class CorrespondentForm(forms.ModelForm[Correspondent]):
    """A caregiver who is written to."""

    class Meta:
        """All of it."""

        model = Correspondent
        fields = ["name", "speciality", "address", "phone", "email"]
        field_classes = {"name": Line, "speciality": Line, "phone": Phone, "address": Lines}


ContactForms = forms.inlineformset_factory(Patient, Contact, form=ContactForm, extra=1, max_num=10)
