"""Encryption of small secrets at rest, with the Fernet of `cryptography` (which passkeys bring along)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet


def seal(text: str, secret: str) -> str:
    """Encrypt a text under a secret."""
    return _fernet(secret).encrypt(text.encode()).decode()


def unseal(sealed: str, secret: str) -> str:
    """Decrypt what `seal` made.

    Raises cryptography.fernet.InvalidToken when it was made under another secret, or changed.
    """
    return _fernet(secret).decrypt(sealed.encode()).decode()


def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"papule.sealing:" + secret.encode()).digest()))
