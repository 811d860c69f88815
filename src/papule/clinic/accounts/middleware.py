"""What happens to every request before its view: the practice's time, the language, and who may pass."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from papule.clinic import currency
from papule.clinic.accounts.models import Practice
from papule.clinic.accounts.permissions import ALLOWED, PUBLIC
from papule.clinic.prepared import Prepared

Next = Callable[[HttpRequest], HttpResponse]
WITHOUT_PRACTICE = {"accounts:setup", "health", "ready", "set_language"}
WITHOUT_FACTOR = {"account_logout", "set_language", "accounts:locked"}
WITHOUT_DATABASE = {"/health/", "/ready/"}  # what watches over the server is answered when the database is gone
WITH_GIVEN_PASSWORD = WITHOUT_FACTOR | {"account_change_password", "account_reauthenticate"}
_PRACTICE = Prepared(lambda: Practice.objects.order_by("pk")[:1])
# Open while the screen is locked. What a page asks by itself in the background is no activity.
WHILE_LOCKED = {"accounts:locked", "account_logout", "set_language", "health", "ready"}


def view_name(request: HttpRequest) -> str:
    """Give the name of the address that was asked for; empty where there is none."""
    return request.resolver_match.view_name if request.resolver_match else ""


class NotKeptMiddleware:
    """Let no browser and no proxy keep what a view answers: the computer may be shared, and patients are in it.

    It stands after what serves static files, which are kept for long.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; a view that says more itself is left alone."""
        response = self.get_response(request)
        if "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
        return response


class PracticeMiddleware:
    """Put the practice on the request, its time zone and the person's language on the thread."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the language of a person's own setting wins over the browser's."""
        if request.path_info in WITHOUT_DATABASE:
            request.practice, request.user = None, AnonymousUser()  # type: ignore[attr-defined]
            return self.get_response(request)
        practice = _PRACTICE.first()
        request.practice = practice  # type: ignore[attr-defined] # a request carries what a middleware puts on it
        if practice is not None:
            timezone.activate(practice.zone)
            currency.activate(practice.country)
        user = request.user = get_user(request)  # the person, not Django's promise of one: it is asked many times
        if user.is_authenticated and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)


class AccessMiddleware:
    """Refuse by default: an address passes by its line in the table, a locked screen not at all."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: list[Any],
        named: dict[str, Any],
    ) -> HttpResponse | None:
        """Let pass, or answer instead of the view."""
        name = view_name(request)
        if request.practice is None and name not in WITHOUT_PRACTICE:  # type: ignore[attr-defined]
            return redirect("accounts:setup")
        return None if name in PUBLIC else _for_person(request, name)


def _for_person(request: HttpRequest, name: str) -> HttpResponse | None:
    """Let somebody who is signed in pass, or answer instead of the view."""
    user = request.user
    if not user.is_authenticated:
        return _elsewhere(request, "account_login")
    if is_locked(request) and name not in WHILE_LOCKED:
        return _elsewhere(request, "accounts:locked")
    if not user.roles & ALLOWED.get(name, frozenset()):
        return render(request, "403.html", {"name": name}, status=403)
    if user.must_change_password and name not in WITH_GIVEN_PASSWORD:
        return redirect("account_change_password")
    return _without_factor(request, name)


def is_locked(request: HttpRequest) -> bool:
    """Tell whether the screen is locked, and note the activity where it is not."""
    session, now = request.session, time.time()
    idle = request.practice.idle_minutes * 60  # type: ignore[attr-defined]
    if session.get("locked") or now - session.get("active_at", now) > idle:
        session["locked"] = True
        return True
    if "X-Papule-Background" not in request.headers and now - session.get("active_at", 0) > idle / 20:
        session["active_at"] = now  # written now and then, not at every request
        _note_seen(request)
    return False


def _note_seen(request: HttpRequest) -> None:
    """Note in the list of places where somebody is signed in that they are working there now."""
    from allauth.usersessions.models import UserSession  # noqa: PLC0415 -- its models need the apps

    UserSession.objects.create_from_request(request)


def _without_factor(request: HttpRequest, name: str) -> HttpResponse | None:
    """Send somebody who still lacks a required second factor to the page that sets it up."""
    if not request.practice.needs_second_factor or name in WITHOUT_FACTOR or name.startswith(("mfa_", "account_")):  # type: ignore[attr-defined]
        return None
    from allauth.mfa.utils import is_mfa_enabled  # noqa: PLC0415 -- its models need the apps

    if is_mfa_enabled(request.user):
        return None
    messages.info(request, _("This practice asks for a second factor. Set up an application or a key; then go on."))
    return redirect("mfa_index")


def _elsewhere(request: HttpRequest, name: str) -> HttpResponse:
    """Send to sign in or unlock, and back to where one was: as a header for a page's own requests."""
    back = request.get_full_path()
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = f"{reverse(name)}?{urlencode({'next': request.headers.get('HX-Current-URL', '/')})}"
        return response
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=401)
        response["Location"] = reverse(name)
        return response
    return HttpResponseRedirect(
        f"{reverse(name)}?{urlencode({'next': back if request.method == 'GET' else _form(request)})}"
    )


def _form(request: HttpRequest) -> str:
    """Give the page from which a form was sent: what the browser keeps of it is there."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or not came.path:
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path
