"""Who signs proves anew who they are: by password or by passkey, in the same form, each time."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.utils.translation import gettext as _

from papule.clinic.requests import Request


def refusal(request: Request) -> str:
    """Say why the signature does not count; nothing where it does."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return _("Too many tries. Wait a minute, then sign again: nothing is lost.")
    credential = request.POST.get("credential", "")
    if credential:
        proof = ReauthenticateWebAuthnForm({"credential": credential}, user=request.user)
        return "" if proof.is_valid() else _("The passkey was not accepted. Try again, or sign with your password.")
    password = request.POST.get("password", "")
    if not password:
        return _("Sign with your password or your passkey.")
    if not ReauthenticateForm({"password": password}, user=request.user).is_valid():
        return _("The password is not right. Nothing was signed, nothing is lost.")
    return ""


def passkey_options(request: Request) -> dict[str, Any] | None:
    """Give what the browser needs to ask for a passkey; none where the person has none."""
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    if not keys.exists():
        return None
    options: dict[str, Any] = auth.begin_authentication(request.user)
    return options
