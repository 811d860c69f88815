"""What is asked when something is traced or recalled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.clinic.care.models import Administration
from papule.clinic.forms import Day
from papule.clinic.recalls.models import Contact
from papule.clinic.recalls.tracing import Sought
from papule.clinic.stock.fields import ProductField
from papule.clinic.stock.forms import clean_lot
from papule.clinic.stock.models import Device
from papule.clinic.stock.recalls import device_name

KINDS = [
    ("lot", _("a lot")),
    ("product", _("a product, all lots")),
    ("device", _("an injector")),
    ("room", _("a room")),
    ("day", _("days")),
]
NEEDED = {
    "lot": ("product", "lot"),
    "product": ("product",),
    "device": ("device",),
    "room": ("room",),
    "day": ("since", "until"),
}


def device_choices() -> list[tuple[str, Any]]:
    """Give the injectors as records name them: those of the practice, and names that only records still have."""
    names = {*map(device_name, Device.objects.all()), *_names_in_records()}
    return [("", _("choose")), *((name, name) for name in sorted(names, key=str.casefold))]


def _names_in_records() -> Iterator[str]:
    """Give each name of an injector in records once: a step along the index for each, however many rows there are."""
    names, name = Administration.objects.order_by("device").values_list("device", flat=True), ""
    while found := names.filter(device__gt=name).first():
        name = found
        yield name


class TraceForm(forms.Form):
    """What is traced."""

    kind = forms.ChoiceField(label=_("What is traced"), choices=KINDS)
    product = ProductField(required=False)
    lot = forms.CharField(label=_("Lot"), max_length=40, required=False)
    device = forms.ChoiceField(label=_("Injector"), choices=device_choices, required=False)
    room = forms.CharField(
        label=_("Room"), max_length=100, required=False, widget=forms.TextInput(attrs={"list": "rooms"})
    )
    since = forms.DateField(
        label=_("Sessions since"), widget=Day(), required=False, help_text=_("Empty: all sessions that ever were.")
    )
    until = forms.DateField(
        label=_("Sessions until"), widget=Day(), required=False, help_text=_("This day included. Empty: until today.")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind needs."""
        said = super().clean() or {}
        for name in NEEDED.get(said.get("kind", ""), ()):
            if name not in self.errors and not said.get(name):
                self.add_error(name, _("This is needed to trace it."))
        since: date | None = said.get("since")
        until: date | None = said.get("until")
        if since and since > timezone.localdate():
            self.add_error("since", _("This day is still to come."))
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))
        return said

    def sought(self) -> Sought:
        """Give what is to be found."""
        said = self.cleaned_data
        kind, needed = said["kind"], NEEDED[said["kind"]]
        return Sought(
            kind,
            product=said["product"] if "product" in needed else "",
            lot_number=clean_lot(said["lot"]) if "lot" in needed else "",
            device=said["device"] if "device" in needed else "",
            room=" ".join(said["room"].split()) if "room" in needed else "",
            since=said["since"],
            until=said["until"],
        )


class ReasonForm(forms.Form):
    """Why it is recalled."""

    reason = forms.CharField(
        label=_("Reason of the recall"), max_length=300, help_text=_("It is printed in the letters to patients.")
    )


class EndForm(forms.Form):
    """How a recall ended."""

    note = forms.CharField(label=_("What came of it"), max_length=500)


class ContactForm(forms.ModelForm[Contact]):
    """One try to reach a patient."""

    class Meta:
        """What is asked."""

        model = Contact
        fields = ("how", "result", "note")
