"""A passkey as a security key holds it: for tests, and for the bench, which signs with it."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "127.0.0.1"
FLAGS = AuthenticatorData.FLAG
Words = dict[str, Any]


class Passkey:
    """One key pair of one person."""

    def __init__(self, host: str = HOST) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)
        self._host = host

    @property
    def _hashed(self) -> bytes:
        return hashlib.sha256(self._host.encode()).digest()

    def registration(self) -> Words:
        """What a browser would have sent when the key was registered."""
        public = ES256.from_cryptography_key(self._key.public_key())
        held = AttestedCredentialData.create(bytes(16), self._id, public)
        data = AuthenticatorData.create(self._hashed, FLAGS.UP | FLAGS.UV | FLAGS.AT, 0, held)
        attested = websafe_encode(bytes(AttestationObject.create("none", data, {})))
        told = self._client("webauthn.create", websafe_encode(secrets.token_bytes(32)))
        return self._credential({"clientDataJSON": websafe_encode(told), "attestationObject": attested})

    def proof(self, options: Words) -> str:
        """Answer to what a page asks: the challenge, signed."""
        told = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(self._hashed, FLAGS.UP | FLAGS.UV, 1))
        signed = self._key.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": told, "authenticatorData": data, "signature": signed}
        return json.dumps(self._credential({name: websafe_encode(part) for name, part in parts.items()}))

    def _credential(self, response: Words) -> Words:
        name = websafe_encode(self._id)
        extensions = {"credProps": {"rk": True}}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": extensions,
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{self._host}"}).encode()
