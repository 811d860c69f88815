"""Calls over HTTP: who is let in, what is taken, what comes back, what is kept."""

import hashlib
import hmac
import json
import logging
import time
from datetime import timedelta
from http import HTTPStatus

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.apps import apps
from django.core.cache import cache
from django.test import Client as Browser
from django.utils import timezone
from tests.clinic.exchange.calling import (
    BASE,
    ISSUER,
    SIGN,
    claims,
    curve_key,
    diagnostics,
    pem,
    post,
    pregnant,
    register,
    rsa_key,
    token,
)
from tests.interop.asking import example

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.verifying import verify
from papule.clinic.exchange.models import Client, Feedback, SeenToken

FEEDBACK = f"{SIGN}/feedback"


@pytest.fixture(autouse=True)
def empty_counters(db):
    cache.clear()


@pytest.fixture
def system(practice) -> Client:
    return register()


# --- what is offered


def test_services_are_told_to_everybody(practice):
    answer = Browser().get("/cds-services")
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == "application/json"
    assert [each["hook"] for each in answer.json()["services"]] == ["order-sign", "order-select", "patient-view"]


def test_nobody_is_let_in_before_a_system_is_registered(practice):
    answer = post(pregnant())
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "not registered here" in diagnostics(answer)


# --- a call


def test_signed_call_gets_cards_with_pages_of_this_practice(system):
    answer = post(pregnant())
    assert answer.status_code == HTTPStatus.OK
    cards = answer.json()["cards"]
    assert len({each["uuid"] for each in cards}) == len(cards) == 4
    assert cards[0]["indicator"] == "critical"
    assert cards[0]["summary"] == "Stop: mesotherapy contraindicated: never done in pregnancy, on principle."
    assert cards[0]["source"]["url"].startswith(f"{BASE}/knowledge/")
    page = Browser().get(cards[0]["source"]["url"].removeprefix(BASE))
    assert page.status_code == HTTPStatus.OK


def test_cards_are_in_the_language_of_the_system(practice):
    register(language="fr")
    assert post(pregnant()).json()["cards"][0]["summary"].startswith("Arrêt")


@pytest.mark.parametrize("name", ["order-while-written", "patient-opened"])
def test_other_services_answer_too(system, name):
    call = example(name)
    path = f"/cds-services/mesotherapy-{call['hook']}"
    answer = post(call, path, token(path))
    assert answer.status_code == HTTPStatus.OK
    assert answer.json()["cards"]


def test_order_that_is_not_ours_gets_an_empty_list(system):
    assert post(example("other-medicine")).json() == {"cards": []}


def test_rules_of_the_country_of_the_practice_hold(system, practice):
    practice.country, practice.society = "IT", ""
    practice.save()
    bare = example("nothing-known")
    assert "who may inject in: IT" in post(bare).json()["cards"][-1]["detail"]


def test_key_of_rsa_and_key_chosen_by_its_name_are_taken(practice):
    two = {
        "keys": [
            json.loads(jwt.algorithms.ECAlgorithm.to_jwk(curve_key("other").public_key())) | {"kid": "old"},
            json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key().public_key())) | {"kid": "new"},
        ]
    }
    register(public_key=json.dumps(two))
    assert (
        post(pregnant(), bearer=token(key=rsa_key(), algorithm="RS384", headers={"kid": "new"})).status_code
        == HTTPStatus.OK
    )
    assert (
        post(pregnant(), bearer=token(key=curve_key("other"), headers={"kid": "new"})).status_code
        == HTTPStatus.UNAUTHORIZED
    )
    assert post(pregnant(), bearer=token(key=curve_key("other"))).status_code == HTTPStatus.OK


# --- who is not let in


def none_token() -> str:
    return jwt.encode(claims(), None, algorithm="none")


