"""Who calls: a signed token (JWT) of a client that an administrator registered, good for one call.

Nothing is fetched.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.exchange.keys import KeyProblemError, read_keys
from papule.clinic.exchange.models import Client, SeenToken

ALGORITHMS = ("ES384", "RS384")
CLAIMS = ("iss", "aud", "exp", "iat", "jti")
FOREIGN = ("jku", "jwk", "x5u", "x5c", "crit")  # a key that comes with the token, or from elsewhere
LONGEST_TOKEN, LONGEST_NAME = 8192, 256  # letters
LONGEST_LIFE, LEEWAY = timedelta(minutes=10), timedelta(seconds=30)
SEEN_EVERY = timedelta(minutes=1)


class RefusedError(Exception):
    """Why a caller is not let in, in plain words. They never say what another client's key or name is."""


def caller(header: str, address: str) -> Client:
    """Give the client that signed a call of this address.

    Raises RefusedError.
    """
    kind, _space, token = header.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise RefusedError(_("Sign the call: the header Authorization must hold Bearer and a JWT."))
    if len(token) > LONGEST_TOKEN:
        raise RefusedError(_("This token is too long."))
    try:
        algorithm, key_name, issuer = _unverified(token.strip())
        client = _client(issuer)
        claims = _verified(token.strip(), algorithm, key_name, client, address)
    except (jwt.PyJWTError, RecursionError, OverflowError, TypeError, ValueError) as error:
        raise RefusedError(_words(error)) from None
    _use_up(client, claims)
    return client


def _unverified(token: str) -> tuple[str, str, str]:
    """Give what the token says of itself: algorithm, name of the key, issuer. Nothing of it is believed yet."""
    header = jwt.get_unverified_header(token)
    foreign = [each for each in FOREIGN if each in header]
    if foreign:
        raise RefusedError(
            _("The header of the token holds %(names)s: only the key that was registered here counts, none is fetched.")
            % {"names": ", ".join(foreign)}
        )
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise RefusedError(_("The token must be signed with ES384 or RS384."))
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return algorithm, str(header.get("kid", "")), str(claims.get("iss", ""))


def _client(issuer: str) -> Client:
    client = Client.objects.filter(issuer=issuer, is_active=True).first() if "\0" not in issuer else None
    if client is None:
        raise RefusedError(_("The issuer (iss) of the token is not registered here, or is switched off."))
    return client


def _verified(token: str, algorithm: str, key_name: str, client: Client, address: str) -> dict[str, Any]:
    """Give the claims of a token once its signature and they themselves hold."""
    keys = [each for each in read_keys(client.public_key) if each.algorithm == algorithm]
    named = [each for each in keys if not key_name or not each.id or each.id == key_name]
    error: Exception = jwt.InvalidSignatureError()
    for each in named:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                each.public,
                algorithms=[algorithm],
                audience=address,
                issuer=client.issuer,
                leeway=LEEWAY,
                options={"require": list(CLAIMS), "strict_aud": True},
            )
        except jwt.InvalidSignatureError as wrong:
            error = wrong
        else:
            return _bounded(claims)
    raise error


def _bounded(claims: dict[str, Any]) -> dict[str, Any]:
    """Refuse a token that lives long or has no name: it could be used again and again."""
    jti = claims["jti"]
    if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_NAME:
        raise RefusedError(_("The name of the token (jti) must be a text of 1 to 256 letters."))
    if int(claims["exp"]) - int(claims["iat"]) > LONGEST_LIFE.total_seconds():
        raise RefusedError(_("The token lives too long: exp may be ten minutes after iat, no more."))
    return claims


def _use_up(client: Client, claims: dict[str, Any]) -> None:
    """Keep that the token was used. Raises RefusedError where it was used before."""
    now = timezone.now()
    digest = hashlib.sha256(claims["jti"].encode(errors="replace")).hexdigest()
    expires = datetime.fromtimestamp(int(claims["exp"]), UTC) + LEEWAY
    try:
        with transaction.atomic():
            SeenToken.objects.filter(expires_at__lt=now).delete()
            SeenToken.objects.create(client=client, digest=digest, expires_at=expires)
    except IntegrityError:
        raise RefusedError(_("This token was used already: each call needs a new one.")) from None
    if client.last_used_at is None or now - client.last_used_at > SEEN_EVERY:
        Client.objects.filter(pk=client.pk).update(last_used_at=now)


def _words(error: Exception) -> str:
    """Say what is wrong with a token."""
    if isinstance(error, KeyProblemError):
        return _("The key that was registered here cannot be read any more: register it again.")
    every: tuple[tuple[type[Exception], str], ...] = (
        (jwt.InvalidSignatureError, _("The signature is not that of the key that was registered here.")),
        (jwt.ExpiredSignatureError, _("The token has expired (exp).")),
        (jwt.ImmatureSignatureError, _("The token is of the future (iat or nbf): compare the clocks.")),
        (jwt.InvalidAudienceError, _("The audience (aud) must be the address of this service, as it was called.")),
        (jwt.MissingRequiredClaimError, _("The token must hold iss, aud, exp, iat and jti.")),
    )
    return next((said for kind, said in every if isinstance(error, kind)), _("This token cannot be read."))
