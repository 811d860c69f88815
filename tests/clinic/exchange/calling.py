"""A system that calls, as real ones do: it signs a token with its own key for each call."""

import json
import time
from functools import cache
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.test import Client as Browser
from tests.interop.asking import example

from papule.clinic.exchange.models import Client

ISSUER = "https://ehr.example"
BASE = "http://testserver"
SIGN = "/cds-services/mesotherapy-order-sign"


@cache
def curve_key(name: str = "ehr"):
    return ec.generate_private_key(ec.SECP384R1())


@cache
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private_pem(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def register(key=None, **more) -> Client:
    said = {
        "name": "EHR of the tests",
        "issuer": ISSUER,
        "public_key": pem(key or curve_key()).strip(),
        "language": "en",
    }
    return Client.objects.create(**said | more)


def claims(path: str = SIGN, **more) -> dict:
    now = int(time.time())
    whole = {"iss": ISSUER, "aud": BASE + path, "iat": now, "exp": now + 300, "jti": str(uuid4())} | more
    return {name: value for name, value in whole.items() if value is not None}


def token(path: str = SIGN, key=None, algorithm: str = "ES384", headers: dict | None = None, **more) -> str:
    return jwt.encode(claims(path, **more), key or curve_key(), algorithm=algorithm, headers=headers)


def post(body, path: str = SIGN, bearer: str | None = None, **more):
    """Send a call; `body` as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    header = f"Bearer {token(path) if bearer is None else bearer}"
    sent = {"content_type": "application/json", "headers": {"Authorization": header}} | more
    return Browser(enforce_csrf_checks=True).post(path, data, **sent)


def pregnant() -> dict:
    return example("pregnant")


def diagnostics(answer) -> str:
    read = answer.json()
    assert read["resourceType"] == "OperationOutcome"
    (issue,) = read["issue"]
    assert issue["severity"] == "error"
    return issue["diagnostics"]
