"""Who signs proves anew who they are: by password or by passkey, in the same form, each time."""

from __future__ import annotations

from allauth.account.forms import ReauthenticateForm
from allauth.core import ratelimit
from django.utils.translation import gettext as _

from papule.clinic.accounts.passkeys import is_proven
from papule.clinic.requests import Request


def refusal(request: Request) -> str:
    """Say why the signature does not count; nothing where it does."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return _("Too many tries. Wait a minute, then sign again: nothing is lost.")
    credential = request.POST.get("credential", "")
    if credential:
        refused = _("The passkey was not accepted. Try again, or sign with your password.")
        return "" if is_proven(request.user, credential) else refused
    password = request.POST.get("password", "")
    if not password:
        return _("Sign with your password or your passkey.")
    if not ReauthenticateForm({"password": password}, user=request.user).is_valid():
        return _("The password is not right. Nothing was signed, nothing is lost.")
    return ""