def with_public_key_as_secret() -> str:
    """Sign by hand: PyJWT itself refuses a public key as a secret."""
    head, body = (
        jwt.utils.base64url_encode(json.dumps(each).encode()) for each in ({"alg": "HS384", "typ": "JWT"}, claims())
    )
    mark = hmac.new(pem(curve_key()).encode(), head + b"." + body, hashlib.sha384).digest()
    return b".".join((head, body, jwt.utils.base64url_encode(mark))).decode()


def tampered() -> str:
    head, _body, mark = token().split(".")
    forged = jwt.utils.base64url_encode(json.dumps(claims(sub="somebody else")).encode()).decode()
    return f"{head}.{forged}.{mark}"


NOW = int(time.time())
BAD = {
    "no token": (lambda: "", "must hold Bearer"),
    "words": (lambda: "let me in", "cannot be read"),
    "too long": (lambda: "x" * 9000, "too long"),
    "deep": (lambda: jwt.utils.base64url_encode(b"[" * 5000).decode() + ".e30.x", "cannot be read"),
    "alg none": (none_token, "ES384 or RS384"),
    "hmac": (with_public_key_as_secret, "ES384 or RS384"),
    "es256": (lambda: token(key=ec.generate_private_key(ec.SECP256R1()), algorithm="ES256"), "ES384 or RS384"),
    "rs256": (lambda: token(key=rsa_key(), algorithm="RS256"), "ES384 or RS384"),
    "another key": (lambda: token(key=curve_key("thief")), "signature"),
    "another kind of key": (lambda: token(key=rsa_key(), algorithm="RS384"), "signature"),
    "tampered": (tampered, "signature"),
    "jku": (lambda: token(headers={"jku": "https://evil.example/keys"}), "jku"),
    "x5u": (lambda: token(headers={"x5u": "https://evil.example/keys"}), "x5u"),
    "jwk": (lambda: token(headers={"jwk": {"kty": "EC"}}), "jwk"),
    "crit": (lambda: token(headers={"crit": ["x"], "x": 1}), "cannot be read"),
    "expired": (lambda: token(iat=NOW - 900, exp=NOW - 600), "expired"),
    "of the future": (lambda: token(iat=NOW + 3600, exp=NOW + 3700), "future"),
    "lives long": (lambda: token(iat=NOW, exp=NOW + 86400), "lives too long"),
    "other issuer": (lambda: token(iss="https://other.example"), "not registered"),
    "issuer with a zero": (lambda: token(iss="a\0b"), "not registered"),
    "other audience": (lambda: token(aud=f"{BASE}/cds-services/other"), "audience"),
    "audience of the discovery": (lambda: token(aud=f"{BASE}/cds-services"), "audience"),
    "several audiences": (lambda: token(aud=[BASE + SIGN, "https://other.example"]), "audience"),
    "endless": (lambda: token(exp=float("inf")), "cannot be read"),
    "without aud": (lambda: token(aud=None), "must hold"),
    "without exp": (lambda: token(exp=None), "must hold"),
    "without iat": (lambda: token(iat=None), "must hold"),
    "without jti": (lambda: token(jti=None), "must hold"),
    "without iss": (lambda: token(iss=None), "not registered"),
    "jti empty": (lambda: token(jti=""), "jti"),
    "jti long": (lambda: token(jti="x" * 257), "jti"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_forged_old_or_foreign_token_is_refused_with_why(system, name):
    make, why = BAD[name]
    answer = post(pregnant(), bearer=make())
    assert answer.status_code == HTTPStatus.UNAUTHORIZED, answer.content
    assert why in diagnostics(answer)
    assert "card" not in answer.json()
    assert not AuditEvent.objects.filter(action="cds.asked").exists()


def test_token_counts_once(system):
    once = token()
    assert post(pregnant(), bearer=once).status_code == HTTPStatus.OK
    again = post(pregnant(), bearer=once)
    assert again.status_code == HTTPStatus.UNAUTHORIZED
    assert "used already" in diagnostics(again)


def test_token_is_forgotten_once_it_has_expired(system):
    post(pregnant())
    SeenToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    post(pregnant())
    assert SeenToken.objects.count() == 1


def test_token_of_one_service_opens_no_other(system):
    other = "/cds-services/mesotherapy-patient-view"
    assert post(example("patient-opened"), other, token(SIGN)).status_code == HTTPStatus.UNAUTHORIZED


def test_system_that_is_switched_off_is_refused(system):
    Client.objects.update(is_active=False)
    assert post(pregnant()).status_code == HTTPStatus.UNAUTHORIZED


def test_who_guesses_is_held_back(system):
    for _ in range(30):
        post(pregnant(), bearer="x")
    assert post(pregnant()).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_somebody_who_is_signed_in_here_is_no_system(system, doctor, signed_in):
    answer = signed_in(doctor).post(SIGN, json.dumps(pregnant()), content_type="application/json")
    assert answer.status_code == HTTPStatus.UNAUTHORIZED


# --- what is not taken


def test_service_that_is_not_there_is_told(system):
    assert post(pregnant(), "/cds-services/other").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_post_asks_for_cards(system, method):
    assert getattr(Browser(), method)(SIGN).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
        "multipart/form-data; boundary=x",
    ],
)
def test_other_kinds_of_body_are_refused(system, kind):
    assert post(pregnant(), content_type=kind).status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE


