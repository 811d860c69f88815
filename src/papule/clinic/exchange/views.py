"""CDS Hooks for other systems: what is offered, the cards of a call, what became of them. And who may ask."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from papule.assessment.finding import Finding
from papule.clinic.audit.writing import actor_of
from papule.clinic.exchange import services as kept
from papule.clinic.exchange.forms import ClientForm
from papule.clinic.exchange.models import Client
from papule.clinic.exchange.reading import RefusedBodyError, read_body
from papule.clinic.exchange.tokens import RefusedError, caller
from papule.clinic.knowledge import formulary, view_on
from papule.clinic.places import place
from papule.clinic.reference.finding import address, question_of
from papule.clinic.requests import Request, counted
from papule.interop.cds_hooks import model
from papule.interop.cds_hooks.answering import answer
from papule.interop.cds_hooks.cards import Cards
from papule.interop.cds_hooks.saying import Saying
from papule.interop.cds_hooks.services import Service, discovery, find_service
from papule.interop.fhir.reading import Refused

log = logging.getLogger("papule.exchange")
CODES = {  # of FHIR, for what went wrong
    HTTPStatus.UNAUTHORIZED: "login",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.PRECONDITION_FAILED: "required",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-long",
    HTTPStatus.TOO_MANY_REQUESTS: "throttled",
}
Answer = Callable[[Request, Client, Service], HttpResponse]


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Say what is offered: to everybody."""
    return JsonResponse(discovery(Saying(formulary(), get_language() or "en")))


@csrf_exempt
@require_POST
def service(request: Request, service_id: str) -> HttpResponse:
    """Give the cards of a call."""
    return _called(request, service_id, _cards)


@csrf_exempt
@require_POST
def feedback(request: Request, service_id: str) -> HttpResponse:
    """Keep what became of cards."""
    return _called(request, service_id, _feedback)


def _called(request: Request, service_id: str, give: Answer) -> HttpResponse:
    """Let a client in and answer it, in its language; or say why not."""
    found = find_service(service_id)
    if found is None:
        return _refusal(HTTPStatus.NOT_FOUND, _("There is no such service: /cds-services lists them."))
    if not ratelimit.consume(request, action="exchange_refused", dry_run=True):
        return _refusal(HTTPStatus.TOO_MANY_REQUESTS, _("Too many calls were refused. Wait five minutes."))
    try:
        client = caller(request.headers.get("Authorization", ""), request.build_absolute_uri(request.path))
    except RefusedError as error:
        ratelimit.consume(request, action="exchange_refused")
        log.info("a call was refused", extra={"event": "exchange.refused"})
        return _refusal(HTTPStatus.UNAUTHORIZED, str(error))
    if not ratelimit.consume(request, action="exchange", key=str(client.pk)):
        return _refusal(HTTPStatus.TOO_MANY_REQUESTS, _("Too many calls. Wait a minute."))
    with translation.override(client.language):
        return _answered(request, client, found, give)


def _answered(request: Request, client: Client, found: Service, give: Answer) -> HttpResponse:
    try:
        return give(request, client, found)
    except RefusedBodyError as error:
        return _refusal(error.status, error.text)
    except Refused as error:
        words = Saying(formulary(), client.language).told(error.text)
        return _refusal(HTTPStatus.PRECONDITION_FAILED, words)


def _cards(request: Request, client: Client, found: Service) -> HttpResponse:
    """Assess what was sent. Nothing of it is kept."""
    asked = read_body(request, model.Request, client.language)
    if asked.hook != found.hook:
        told = _("This service is for the hook %(hook)s.") % {"hook": found.hook}
        return _refusal(HTTPStatus.BAD_REQUEST, told)
    practice = request.practice
    view = view_on(timezone.localdate(), practice.country, practice.society or None)
    home = request.build_absolute_uri(place("reference:index"))
    cards = Cards(Saying(formulary(), client.language), _pages(request), home)
    made = [msgspec.structs.replace(each, uuid=str(uuid4())) for each in answer(found, asked, view, cards)]
    kept.note_asked(kept.actor_for(client, request), client, found.id, asked.context.patient_id, len(made))
    return JsonResponse({"cards": msgspec.to_builtins(made)})


def _pages(request: Request) -> Callable[[Finding], str]:
    def page(finding: Finding) -> str:
        """Give the page with every position on a finding, else that of its code."""
        asked = question_of(finding.code, finding.params.get("substance") or finding.about.id)
        return request.build_absolute_uri(asked or address("code", finding.code))

    return page


def _feedback(request: Request, client: Client, found: Service) -> HttpResponse:
    told = read_body(request, model.Feedback, client.language)
    kept.keep_feedback(kept.actor_for(client, request), client, found.id, told.feedback)
    return HttpResponse(status=HTTPStatus.OK)


def _refusal(status: HTTPStatus, text: str) -> HttpResponse:
    """Say what is wrong, as an OperationOutcome of FHIR."""
    issue: dict[str, Any] = {"severity": "error", "code": CODES.get(status, "invalid"), "diagnostics": text}
    response = JsonResponse({"resourceType": "OperationOutcome", "issue": [issue]}, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def clients(request: Request) -> HttpResponse:
    """List who may ask, add one, change one."""
    number = counted(request.POST.get("client", "") or request.GET.get("client", ""))
    known = get_object_or_404(Client, pk=number) if number else None
    form = ClientForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        kept.keep_client(actor_of(request), form.instance, form.changed_data)
        messages.success(request, _("Kept."))
        return redirect("exchange:clients")
    shown = {
        "form": form,
        "known": known,
        "clients": Client.objects.order_by("-is_active", "name"),
        "address": request.build_absolute_uri(place("exchange:services")),
    }
    return render(request, "exchange/clients.html", shown)
