"""Behind a web server each has their own address: in the log, and where tries to sign in are counted."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from tests.clinic.conftest import PASSWORD

from papule.clinic.audit.models import AuditEvent

PLACE = "papule.clinic.proxies.AddressMiddleware"


@pytest.fixture
def behind(settings):
    settings.MIDDLEWARE = [PLACE, *settings.MIDDLEWARE]


def sign_in(said: str, password: str = PASSWORD):
    headers = {"X-Forwarded-For": said} if said else {}
    return Client(headers=headers).post("/account/login/", {"login": "doctor", "password": password})


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("10.0.0.1, 198.51.100.7", "198.51.100.7"),  # what somebody wrote before the web server did
        ("2001:db8::7", "2001:db8::7"),
        ("somebody", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_log_says_from_where(doctor, behind, said, known):
    sign_in(said)
    assert AuditEvent.objects.get(action="sign_in").address == known


def test_tries_of_one_do_not_lock_the_others_out(doctor, assistant, behind):
    for number in range(12):
        Client(headers={"X-Forwarded-For": "203.0.113.5"}).post(
            "/account/login/", {"login": f"guess{number}", "password": "wrong"}
        )
    assert sign_in("203.0.113.5").status_code == 200
    assert sign_in("198.51.100.7").status_code == 302


@pytest.mark.parametrize(("https", "there"), [("1", True), ("0", False)])
def test_only_a_practice_behind_a_web_server_believes_it(tmp_path, https, there):
    said = "from papule.clinic.settings import MIDDLEWARE; print(MIDDLEWARE[0])"
    places = os.environ | {"PAPULE_HTTPS": https, "PAPULE_DATA": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", said], env=places, capture_output=True, text=True, check=True)
    assert (told.stdout.strip() == PLACE) is there
