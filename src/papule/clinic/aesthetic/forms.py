"""What is asked for a quote, and of the practice beforehand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from papule.clinic.aesthetic.models import Practitioner
from papule.clinic.billing.documents import money
from papule.clinic.billing.forms import ChargeForm
from papule.clinic.billing.models import Act
from papule.clinic.forms import Day

LONGEST_DAYS = 365
LANGUAGES = (("", _("in the patient’s language")), ("fr", _("in French")), ("en", _("in English")))


class QuoteForm(ChargeForm):
    """What is offered: acts at the practice's prices, and what the law wants said beside them."""

    anaesthesia = forms.CharField(label=_("Anaesthesia"), max_length=200)
    proposed_on = forms.DateField(label=_("Proposed date"), required=False, widget=Day())
    days_off = forms.IntegerField(label=_("Days off work"), min_value=0, max_value=LONGEST_DAYS)
    examinations = forms.CharField(label=_("Examinations needed before; empty: none"), max_length=300, required=False)
    aftercare_days = forms.IntegerField(label=_("Aftercare, in days"), min_value=0, max_value=LONGEST_DAYS)
    valid_until = forms.DateField(label=_("The offer stands until"), widget=Day())
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    def __init__(self, acts: list[Act], *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(acts, *args, **more)
        language = (get_language() or "en").partition("-")[0]
        for act in acts:
            told = {"act": act, "price": money(act.price_cents, language)}
            self.fields[f"act-{act.pk}"].label = _("How often: %(act)s, %(price)s each") % told
        self.order_fields([f"act-{act.pk}" for act in acts])

    def clean_valid_until(self) -> date:
        """Refuse an offer that has ended."""
        day: date = self.cleaned_data["valid_until"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day


class HandForm(forms.Form):
    """That the quote was given on paper."""

    handed_on = forms.DateField(label=_("Handed over on paper on"), widget=Day())


class TermsForm(forms.Form):
    """How long a patient thinks."""

    days = forms.IntegerField(
        label=_("Days between the quote that was handed over and the act"), min_value=0, max_value=LONGEST_DAYS
    )


class PractitionerForm(forms.ModelForm[Practitioner]):
    """What a quote says of a doctor."""

    class Meta:
        """What is asked."""

        model = Practitioner
        fields = ("order_number", "qualification", "insurance")