@pytest.mark.parametrize("size", [1_000_001, 5_300_000])
def test_body_that_is_too_large_is_refused(system, size):
    assert post(b"{" + b" " * size + b"}").status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


HOSTILE = {
    "empty": b" ",
    "words": b"hook: order-sign",
    "list": b"[]",
    "half": b'{"hook": "order-sign"',
    "deep": b'{"a":' * 200 + b"1" + b"}" * 200,
    "very deep": b'{"a":' * 100_000,
    "many": b'{"a": [' + b"1," * 150_000 + b"1]}",
    "not a number": b'{"hook": NaN}',
    "twice": b'{"hook": "order-sign", "hook": "patient-view"}',
    "latin": '{"hook": "é"}'.encode("latin-1"),
    "utf-16": '{"hook": "x"}'.encode("utf-16"),
    "control": b'{"hook": "order-sign\\u0000"}',
    "half a letter": b'{"hook": "\\ud800"}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_body_is_refused_in_words(system, name):
    answer = post(HOSTILE[name])
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert diagnostics(answer)


@pytest.mark.parametrize(
    "change",
    [
        {"hook": 3},
        {"hook": ""},
        {"hook": "patient-view"},
        {"hookInstance": "1"},
        {"hookInstance": None},
        {"context": None},
        {"context": {}},
        {"context": {"userId": "Practitioner/1", "patientId": ""}},
        {"context": {"userId": "Practitioner/1", "patientId": "p1", "draftOrders": "none"}},
        {"prefetch": []},
        {"prefetch": None},
    ],
    ids=str,
)
def test_call_of_another_shape_is_refused(system, change):
    answer = post(pregnant() | change)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert diagnostics(answer)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"prefetch": {}}, "Patient"),
        ({"prefetch": {"patient": None}}, "Patient"),
        ({"prefetch": {"patient": {"resourceType": "Patient", "id": "p2"}}}, "Patient"),
        ({"prefetch": {"patient": "?"}}, "Patient"),
        ({"context": {"userId": "Practitioner/1", "patientId": "p1"}}, "draftOrders"),
        ({"context": {"userId": "Practitioner/1", "patientId": "p1", "draftOrders": {}}}, "draftOrders"),
    ],
    ids=str,
)
def test_what_is_missing_is_named(system, change, missing):
    answer = post(pregnant() | change)
    assert answer.status_code == HTTPStatus.PRECONDITION_FAILED
    assert missing in diagnostics(answer)


def test_fields_of_a_newer_standard_and_access_to_a_server_are_let_pass(system):
    newer = pregnant() | {
        "fhirServer": "https://ehr.example/fhir",
        "fhirAuthorization": {"access_token": "secret-of-the-server", "token_type": "Bearer"},
        "extension": {"org.example": True},
        "futureField": [1],
    }
    assert post(newer).status_code == HTTPStatus.OK


