"""What is asked of the people and of the practice."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from papule.clinic.accounts.models import PROFESSIONS, Practice, User
from papule.clinic.accounts.permissions import Role
from papule.clinic.accounts.services import is_setup_code
from papule.clinic.knowledge import formulary, words

COUNTRIES = {
    "FR": _("France"),
    "BE": _("Belgium"),
    "CH": _("Switzerland"),
    "LU": _("Luxembourg"),
    "IT": _("Italy"),
    "ES": _("Spain"),
    "PT": _("Portugal"),
    "DE": _("Germany"),
    "NL": _("Netherlands"),
    "GB": _("United Kingdom"),
    "BR": _("Brazil"),
    "US": _("United States"),
}
ROLES = [(Role.doctor, _("doctor")), (Role.assistant, _("assistant")), (Role.researcher, _("researcher")),
         (Role.administrator, _("administrator"))]  # fmt: skip
PROFESSION_WORDS = {
    "physician": _("physician"),
    "nurse": _("nurse"),
    "pharmacist": _("pharmacist"),
    "physiotherapist": _("physiotherapist"),
    "beautician": _("beautician"),
    "heilpraktiker": _("Heilpraktiker"),
    "other": _("other"),
}


class PracticeForm(forms.ModelForm[Practice]):
    """The practice: its country and society say which rules hold."""

    country = forms.ChoiceField(label=_("Country"), choices=list(COUNTRIES.items()))
    society = forms.ChoiceField(label=_("Learned society whose rules are followed"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), initial="Europe/Paris")
    idle_minutes = forms.IntegerField(label=_("Minutes until the screen locks"), min_value=1, max_value=120, initial=10)

    class Meta:
        """What is asked."""

        model = Practice
        fields = (
            "name",
            "address",
            "phone",
            "email",
            "country",
            "society",
            "time_zone",
            "idle_minutes",
            "needs_second_factor",
            "tells_readers",
        )
        help_texts = {"tells_readers": _("In the copy of everything that is held. Otherwise they are told the roles.")}
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        say = words()
        named = [(key, say.text(each.name)) for key, each in formulary().societies.items()]
        self.fields["society"].choices = [("", _("no society")), *named]  # type: ignore[attr-defined] # a field of choices
        zones = sorted(each for each in available_timezones() if "/" in each and not each.startswith(("Etc", "posix")))
        self.fields["time_zone"].choices = [(each, each) for each in zones]  # type: ignore[attr-defined]


class PersonForm(forms.ModelForm[User]):
    """A person: name, roles, profession."""

    roles = forms.MultipleChoiceField(label=_("Roles"), choices=ROLES, widget=forms.CheckboxSelectMultiple)
    profession = forms.ChoiceField(
        label=_("Profession"), choices=[(each, PROFESSION_WORDS[each]) for each, _name in PROFESSIONS]
    )
    has_diploma = forms.NullBooleanField(label=_("Diploma of mesotherapy"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("the browser’s")), *settings.LANGUAGES], required=False
    )

    class Meta:
        """What is asked."""

        model = User
        fields = (
            "username",
            "title",
            "first_name",
            "last_name",
            "language",
            "profession",
            "has_diploma",
            "registration",
            "is_active",
        )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.fields["roles"].initial = [each.value for each in self.instance.roles]
        self.fields["is_active"].label = _("may sign in")
        self.fields["is_active"].help_text = ""
        if self.instance._state.adding:  # noqa: SLF001 -- Django's documented way to ask
            del self.fields["is_active"]

    def clean_username(self) -> str:
        """Refuse a name that somebody has in other letters: neither could sign in any more."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody signs in with this name already, in these or in other letters."))
        return name

    def said(self) -> dict[str, Any]:
        """Give what was said, a column each."""
        said = {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}
        return said | {f"is_{role.value}": role.value in self.cleaned_data["roles"] for role in Role}


class ProfileForm(forms.ModelForm[User]):
    """One's own settings."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("the browser’s")), *settings.LANGUAGES], required=False
    )

    class Meta:
        """What one may change oneself; roles and the profession are the administrator's."""

        model = User
        fields = ("title", "first_name", "last_name", "language", "registration")


class SetupForm(forms.Form):
    """The first administrator, and the code that the terminal shows."""

    code = forms.CharField(label=_("Code shown in the terminal where Papule was started"), max_length=100)
    username = forms.CharField(label=_("Your sign-in name"), max_length=150, validators=[UnicodeUsernameValidator()])
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    is_doctor = forms.BooleanField(label=_("I am a doctor and treat patients"), required=False)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(
        label=_("Password, again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.fields["password"].help_text = " ".join(
            [str(_("A sentence that you remember is best.")), *map(str, password_validators_help_texts()[1:2])]
        )

    def clean_code(self) -> str:
        """Refuse another code than the terminal's."""
        code: str = self.cleaned_data["code"]
        if not is_setup_code(code):
            raise forms.ValidationError(_("This is not the code. It is printed where Papule was started."))
        return code

    def clean(self) -> dict[str, Any]:
        """Hold the password against the policy."""
        said = super().clean() or {}
        password = said.get("password")
        if password and said.get("again") != password:
            self.add_error("again", _("The two passwords differ."))
        if password:
            try:
                validate_password(
                    password, User(username=said.get("username", ""), last_name=said.get("last_name", ""))
                )
            except forms.ValidationError as error:
                self.add_error("password", error)
        return said
