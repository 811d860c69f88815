"""Public keys that an administrator pasted: PEM, JWK or a JWK Set. ES384 and RS384, nothing else."""

from __future__ import annotations

import json
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.utils.translation import gettext as _
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from papule.kernel.value import Value

SMALLEST_RSA = 2048  # bits
MOST_KEYS = 10
PRIVATE = {"d", "p", "q", "k"}  # members of a JWK that nobody else may know
Public = EllipticCurvePublicKey | RSAPublicKey


class KeyProblemError(ValueError):
    """What is wrong with what was pasted, in the reader's words."""


class Key(Value):
    """A public key, the algorithm it verifies, its name if it has one."""

    id: str
    algorithm: str
    public: Any  # Public


def read_keys(text: str) -> tuple[Key, ...]:
    """Read what was pasted.

    Raises KeyProblemError.
    """
    text = text.strip()
    if "PRIVATE KEY" in text:
        raise KeyProblemError(_private())
    return _jwks(text) if text.startswith("{") else (_key("", _pem(text)),)


def _pem(text: str) -> object:
    try:
        return load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise KeyProblemError(
            _("This is no public key. Paste one that begins with -----BEGIN PUBLIC KEY-----, or a JWK.")
        ) from None


def _jwks(text: str) -> tuple[Key, ...]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise KeyProblemError(_("This begins like a JWK and is no JSON.")) from None
    given = read.get("keys", [read])
    if not isinstance(given, list) or not 0 < len(given) <= MOST_KEYS or not all(isinstance(x, dict) for x in given):
        raise KeyProblemError(_("This is no JWK and no list of keys."))
    return tuple(_jwk(each) for each in given)


def _jwk(given: dict[str, Any]) -> Key:
    if PRIVATE & given.keys():
        raise KeyProblemError(_private())
    try:
        public = PyJWK({name: given[name] for name in given if name != "alg"}).key
    except (PyJWTError, ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyProblemError(_("A key of this JWK cannot be read.")) from None
    return _key(str(given.get("kid", "")), public)


def _key(name: str, public: object) -> Key:
    """Take a key of a kind and size that is strong enough."""
    if isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP384R1):
        return Key(name, "ES384", public)
    if isinstance(public, RSAPublicKey) and public.key_size >= SMALLEST_RSA:
        return Key(name, "RS384", public)
    raise KeyProblemError(
        _("Only keys on the curve P-384 (ES384) and RSA keys of 2048 bits or more (RS384) are taken.")
    )


def _private() -> str:
    return _("This is a private key: nobody else may have it. Make a new pair, and paste the public half.")
