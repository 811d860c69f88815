"""How allauth behaves here: nobody signs up by themselves, and secrets of the second factor are encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from papule.clinic.accounts.sealing import seal, unseal
from papule.clinic.audit.writing import actor_of, record


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account is given, not taken."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 -- allauth's signature
        """Count the tries.

        Raises ValidationError after too many, which is noted.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            from papule.clinic.accounts.signing import known_as, subject_of  # noqa: PLC0415 -- its models need the apps

            record(actor_of(request), "sign_in.throttled", subject=subject_of(known_as(credentials["username"])))
            raise

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:  # noqa: ANN401 -- the same
        """Say why somebody whose password is right does not come in."""
        messages.error(request, _("This account may not sign in any more. Ask the administrator of the practice."))
        return redirect("account_login")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Secrets of the second factor are kept encrypted under the secret of the installation."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return seal(text, settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret of the database."""
        return unseal(encrypted_text, settings.SECRET_KEY)
