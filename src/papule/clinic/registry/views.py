"""What works in the practice, on pages: outcomes by complaint and recipe, adverse events, the files to take away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.writing import actor_of
from papule.clinic.knowledge import formulary, view_on
from papule.clinic.registry import services, showing
from papule.clinic.requests import Request
from papule.reading.problem import Unreadable
from papule.registry.questions import LEAST
from papule.registry.rows import OTHER


def overview(request: Request) -> HttpResponse:
    """Show what works; on a press of the button, count the practice anew."""
    problem = ""
    if request.method == "POST":
        try:
            _tell(request, services.make(actor_of(request), request.practice))
            return redirect("registry:overview")
        except OSError as error:
            problem = _failed(error)
    return _page(request, problem)


@require_POST
def files(request: Request) -> HttpResponse:
    """Give the files away, counted anew: whoever said no since is not in them."""
    try:
        made = services.make(actor_of(request), request.practice)
        held = services.packed(actor_of(request), made.about)
    except OSError as error:
        return _page(request, _failed(error))
    answer = HttpResponse(held, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="papule-registry-{made.about.made_on}.zip"'
    return answer


def recipes(request: Request, indication: str) -> HttpResponse:
    """Show what became of one complaint, by what was given first."""
    if indication not in formulary().indications and indication != OTHER:
        raise Http404("No such indication")
    found, problem = _answers(request)
    if found is None:
        return redirect("registry:overview") if not problem else _page(request)
    shown = {
        "about": found.about,
        "name": showing.complaint(indication),
        "table": showing.by_recipe(found, indication),
        **_read_with(request),
    }
    return render(request, "registry/recipes.html", shown)


def _page(request: Request, problem: str = "") -> HttpResponse:
    found, unreadable = _answers(request)
    shown: dict[str, Any] = {"problem": problem, "unreadable": unreadable, **_read_with(request)}
    if found is not None:
        least = _least(request)
        shown |= {
            "about": found.about,
            "opposed": showing.few(found.about.opposed, least),
            "pain": showing.by_indication(found),
            "kinds": showing.harms(found.kinds.rows, least),
            "products": showing.harms(found.products.rows, least),
            "hidden": found.products.hidden,
            "has_hidden_kinds": found.kinds.hidden > 0,
            "has_hidden_past": found.overridden.hidden > 0,
            "quarters": showing.by_quarter(found),
            "hidden_quarters": found.activity.hidden,
            "past": showing.gone_past(found, least),
        }
    return render(request, "registry/overview.html", shown, status=409 if problem else 200)


def _least(request: Request) -> int:
    """Give how many persons a group has at least that is shown: a doctor may read the records anyway."""
    return 1 if Role.doctor in request.user.roles else LEAST


def _read_with(request: Request) -> dict[str, Any]:
    """Give what a page says beside the numbers: by which thresholds a response is told, and who hides what."""
    practice = request.practice
    rule = view_on(timezone.localdate(), practice.country, practice.society or None).reassessment
    return {"rule": rule, "least": _least(request), "most": LEAST - 1}


def _answers(request: Request) -> tuple[services.Answers | None, bool]:
    """Ask the registry, and tell whether it is there but cannot be read."""
    try:
        return services.find_answers(_least(request)), False
    except (Unreadable, OSError):
        return None, True


def _tell(request: Request, made: services.Made) -> None:
    messages.success(request, _("Counted anew."))
    if made.unread:
        told = ngettext(
            "{count} session could not be read, and is not counted. Ask for help: its record has a form of its own.",
            "{count} sessions could not be read, and are not counted. Ask for help: their records have a form of "
            "their own.",
            made.unread,
        )
        messages.warning(request, told.format(count=made.unread))


def _failed(error: OSError) -> str:
    told = _("The registry could not be written ({reason}). The one before stays. Make room on the disk and try again.")
    return told.format(reason=error.strerror or error)
