"""What a patient tells of their allergies and medicines, in their own words; nothing told before is taken away."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.writing import Actor
from papule.clinic.patients.answering import add_allergy, add_medicine, note_asked
from papule.clinic.patients.forms import Lines
from papule.clinic.patients.models import Allergy, Origin, Patient, PatientMedicine
from papule.clinic.portal.models import Invitation
from papule.kernel.names import folded
from papule.kernel.value import Value

MOST, LONGEST = 40, 200  # lines, and letters of one
PART = re.compile(r",\s+|\s*[:;]\s*|\s+\(")  # between a name and what is told of it; 0,5 mg stays whole
KINDS = {"allergies": _("Allergies"), "medicines": _("Medicines")}
SAID = [("these", _("yes, these:")), ("none", _("no, or none but those above")), ("unknown", _("I don’t know"))]


class Told(Value):
    """One of the two lists: what stands in the record, what the patient added, and whether they have answered."""

    kind: str
    name: str
    known: tuple[str, ...]
    added: tuple[str, ...]  # since the link was made
    is_said: bool


class BackgroundForm(forms.Form):
    """The two lists. "I don't know" keeps nothing: the doctor asks."""

    allergies_said = forms.ChoiceField(
        label=_("Are you allergic to something: a medicine or a family of medicines, an antiseptic, latex, a food?"),
        choices=SAID,
        widget=forms.RadioSelect,
    )
    allergies = Lines(
        label=_("Allergies"),
        required=False,
        max_length=MOST * LONGEST,
        help_text=_("One a line; after a comma, what happened. For example: latex, hives"),
    )
    medicines_said = forms.ChoiceField(
        label=_("Do you take medicines, also without a prescription: against pain, for the blood, hormones, plants?"),
        choices=SAID,
        widget=forms.RadioSelect,
    )
    medicines = Lines(
        label=_("Medicines"),
        required=False,
        max_length=MOST * LONGEST,
        help_text=_("One a line; after a comma, how much. For example: aspirin, one a day"),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself, and what is too long to be kept whole."""
        said = super().clean() or {}
        for kind in KINDS:
            wrong = _wrong(said.get(f"{kind}_said"), said.get(kind, "").splitlines())
            if wrong and kind not in self.errors:
                self.add_error(kind, wrong)
        return said


def _wrong(said: str | None, lines: list[str]) -> str:
    if len(lines) > MOST or any(len(each) > LONGEST for each in lines):
        return str(_("This is too long to be kept: one name a line, and a few words."))
    if said == "these" and not all(name for name, _more in map(_parted, lines or [""])):
        return str(_("Name one a line, or choose another answer above."))
    if said in ("none", "unknown") and lines:
        return str(_("You named something here. Choose “yes” above, or empty this field."))
    return ""


def keep(actor: Actor, patient: Patient, said: dict[str, Any]) -> None:
    """Keep what is new on each list; a name that stands there already is not written twice."""
    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=patient.pk)  # pressed twice: one after the other
        for kind in KINDS:
            there = {folded(each) for each in _names(patient, kind)}
            for name, more in map(_parted, said[kind].splitlines()):
                if folded(name) not in there:
                    add = add_allergy if kind == "allergies" else add_medicine
                    add(actor, patient, name, more, Origin.patient)
                    there.add(folded(name))
            if said[f"{kind}_said"] != "unknown":
                note_asked(actor, patient, kind)


def _parted(line: str) -> tuple[str, str]:
    """Part a line into a name and what is told of it."""
    name, *more = PART.split(line, maxsplit=1)
    rest = "".join(more).strip()
    return name.strip(" ,:;("), rest.removesuffix(")") if "(" not in rest else rest


def _names(patient: Patient, kind: str) -> list[str]:
    if kind == "allergies":
        return list(patient.allergies.filter(ended_on=None).order_by("pk").values_list("said", flat=True))
    return list(patient.medicines.filter(ended_on=None).order_by("pk").values_list("name", flat=True))


def told(invitation: Invitation) -> tuple[Told, ...]:
    """Give both lists, as the patient has answered them since the link was made."""
    since, patient = timezone.localdate(invitation.made_at), invitation.patient
    mine = {"patient": patient, "origin": Origin.patient, "noted_on__gte": since}
    added = {
        "allergies": Allergy.objects.filter(**mine).order_by("pk").values_list("said", flat=True),
        "medicines": PatientMedicine.objects.filter(**mine).order_by("pk").values_list("name", flat=True),
    }
    asked = {"allergies": patient.allergies_asked_on, "medicines": patient.medicines_asked_on}
    return tuple(
        Told(
            kind=kind,
            name=str(name),
            known=tuple(_names(patient, kind)),
            added=tuple(added[kind]),
            is_said=(asked[kind] or date.min) >= since,
        )
        for kind, name in KINDS.items()
    )