# --- what is kept


def rows_as_text() -> str:
    every = (row for model in apps.get_models() for row in model._default_manager.values())
    return "\n".join(map(repr, every))


def test_nothing_of_a_call_is_kept_but_that_it_was_asked(system, caplog):
    call = pregnant() | {"fhirAuthorization": {"access_token": "secret-of-the-server"}}
    text = json.dumps(call).replace('"p1"', '"patient-zyx"').replace("Patient/p1", "Patient/patient-zyx")
    text = text.replace("1990-03-02", "1990-03-07")
    with caplog.at_level(logging.DEBUG):
        answer = post(text.encode())
    assert answer.status_code == HTTPStatus.OK
    written = rows_as_text() + caplog.text
    assert "EHR of the tests" in written
    for private in (
        "patient-zyx",
        "1990-03-07",
        "datetime.date(1990, 3, 7)",
        "thiocolchicoside",
        "secret-of-the-server",
    ):
        assert private not in written


def test_log_says_who_asked_for_what_and_of_whom_only_a_mark(system):
    post(pregnant())
    post(pregnant())
    first, second = AuditEvent.objects.filter(action="cds.asked").order_by("number")
    assert (first.actor, first.subject) == ("EHR of the tests", f"exchange.Client:{system.pk}")
    assert first.detail["service"] == "mesotherapy-order-sign"
    assert first.detail["patient"] == second.detail["patient"] != "p1"
    assert len(first.detail["patient"]) == 16
    assert verify()[1] == ()


def test_page_shows_when_a_system_asked_last(system):
    post(pregnant())
    system.refresh_from_db()
    assert system.last_used_at is not None


# --- what became of cards


def told(card: str, outcome: str = "overridden", **more) -> dict:
    return {"card": card, "outcome": outcome, "outcomeTimestamp": "2026-11-28T10:00:00Z"} | more


CARD = "6bc883b2-b795-4dcb-b661-34884a31d472"


def test_outcome_and_reason_of_a_card_are_kept_and_a_persons_words_are_not(system):
    why = {
        "reason": {"code": "benefit", "system": "urn:papule:fhir:override-reason"},
        "userComment": "Mme Durand insiste",
    }
    answer = post({"feedback": [told(CARD, overrideReason=why)]}, FEEDBACK, token(FEEDBACK))
    assert answer.status_code == HTTPStatus.OK
    (kept,) = Feedback.objects.values_list("client", "service", "outcome", "reason")
    assert kept == (system.pk, "mesotherapy-order-sign", "overridden", "benefit")
    assert AuditEvent.objects.get(action="cds.feedback").detail["outcomes"] == ["overridden benefit"]
    assert "Durand" not in rows_as_text()


def test_outcome_that_is_told_again_is_the_last(system):
    for outcome in ("overridden", "accepted"):
        post({"feedback": [told(CARD, outcome)]}, FEEDBACK, token(FEEDBACK))
    assert list(Feedback.objects.values_list("outcome", flat=True)) == ["accepted"]


def test_reason_that_is_not_ours_is_not_kept(system):
    why = {"reason": {"code": "Mme Durand", "system": "urn:other"}}
    post({"feedback": [told(CARD, overrideReason=why)]}, FEEDBACK, token(FEEDBACK))
    assert list(Feedback.objects.values_list("reason", flat=True)) == [""]


@pytest.mark.parametrize(
    "body",
    [{}, {"feedback": []}, {"feedback": [told("1")]}, {"feedback": [told(CARD, "maybe")]}, {"feedback": [{}]}],
    ids=str,
)
def test_feedback_of_another_shape_is_refused(system, body):
    assert post(body, FEEDBACK, token(FEEDBACK)).status_code == HTTPStatus.BAD_REQUEST
    assert not Feedback.objects.exists()


def test_feedback_is_signed_too(system):
    assert post({"feedback": [told(CARD)]}, FEEDBACK, "").status_code == HTTPStatus.UNAUTHORIZED
    assert system.issuer == ISSUER
