"""A passkey proves who signs: the person's own, for what was asked, once."""

import json

import pytest
from allauth.core import context
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from tests.clinic.conftest import make_user
from tests.clinic.passkey import Passkey

from papule.clinic.accounts.passkeys import find_options, is_proven
from papule.clinic.accounts.permissions import Role

HOST = "testserver"


@pytest.fixture(autouse=True)
def session():
    """What the server keeps between the question and the answer."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    with context.request_context(request):
        yield request.session


def registered(user, host=HOST) -> Passkey:
    key = Passkey(host)
    WebAuthn.add(user, "key", key.registration())
    return key


@pytest.fixture
def key(doctor):
    return registered(doctor)


def test_nothing_is_asked_where_there_is_no_passkey(doctor):
    assert find_options(doctor) is None


def test_each_passkey_of_the_person_proves_who_they_are(doctor, key):
    second = registered(doctor)
    for each in (key, second):
        assert is_proven(doctor, each.proof(find_options(doctor)))


def test_passkey_of_somebody_else_proves_nothing(doctor, key):
    stranger = registered(make_user("other", Role.doctor))
    assert not is_proven(doctor, stranger.proof(find_options(doctor)))


def test_passkey_that_was_taken_away_proves_nothing(doctor, key):
    proof = key.proof(find_options(doctor))
    doctor.authenticator_set.all().delete()
    assert not is_proven(doctor, proof)


def test_proof_counts_once(doctor, key):
    proof = key.proof(find_options(doctor))
    assert is_proven(doctor, proof)
    assert not is_proven(doctor, proof)


def test_proof_for_an_earlier_question_does_not_count(doctor, key):
    earlier = key.proof(find_options(doctor))
    find_options(doctor)
    assert not is_proven(doctor, earlier)


def test_proof_of_another_site_does_not_count(doctor):
    elsewhere = registered(doctor, "elsewhere.example")
    assert not is_proven(doctor, elsewhere.proof(find_options(doctor)))


def test_refused_proof_leaves_the_question_open(doctor, key):
    asked = find_options(doctor)
    assert not is_proven(doctor, "{}")
    assert is_proven(doctor, key.proof(asked))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "rawId"])
def test_proof_that_was_tampered_with_does_not_count(part, doctor, key):
    asked = find_options(doctor)
    hostile: tuple[object, ...] = ("", "AAAA", "é", None, 7, {}, "A" * 100_000)
    for said in hostile:
        proof = json.loads(key.proof(asked))
        (proof if part == "rawId" else proof["response"])[part] = said
        assert not is_proven(doctor, json.dumps(proof))


@pytest.mark.parametrize("said", ["{", "[]", "null", "{}", "\x00", '{"rawId": "AAAA", "response": {}}', "[" * 100_000])
def test_what_is_no_proof_does_not_count(said, doctor, key):
    find_options(doctor)
    assert not is_proven(doctor, said)
