"""What mesotherapy is, for anybody: no patient, no link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from papule.clinic.accounts.models import Practice
from papule.clinic.knowledge import formulary, guidance, view_on, words


def about(request: HttpRequest) -> HttpResponse:
    """Say when mesotherapy helps and when not, what to expect, what it costs, what to bring: open to all."""
    practice = Practice.objects.get()
    view, say = view_on(timezone.localdate(), practice.country, practice.society or None), words()
    acts = [each for each in formulary().act_codes.values() if each.country == practice.country]
    shown = {
        "visit": [
            (say.text(each.title), say.text(each.text), view.here.citations(each))
            for each in guidance("visit-preparation", view)
        ],
        "indications": sorted(
            (
                say.text(each.name),
                [
                    (say.text(found.text), view.here.citations(found))
                    for found in each.evidence
                    if view.here.in_force(found)
                ],
            )
            for each in formulary().indications.values()
        ),
        "costs": [
            (act.code, say.text(each.text), view.here.citations(each))
            for act in acts
            for each in act.statuses
            if view.here.in_force(each)
        ],
        "disputed": [(say.text(each.text), view.here.citations_in(each.cite)) for act in acts for each in act.disputed],
    }
    return render(request, "portal/about.html", shown)
