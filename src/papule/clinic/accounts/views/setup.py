"""The first start: the practice and its first administrator; closed for ever afterwards."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from papule.clinic.accounts import services
from papule.clinic.accounts.forms import PracticeForm, SetupForm
from papule.clinic.accounts.models import Practice

BACKEND = "papule.clinic.accounts.backends.AuthenticationBackend"


def setup(request: HttpRequest) -> HttpResponse:
    """Ask for both, whoever has the code of the terminal; whoever guesses is held back."""
    if Practice.objects.exists():
        raise Http404
    refused: HttpResponse | None = None
    if request.method == "POST":
        refused = ratelimit.consume_or_429(request, action="setup", key="code")
    if refused:
        return refused
    form, practice = SetupForm(request.POST or None), PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and practice.is_valid():
        said = {name: form.cleaned_data[name] for name in ("username", "first_name", "last_name", "is_doctor")}
        user = services.set_up(practice.cleaned_data, said, form.cleaned_data["password"])
        login(request, user, BACKEND)
        return redirect("agenda:today")
    return render(request, "accounts/setup.html", {"form": form, "practice_form": practice})
