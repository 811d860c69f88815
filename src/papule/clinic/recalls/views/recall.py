"""One recall: who had it, who was reached, letters, its end."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.outcomes.following import late_window
from papule.clinic.patients.models import Patient
from papule.clinic.recalls.forms import ContactForm, EndForm
from papule.clinic.recalls.letters import make_letters
from papule.clinic.recalls.models import Contact
from papule.clinic.recalls.services import note_contact
from papule.clinic.recalls.tracing import (
    Concerned,
    by_patient,
    contacts_of,
    detailed,
    given,
    listed,
    progress,
    sought_of,
)
from papule.clinic.recalls.views.tracing import view_of
from papule.clinic.requests import Request
from papule.clinic.spreadsheets import START, line, separator
from papule.clinic.stock.models import Recall
from papule.clinic.stock.recalls import finish, withdraw

R = TypeVar("R", HttpResponse, StreamingHttpResponse)
AT_A_TIME = 500  # patients of an export that are looked up at once


def recall(request: Request, recall_id: int) -> HttpResponse:
    """Show a recall with those who had it; end it."""
    found = get_object_or_404(Recall.objects.select_related("started_by"), pk=recall_id)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    end = EndForm(request.POST if asked in ("finish", "withdraw") else None)
    if asked in ("finish", "withdraw") and end.is_valid():
        (finish if asked == "finish" else withdraw)(actor_of(request), found, end.cleaned_data["note"])
        return redirect("recalls:recall", recall_id)
    view = view_of(request)
    everybody = "all" in request.GET
    those = listed(sought_of(found), view, request.GET.get("page"), found, all_of_them=everybody)
    record(actor_of(request), "read", subject="recalls:recall", patients=those.patients)
    shown = {
        "recall": found,
        "page": those.page,
        "concerned": those.concerned,
        "everybody": everybody,
        "progress": progress(found),
        "window": late_window(view),
        "end": end,
        "contact": ContactForm(),
        "letters": found.contacts.exclude(document=None).count(),
        "tab": "recalls",
    }
    return render(request, "recalls/recall.html", shown)


@require_POST
def contact(request: Request, recall_id: int, patient_id: int) -> HttpResponse:
    """Keep a try to reach a patient; signs lead to the record of an event."""
    found = get_object_or_404(Recall, pk=recall_id)
    patient = get_object_or_404(Patient, pk=patient_id)
    form = ContactForm(request.POST)
    if not given(sought_of(found)).filter(session__patient=patient).exists() or not form.is_valid():
        messages.error(request, _("Say how it was tried and what came of it. Nothing was kept."))
        return _back(request, recall_id)
    made = note_contact(actor_of(request), found, patient, form.cleaned_data)
    if made.result == Contact.Result.signs:
        return redirect("outcomes:event_new", patient_id)
    messages.success(request, _("Kept."))
    return _back(request, recall_id)


def _back(request: Request, recall_id: int) -> HttpResponse:
    """Go back to the part of the list from which somebody was called."""
    asked = QueryDict(request.POST.get("back", ""))
    kept = {name: asked[name] for name in ("all", "page") if name in asked}
    address = reverse("recalls:recall", args=[recall_id])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


@require_POST
def letters(request: Request, recall_id: int) -> HttpResponse:
    """Make the letters that are still missing."""
    found = get_object_or_404(Recall, pk=recall_id)
    made, left = make_letters(actor_of(request), request.practice, found, view_of(request))
    told = ngettext("%(count)s letter was made.", "%(count)s letters were made.", made) % {"count": made}
    if left:
        told += " " + ngettext("%(count)s is left.", "%(count)s are left: press again.", left) % {"count": left}
    messages.success(request, told)
    return redirect("recalls:recall", recall_id)


def printed(request: Request, recall_id: int) -> HttpResponse:
    """Give all letters of a recall as one archive."""
    found = get_object_or_404(Recall, pk=recall_id)
    rows = contacts_of(found).exclude(document=None).select_related("document", "patient").order_by("pk")
    packed, patients = BytesIO(), []
    with zipfile.ZipFile(packed, "w") as archive:
        for each in rows.iterator(chunk_size=50):
            patients.append(each.kept)
            name = f"{each.patient.record_number}-{each.pk}.pdf".replace("/", "-")
            archive.writestr(name, bytes(each.document.pdf))
    record(actor_of(request), "read", subject="recalls:printed", patients=patients)
    return _download(HttpResponse(packed.getvalue(), content_type="application/zip"), recall_id, "zip")


def export(request: Request, recall_id: int) -> HttpResponse | StreamingHttpResponse:
    """Give the list of a recall as a table."""
    found = get_object_or_404(Recall, pk=recall_id)
    rows = list(by_patient(sought_of(found)))
    record(actor_of(request), "read", subject="recalls:export", patients=[each["kept"] for each in rows])
    view = view_of(request)
    parts = (rows[at : at + AT_A_TIME] for at in range(0, len(rows), AT_A_TIME))
    told = (each for part in parts for each in detailed(sought_of(found), view, part, found))
    return _download(
        StreamingHttpResponse(_table(told, _columns()), content_type="text/csv; charset=utf-8"), recall_id, "csv"
    )


def _download(response: R, recall_id: int, ending: str) -> R:
    response["Content-Disposition"] = f'attachment; filename="recall-{recall_id}.{ending}"'
    return response


class _Columns(NamedTuple):
    """What a table says in the language of its reader, worked out before it is sent."""

    head: tuple[str, ...]
    results: dict[str, str]
    between: str


def _columns() -> _Columns:
    identity = (_("Record"), _("Name"), _("Birth date"), _("Phone"), _("Other phone"), _("E-mail"), _("Address"))
    told = (pgettext("treatment", "Sessions"), _("Late nodules possible until"), _("Result"))
    return _Columns(identity + told, {each.value: str(each.label) for each in Contact.Result}, separator())


def _table(listed: Iterator[Concerned], columns: _Columns) -> Iterator[str]:
    yield START + line(*columns.head, between=columns.between)
    for each in listed:
        known = each.patient
        days = " ".join(timezone.localdate(one.session.performed_at).isoformat() for one in each.sessions)
        last = columns.results[each.contacts[0].result] if each.contacts else ""
        told = (known.phone, known.other_phone, known.email, " ".join(known.address.split()))
        cells = (known.record_number, str(known), known.birth_date or "", *told, days, each.until or "", last)
        yield line(*cells, between=columns.between)
