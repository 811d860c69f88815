"""Passkeys as they sign: asked for and checked by fido2, each read once.

allauth, which registers them and signs people in with them, reads every passkey of the person three times and the proof
twice, through the slow road of fido2 that makes objects of JSON. A session is signed while somebody waits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorData,
    CollectedClientData,
    UserVerificationRequirement,
)

from papule.clinic.accounts.models import User
from papule.clinic.prepared import Prepared

MALFORMED = (ValueError, TypeError, KeyError)  # what fido2 raises for what is not a proof, and for a wrong one
_REGISTERED = Prepared(
    lambda user: Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).values_list(
        "data", flat=True
    )
)


class _Signed(msgspec.Struct, rename="camel"):
    client_data: str = msgspec.field(name="clientDataJSON")
    authenticator_data: str
    signature: str


class _Proof(msgspec.Struct, rename="camel"):
    """What a browser sends: texts in base64url, as WebAuthn's AuthenticationResponseJSON has them."""

    raw_id: str
    response: _Signed


def find_options(user: User) -> dict[str, Any] | None:
    """Give what the browser needs to ask for a passkey; none where the person has none. Its challenge counts once."""
    keys = _keys_of(user)
    if not keys:
        return None
    wanted = UserVerificationRequirement(app_settings.WEBAUTHN_USER_VERIFICATION)
    options, state = _server().authenticate_begin(keys, wanted)
    auth.set_state(state)
    return dict(options)


def is_proven(user: User, said: str) -> bool:
    """Tell whether a browser's answer proves that the person holds one of their passkeys, and answers what was asked.

    The challenge is then used up.
    """
    state = auth.get_state()
    if not state:
        return False
    try:
        _server().authenticate_complete(state, _keys_of(user), _answer(said))
    except MALFORMED:
        return False
    auth.clear_state()
    return True


def _answer(said: str) -> AuthenticationResponse:
    proof = msgspec.json.decode(said, type=_Proof)
    signed = proof.response
    return AuthenticationResponse(
        raw_id=websafe_decode(proof.raw_id),
        response=AuthenticatorAssertionResponse(
            client_data=CollectedClientData(websafe_decode(signed.client_data)),
            authenticator_data=AuthenticatorData(websafe_decode(signed.authenticator_data)),
            signature=websafe_decode(signed.signature),
        ),
    )


def _keys_of(user: User) -> list[AttestedCredentialData]:
    """Give the public keys as they were registered."""
    registered = [websafe_decode(each["credential"]["response"]["attestationObject"]) for each in _REGISTERED(user.pk)]
    keys = [AttestationObject(each).auth_data.credential_data for each in registered]
    return [each for each in keys if each is not None]


def _server() -> Fido2Server:
    return _server_at(get_adapter().get_public_key_credential_rp_entity()["id"])


@lru_cache(maxsize=8)
def _server_at(_host: str) -> Fido2Server:
    """Give the checks of allauth at an address by which the practice is reached; making them anew takes long."""
    server: Fido2Server = auth.get_server()
    return server
