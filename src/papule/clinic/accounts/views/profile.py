"""One's own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from papule.clinic.accounts.forms import ProfileForm
from papule.clinic.accounts.services import change_user
from papule.clinic.audit.writing import actor_of
from papule.clinic.requests import Request


def profile(request: Request) -> HttpResponse:
    """Show and change one's own settings."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        change_user(actor_of(request), request.user, form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})
