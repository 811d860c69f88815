"""What is asked about the cupboard."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Any

from biip import ParseError
from biip.gtin import Gtin
from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.knowledge import formulary, words
from papule.clinic.stock.models import Antiseptic, Device, KitItem, Lot
from papule.treatment.case import DeviceName

PATTERNS = (
    re.compile(r"(?P<year>20\d\d)-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?$"),
    re.compile(r"(?:(?P<day>\d{1,2})[/. -])?(?P<month>\d{1,2})[/. -](?P<year>(?:20)?\d\d)$"),
)
FARTHEST_YEARS = 15


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


@lru_cache(maxsize=8)
def products_in(language: str) -> tuple[tuple[str, str], ...]:
    """Give every product that can lie in a cupboard, by name."""
    found = [(key, words().name(key)) for key, each in formulary().products.items() if not each.never_inject]
    return tuple(sorted(found, key=lambda each: each[1].casefold()))


def product_choices() -> list[tuple[str, Any]]:
    """Give the choices of a field that asks for a product."""
    return [("", _("choose")), *products_in(words().language)]


class LotForm(forms.ModelForm[Lot]):
    """A lot that is received: read from its code or typed, and compared with what is printed."""

    product = forms.ChoiceField(label=_("Product"), choices=product_choices)
    expires_on = ExpiryField()
    ampoules = forms.IntegerField(label=_("Ampoules received"), min_value=1, max_value=10_000, initial=10)
    gtin = forms.CharField(label="GTIN", max_length=14, required=False)

    class Meta:
        """What is asked."""

        model = Lot
        fields = ("product", "trade_name", "number", "expires_on", "gtin", "ampoules", "place")

    def clean_number(self) -> str:
        """Take a lot number without the spaces around it."""
        return " ".join(self.cleaned_data["number"].split())

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

    def validate_unique(self) -> None:
        """Leave it to `services.receive`."""

    def validate_constraints(self) -> None:
        """Leave it to `services.receive`."""


class CountForm(forms.ModelForm[Lot]):
    """How many ampoules are left, and where; an expiry date that was misread is put right."""

    expires_on = ExpiryField()

    class Meta:
        """What may be changed of a lot that lies there."""

        model = Lot
        fields = ("ampoules", "place", "trade_name", "expires_on")


class RecallForm(forms.Form):
    """Why a lot is recalled."""

    reason = forms.CharField(label=_("Reason of the recall"), max_length=300)


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
