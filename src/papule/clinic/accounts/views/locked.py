"""The locked screen, and how it opens again: with the password, in place or on a page of its own."""

from __future__ import annotations

import time

from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.requests import Request


def locked(request: Request) -> HttpResponse:
    """Lock on demand; open with the right password, after few wrong ones not for a while."""
    in_place = "X-Papule-Veil" in request.headers
    problem, back = "", _back(request)
    if request.method == "POST" and request.POST.get("lock"):
        request.session["locked"] = True
    elif request.method == "POST":
        problem = _open(request)
        if not problem:
            return HttpResponse(status=204) if in_place else redirect(back)
    template = "accounts/locked_form.html" if in_place else "accounts/locked.html"
    return render(request, template, {"problem": problem, "next": back})


def _open(request: Request) -> str:
    """Open the screen, or say why not."""
    if not _may_try(request):
        record(actor_of(request), "unlock.throttled")
        return _("Too many wrong passwords. Wait five minutes, or sign out and in again.")
    if not request.user.check_password(request.POST.get("password", "")):
        record(actor_of(request), "unlock.refused")
        return _("That is not your password.")
    request.session["locked"] = False
    request.session["active_at"] = time.time()
    return ""


def _may_try(request: Request) -> bool:
    return bool(ratelimit.consume(request, action="unlock", key=str(request.user.pk)))


def _back(request: Request) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"
