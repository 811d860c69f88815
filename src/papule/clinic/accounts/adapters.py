"""How allauth behaves here: nobody signs up by themselves, and secrets of the second factor are encrypted."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from papule.clinic.accounts.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an account is given, not taken."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Secrets of the second factor are kept encrypted under the secret of the installation."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return seal(text, settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret of the database."""
        return unseal(encrypted_text, settings.SECRET_KEY)
