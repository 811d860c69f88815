"""The people of the practice, and the practice itself: the administrator's pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from papule.clinic.accounts import services
from papule.clinic.accounts.forms import PersonForm, PracticeForm
from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import actor_of
from papule.clinic.requests import Request

RESETS = {"reset": services.reset_password, "reset_access": services.reset_access}


def users(request: Request) -> HttpResponse:
    """List the people."""
    return render(request, "accounts/users.html", {"people": User.objects.order_by("-is_active", "last_name")})


def user_new(request: Request) -> HttpResponse:
    """Add a person; the password is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, password = services.add_user(actor_of(request), form.said())
        return render(request, "accounts/password.html", {"person": made, "password": password})
    return render(request, "accounts/user.html", {"form": form})


def user(request: Request, user_id: int) -> HttpResponse:
    """Change a person, or give them a new password."""
    person = get_object_or_404(User, pk=user_id)
    reset = RESETS.get(request.POST.get("do", ""))
    if reset is not None:
        password = reset(actor_of(request), person)
        return render(request, "accounts/password.html", {"person": person, "password": password})
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_user(actor_of(request), person, form.said())
        except services.LastAdministratorError:
            form.add_error("roles", _("This is the last administrator: make somebody else one first."))
        else:
            return redirect("accounts:users")
    return render(request, "accounts/user.html", {"form": form, "person": person})


def practice(request: Request) -> HttpResponse:
    """Show and change the practice."""
    form = PracticeForm(request.POST or None, instance=request.practice)
    if request.method == "POST" and form.is_valid():
        services.change_practice(actor_of(request), request.practice, form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("accounts:practice")
    return render(request, "accounts/practice.html", {"form": form})
