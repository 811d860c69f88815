"""Making one of two records of a person: who has what is shown before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.patients.alike import alike
from papule.clinic.patients.finding import find_patients
from papule.clinic.patients.forms import PatientForm
from papule.clinic.patients.merging import merge, merges_of, rows_of, separate
from papule.clinic.patients.models import FactAnswer, Patient
from papule.clinic.patients.services import StaleError
from papule.clinic.patients.views.people import get_patient, shown
from papule.clinic.requests import Request

MOST = 10
KINDS: dict[str, Promise] = {
    "care.Course.patient": gettext_lazy("Courses"),
    "care.Session.patient": gettext_lazy("Treatment sessions"),
    "patients.Allergy.patient": gettext_lazy("Allergies"),
    "patients.PatientMedicine.patient": gettext_lazy("Medicines"),
    "patients.Condition.patient": gettext_lazy("Conditions"),
    "patients.FactAnswer.patient": gettext_lazy("Answers"),
    "patients.PatientIdentifier.patient": gettext_lazy("National numbers"),
    "patients.Contact.patient": gettext_lazy("Contacts"),
    "outcomes.PainScore.patient": gettext_lazy("Pain scores"),
    "outcomes.AdverseEvent.patient": gettext_lazy("Adverse events"),
}


def merging(request: Request, patient_id: int) -> HttpResponse:
    """Look for the other record of this person, then show both side by side."""
    patient = get_patient(patient_id)
    other = _other(request, patient)
    if other is not None:
        record(actor_of(request), "read", patient_id=other.pk, subject="patients:merge")
        return render(request, "patients/merge.html", _both(patient, other))
    typed = request.GET.get("q", "")
    found = [each.patient for each in find_patients(typed, MOST, request.LANGUAGE_CODE)] if typed else alike(patient)
    shown = {
        "patient": patient,
        "found": [each for each in found if each.pk != patient.pk],
        "typed": typed,
        "merges": [(each, Patient.objects.get(pk=each.detail["other"])) for each in merges_of(patient)],
    }
    record(actor_of(request), "search", subject="duplicates", patients=[each.pk for each in shown["found"]])  # type: ignore[attr-defined] # a list
    return render(request, "patients/merge_find.html", shown)


def _other(request: Request, patient: Patient) -> Patient | None:
    given = request.GET.get("other", "")
    if not given.isdecimal() or int(given) == patient.pk:
        return None
    return get_object_or_404(Patient, pk=int(given), merged_into=None)


def _both(one: Patient, two: Patient) -> dict[str, Any]:
    """Tell who has what, and where their answers differ."""
    rows = rows_of(one), rows_of(two)
    counts = [(name, len(rows[0].get(key, [])), len(rows[1].get(key, []))) for key, name in KINDS.items()]
    others = [sum(len(keys) for key, keys in each.items() if key not in KINDS) for each in rows]
    form = PatientForm(instance=one)
    columns = [
        (form.fields[name].label, shown(one, name), shown(two, name))
        for name in PatientForm.Meta.fields
        if getattr(one, name) or getattr(two, name)
    ]
    return {
        "patient": one,
        "other": two,
        "columns": columns,
        "counts": [*counts, (_("Everything else"), *others)],
        "answers": _differing(one, two),
    }


def _differing(one: Patient, two: Patient) -> list[tuple[str, FactAnswer, FactAnswer]]:
    """Give the facts that the two answer otherwise: the newer answer will count."""
    rows = FactAnswer.objects.filter(patient__in=(one, two), is_current=True)
    said: dict[str, dict[int, FactAnswer]] = {}
    for row in rows:
        said.setdefault(row.fact, {})[row.patient_id] = row
    both = [(fact, each[one.pk], each[two.pk]) for fact, each in sorted(said.items()) if len(each) > 1]
    return [each for each in both if each[1].answer != each[2].answer]


@require_POST
def merge_now(request: Request, patient_id: int, other_id: int) -> HttpResponse:
    """Make the two one, keeping the record that was chosen."""
    pair = get_patient(patient_id), get_patient(other_id)
    kept, other = pair if request.POST.get("keep") != str(other_id) else pair[::-1]
    revisions = [request.POST.get(f"revision-{each.pk}", "") for each in (kept, other)]
    seen = [int(each) if each.isdecimal() else 0 for each in revisions]
    try:
        merge(actor_of(request), kept, other, (seen[0], seen[1]))
    except StaleError:
        messages.error(request, _("One of the two was changed meanwhile: nothing was merged. Look at both again."))
        return redirect("patients:merge", patient_id)
    messages.success(request, _("Merged: everything is on this record now."))
    return redirect("patients:chart", kept.pk)


@require_POST
def separate_now(request: Request, patient_id: int, number: int) -> HttpResponse:
    """Take a merge apart again."""
    kept = get_patient(patient_id)
    try:
        other = separate(actor_of(request), kept, number)
    except StaleError:
        messages.error(request, _("This merge does not stand any more: nothing was changed."))
        return redirect("patients:merge", patient_id)
    messages.success(request, _("Taken apart: what came with the other record is back on it."))
    return redirect("patients:chart", other.pk)
