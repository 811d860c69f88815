"""The administrator's page: which systems may ask, with which key."""

import json
from http import HTTPStatus

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.core.cache import cache
from tests.clinic.conftest import make_user
from tests.clinic.exchange.calling import ISSUER, curve_key, pem, post, pregnant, private_pem, register, rsa_key

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.models import AuditEvent
from papule.clinic.exchange.models import Client

PAGE = "/practice/systems/"


@pytest.fixture
def browser(practice, signed_in):
    cache.clear()
    return signed_in(make_user("admin", Role.administrator, language="en"))


def form(**more) -> dict:
    said = {"name": "Logiciel du cabinet", "issuer": ISSUER, "public_key": pem(curve_key()), "language": "en"}
    return said | {"is_active": "on"} | more


def jwk(key) -> dict:
    algorithm = (
        jwt.algorithms.RSAAlgorithm
        if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey)
        else jwt.algorithms.ECAlgorithm
    )
    return json.loads(algorithm.to_jwk(key))


def test_practice_without_systems_says_that_every_call_is_refused(browser):
    page = browser.get(PAGE)
    assert "every call is refused" in page.content.decode()
    assert "http://testserver/cds-services" in page.content.decode()


@pytest.mark.parametrize(
    "key",
    [
        pem(curve_key()),
        f"\n {pem(curve_key())}\n",
        json.dumps(jwk(curve_key().public_key())),
        json.dumps({"keys": [jwk(curve_key().public_key()), jwk(rsa_key().public_key())]}),
    ],
    ids=["pem", "pem with space", "jwk", "jwk set"],
)
def test_system_that_is_registered_may_ask_at_once(browser, key):
    assert browser.post(PAGE, form(public_key=key)).status_code == HTTPStatus.FOUND
    assert post(pregnant()).status_code == HTTPStatus.OK
    assert "Logiciel du cabinet" in browser.get(PAGE).content.decode()
    event = AuditEvent.objects.get(action="cds.client")
    assert event.detail["issuer"] == ISSUER


BAD_KEYS = {
    "words": ("my key", "no public key"),
    "private": (private_pem(curve_key()), "private key"),
    "private jwk": (json.dumps(jwk(curve_key())), "private key"),
    "secret": (json.dumps({"kty": "oct", "k": "c2VjcmV0"}), "private key"),
    "half": ('{"kty": "EC"', "no JSON"),
    "deep": ('{"a":' * 3000, "no JSON"),
    "no key": ('{"kty": "EC", "crv": "P-384"}', "cannot be read"),
    "numbers": ('{"keys": [1]}', "no list of keys"),
    "none": ('{"keys": []}', "no list of keys"),
    "smaller curve": (pem(ec.generate_private_key(ec.SECP256R1())), "P-384"),
    "other kind": (pem(ed25519.Ed25519PrivateKey.generate()), "P-384"),
    "short rsa": (pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)), "2048"),  # noqa: S505 -- that it is refused
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_key_that_is_none_or_weak_or_private_is_refused_with_why(browser, name):
    key, why = BAD_KEYS[name]
    answer = browser.post(PAGE, form(public_key=key))
    assert answer.status_code == HTTPStatus.OK
    assert any(why in each for each in answer.context["form"].errors["public_key"])
    assert not Client.objects.exists()


def test_system_is_switched_off_and_the_log_says_what_was_changed(browser):
    known = register()
    answer = browser.post(PAGE, form(client=known.pk, name=known.name, is_active=""))
    assert answer.status_code == HTTPStatus.FOUND
    assert post(pregnant()).status_code == HTTPStatus.UNAUTHORIZED
    assert AuditEvent.objects.get(action="cds.client").detail["changed"] == ["is_active"]


def test_two_systems_do_not_share_an_issuer(browser):
    register()
    answer = browser.post(PAGE, form(name="Another"))
    assert "issuer" in answer.context["form"].errors
    assert Client.objects.count() == 1


def test_system_that_is_not_there_is_told(browser):
    assert browser.get(f"{PAGE}?client=77").status_code == HTTPStatus.NOT_FOUND
    assert browser.get(f"{PAGE}?client=x").status_code == HTTPStatus.OK
