"""What is asked about the cupboard."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal
from typing import Any

from biip import ParseError
from biip.gtin import Gtin
from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.knowledge import formulary, words
from papule.clinic.stock.fields import ProductField
from papule.clinic.stock.models import Antiseptic, Device, KitItem, Level, Lot, Movement
from papule.treatment.case import DeviceName

PATTERNS = (
    re.compile(r"(?P<year>20\d\d)-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?$"),
    re.compile(r"(?:(?P<day>\d{1,2})[/. -])?(?P<month>\d{1,2})[/. -](?P<year>(?:20)?\d\d)$"),
)
MOST_AMPOULES = 10_000  # at once


class ExpiryField(forms.DateField):
    """An expiry date as it is printed: with its day, or the month alone, which is good until its last day."""

    widget = forms.TextInput

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 -- what a field takes
        super().__init__(**{"label": _("Expires"), "help_text": _("As printed: 12/2027, or 31/12/2027")} | more)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 -- Django's signature
        """Read it.

        Raises ValidationError.
        """
        if value in self.empty_values or isinstance(value, date):
            return value or None
        read = find_expiry(str(value))
        if read is None:
            raise forms.ValidationError(_("This is no expiry date. Write it as printed: 12/2027, or 31/12/2027."))
        return read

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Show a date day first; what was typed stays as typed."""
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else value


def find_expiry(text: str) -> date | None:
    """Read an expiry date as it is printed; none where it is none."""
    found = next(filter(None, (each.match(text.strip()) for each in PATTERNS)), None)
    if found is None:
        return None
    year, month = int(found["year"]) % 100 + 2000, int(found["month"])
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(found["day"] or last))
    except ValueError:
        return None


def clean_lot(number: str) -> str:
    """Write a lot number as it is kept and compared everywhere: one space where spaces are, none around it."""
    return " ".join(number.split())


class AmpouleField(forms.DecimalField):
    """How much is in an ampoule, by which a session tells how many it opened."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 -- what a field takes
        said: dict[str, Any] = {
            "label": _("mL in an ampoule"),
            "help_text": _("Empty: the size that the knowledge gives, if one."),
            "required": False,
            "localize": True,
            "min_value": Decimal("0.1"),
            "max_value": Decimal(1000),
            "max_digits": 6,
            "decimal_places": 2,
        }
        super().__init__(**said | more)


class LotForm(forms.ModelForm[Lot]):
    """A lot that is received: read from its code or typed, and compared with what is printed."""

    product = ProductField()
    expires_on = ExpiryField()
    ampoules = forms.IntegerField(label=_("Ampoules received"), min_value=1, max_value=MOST_AMPOULES, initial=10)
    ampoule_ml = AmpouleField()
    gtin = forms.CharField(label="GTIN", max_length=14, required=False)

    class Meta:
        """What is asked."""

        model = Lot
        fields = ("product", "trade_name", "number", "expires_on", "gtin", "ampoules", "ampoule_ml", "place")

    def clean_number(self) -> str:
        """Take a lot number as it is compared everywhere."""
        return clean_lot(self.cleaned_data["number"])

    def clean_gtin(self) -> str:
        """Refuse a number whose check digit is wrong.

        Raises ValidationError.
        """
        typed = "".join(self.cleaned_data["gtin"].split())
        try:
            return Gtin.parse(typed).value.zfill(14) if typed else ""
        except ParseError as error:
            raise forms.ValidationError(
                _("The check digit of this number is wrong. Compare it with the box, or leave it out.")
            ) from error

    def _get_validation_exclusions(self) -> set[str]:
        """Leave it to `services.receive` what lies there already: its ampoules are added up, another expiry is told."""
        return {*super()._get_validation_exclusions(), "number"}  # type: ignore[misc] # not in the stubs


class CountForm(forms.ModelForm[Lot]):
    """How many ampoules are left, and where; an expiry date that was misread is put right."""

    ampoules = forms.IntegerField(label=_("Ampoules"), min_value=0, max_value=MOST_AMPOULES)
    expires_on = ExpiryField()
    ampoule_ml = AmpouleField()

    class Meta:
        """What may be changed of a lot that lies there."""

        model = Lot
        fields = ("ampoules", "ampoule_ml", "place", "trade_name", "expires_on")


class OutForm(forms.Form):
    """Ampoules that are thrown away or sent back."""

    kind = forms.ChoiceField(label=_("What became of them"), choices=[])
    out = forms.IntegerField(label=_("Ampoules"), min_value=1, max_value=MOST_AMPOULES, initial=1)
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("broken, expired, opened and not used, to the pharmacy …")
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- what a form takes
        super().__init__(*args, **more)
        kinds = (Movement.Kind.wasted, Movement.Kind.returned)
        self.fields["kind"].choices = [(each.value, each.label) for each in kinds]  # type: ignore[attr-defined]


class LevelForm(forms.ModelForm[Level]):
    """How many ampoules of a product should lie there."""

    product = ProductField()
    least = forms.IntegerField(label=_("Order below"), min_value=0, max_value=MOST_AMPOULES)
    full = forms.IntegerField(label=_("Fill up to"), min_value=1, max_value=MOST_AMPOULES)

    class Meta:
        """What is asked."""

        model = Level
        fields = ("product", "least", "full")

    def validate_unique(self) -> None:
        """Leave it to the page: said again, it is changed."""

    def clean(self) -> dict[str, Any]:
        """Refuse a level that is below the one at which it is ordered.

        Raises ValidationError.
        """
        said = super().clean() or {}
        if not self.errors and said["full"] < said["least"]:
            raise forms.ValidationError(_("Fill up to at least as many as the number below which it is ordered."))
        return said


class KitItemForm(forms.ModelForm[KitItem]):
    """Something that must lie in the kit."""

    expires_on = ExpiryField(required=False)

    class Meta:
        """What is asked."""

        model = KitItem
        fields = ("name", "quantity", "expires_on")


def allergy_choices() -> list[tuple[str, str]]:
    """Give the allergy groups of the knowledge by name."""
    return sorted(((key, words().name(key)) for key in formulary().allergy_groups), key=lambda each: each[1].casefold())


class AntisepticForm(forms.ModelForm[Antiseptic]):
    """An antiseptic, and the allergies that speak against it."""

    expires_on = ExpiryField(required=False)
    allergy_groups = forms.MultipleChoiceField(
        label=_("An allergy to any of these speaks against it"),
        choices=allergy_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )

    class Meta:
        """What is asked."""

        model = Antiseptic
        fields = ("name", "lot_number", "expires_on", "is_used", "allergy_groups")


def device_choices() -> list[tuple[str, str]]:
    """Give the devices of the knowledge, but for the hand."""
    known = DeviceName.__args__  # type: ignore[attr-defined] # the names of a Literal
    return [(each, words().name(each)) for each in known if each != "manual"]


class DeviceForm(forms.ModelForm[Device]):
    """An injector of the practice."""

    kind = forms.ChoiceField(label=_("Kind"), choices=device_choices)

    class Meta:
        """What is asked."""

        model = Device
        fields = ("name", "kind", "serial", "is_used")


class CleaningForm(forms.Form):
    """How an injector was cleaned."""

    method = forms.CharField(label=_("How it was cleaned"), max_length=300)
