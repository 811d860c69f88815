"""The one box: results as one types, and a page of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.patients.finding import find_patients
from papule.clinic.requests import Request

IN_BOX, ON_PAGE = 10, 50


def search(request: Request) -> HttpResponse:
    """Show who is meant; on Enter, one who is the only one is opened. What was typed is not kept."""
    typed = request.GET.get("q", "")
    most = IN_BOX if request.htmx else ON_PAGE
    found = find_patients(typed, most + 1, request.LANGUAGE_CODE)
    if typed.strip():
        record(actor_of(request), "search", count=len(found))
    if len(found) == 1 and found[0].is_written and not request.htmx:
        return redirect("patients:chart", found[0].patient.pk)
    shown = {"found": found[:most], "is_more": len(found) > most, "search_words": typed}
    page = "patients/results.html" if request.htmx else "patients/search.html"
    return render(request, page, shown)
