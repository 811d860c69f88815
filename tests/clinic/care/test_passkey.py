"""A session signed with a passkey; what proves who signs is tested with the accounts."""

import pytest
from allauth.mfa.webauthn.internal.auth import WebAuthn
from tests.clinic.care.couch import address, filled, ready, signed
from tests.clinic.passkey import Passkey

from papule.clinic.care.models import Session

pytestmark = pytest.mark.usefixtures("practice")
HOST = "testserver"


@pytest.fixture
def key(doctor):
    key = Passkey(HOST)
    WebAuthn.add(doctor, "key", key.registration())
    return key


@pytest.fixture
def sign(client, course):
    fields = filled(client, course)
    return lambda credential: signed(client, course, fields | {"credential": credential}, password="")


@pytest.fixture
def asked(client, course, sign):
    """What the page asks of the browser; after `sign`, whose page asked something else."""
    return lambda: client.get(address(course)).context["passkey"]


def test_passkey_signs(key, sign, asked, course, doctor):
    page = sign(key.proof(asked()))
    session = Session.objects.get()
    assert page.url == f"/care/{course.patient_id}/sessions/{session.pk}/"
    assert session.performed_by == doctor


def test_proof_signs_once(key, sign, asked, client, practice, doctor):
    proof = key.proof(asked())
    assert sign(proof).status_code == 302
    other = ready(doctor, practice)
    fields = filled(client, other) | {"credential": proof}
    assert "not accepted" in signed(client, other, fields, password="").context["signature_error"]
    assert Session.objects.count() == 1


def test_refused_passkey_signs_nothing_and_is_asked_for_anew(key, sign, asked):
    page = sign("{}")
    assert page.status_code == 422
    assert "not accepted" in page.context["signature_error"]
    assert Session.objects.count() == 0
    assert sign(key.proof(page.context["passkey"])).status_code == 302
