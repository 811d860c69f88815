"""What is asked about money. Prices are typed in the currency's units and kept in cents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.billing.models import CARE, Act, Payment
from papule.clinic.billing.services import Line, mixes_aesthetic
from papule.clinic.forms import PageForm

MOST = Decimal(99999)


class Money(forms.DecimalField):
    """An amount in units, given as cents."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(max_digits=8, decimal_places=2, max_value=MOST, **more)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Give cents."""
        units = super().clean(value)
        return None if units is None else int(units * 100)


class ActForm(forms.ModelForm[Act]):
    """An act of the practice."""

    price = Money(label=_("Price, all taxes included"), min_value=0)
    vat_percent = forms.DecimalField(
        label=_("VAT, percent (aesthetic acts only)"), min_value=0, max_value=50, decimal_places=1, initial=0
    )

    class Meta:
        """The rest is asked as it is kept."""

        model = Act
        fields = ("kind", "code", "name")

    def clean(self) -> dict[str, Any]:
        """Refuse VAT on care."""
        said = super().clean() or {}
        if said.get("vat_percent") and said.get("kind") in CARE:
            self.add_error("vat_percent", _("Care bears no VAT. Choose another kind for an aesthetic act, or write 0."))
        return said

    def save(self, commit: bool = True) -> Act:  # noqa: FBT001, FBT002 -- Django's signature
        """Keep the price in cents and the rate in thousandths."""
        self.instance.price_cents = self.cleaned_data["price"]
        self.instance.vat_permille = int(self.cleaned_data["vat_percent"] * 10)
        return super().save(commit)


class ChargeForm(forms.Form):
    """Which acts, and how often; care and aesthetic acts apart."""

    def __init__(self, acts: list[Act], *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **more)
        self.acts = acts
        for act in acts:
            self.fields[f"act-{act.pk}"] = forms.IntegerField(label=str(act), min_value=0, max_value=99, required=False)

    def chosen(self) -> list[Line]:
        """Give the acts that were chosen, with how often."""
        found = [Line(act, self.cleaned_data.get(f"act-{act.pk}") or 0) for act in self.acts]
        return [each for each in found if each.count]

    def clean(self) -> dict[str, Any]:
        """Ask for an act, and keep care and aesthetic acts apart."""
        said = super().clean() or {}
        if self.errors:
            return said
        if not self.chosen():
            self.add_error(None, _("Choose at least one act."))
        elif mixes_aesthetic(self.chosen()):
            self.add_error(None, _("Care and aesthetic acts are kept apart: write one for each."))
        return said


class ReceiptForm(PageForm, ChargeForm):
    """The acts of a receipt."""


class PayForm(PageForm):
    """A payment."""

    method = forms.ChoiceField(label=_("How"), choices=Payment.Method.choices)
    amount = Money(label=_("Amount"), min_value=-MOST)


class CloseForm(forms.Form):
    """The cash that was counted."""

    counted = Money(label=_("Cash counted"), min_value=-MOST)
