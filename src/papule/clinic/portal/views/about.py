"""What mesotherapy is, for anybody: no patient, no link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from papule.assessment.finding import Cited
from papule.assessment.view import View
from papule.clinic.accounts.models import Practice
from papule.clinic.knowledge import formulary, guidance, view_on, words
from papule.knowledge.model.substance import Contraindication


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
        "against": _against(view),
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
        "refunds": [(say.text(each.text), view.here.citations(each)) for each in guidance("cost", view)],
        "disputed": [(say.text(each.text), view.here.citations_in(each.cite)) for act in acts for each in act.disputed],
    }
    return render(request, "portal/about.html", shown)


Told = list[tuple[str, tuple[Cited, ...]]]  # what each source holds


def _against(view: View) -> Mapping[str, Told]:
    """Give what speaks against it, by what a patient may have, with every position on it, whoever disagrees."""
    say = words()
    found: dict[str, Told] = {}
    for each in _positions(view):
        level = "" if each.level in ("none", "note") else f"{say.term(each.level)}{say.colon} "
        found.setdefault(say.fact(each.fact), []).append((level + say.text(each.text), view.here.citations(each)))
    return dict(sorted(found.items(), key=lambda each: each[0].casefold()))


def _positions(view: View) -> Iterator[Contraindication]:
    """Give the positions on what at least one source holds against the technique."""
    every = [
        each
        for table in view.formulary.technique_rules.values()
        for each in table.positions
        if view.here.in_force(each)
    ]
    held = {each.fact for each in every if each.level != "none"}
    return (each for each in every if each.fact in held)
