"""Where somebody is signed in, told so that it can be recognised."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.clinic.conftest import PASSWORD

from papule.clinic.templatetags.browser_words import browser_words

WINDOWS, IPHONE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{WINDOWS} Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/126.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows"),
        (f"{IPHONE} {WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{IPHONE} {WEBKIT} CriOS/126.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) {WEBKIT} Version/17.5 Safari/605.1.15", "Safari on macOS"),
        (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} SamsungBrowser/25.0 Chrome/121", "Samsung Internet on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("curl/8.5.0", "a browser that is not known"),
        ("Something (Linux)", "Linux"),
        ("", "a browser that is not known"),
    ],
)  # fmt: skip
def test_browser_and_system_are_named(agent, words):
    assert browser_words(agent) == words


def test_list_names_them_and_keeps_what_the_browser_calls_itself(doctor):
    agent = f"{WINDOWS} Gecko/20100101 Firefox/128.0"
    client = Client(headers={"user-agent": agent})
    client.post(reverse("account_login"), {"login": doctor.username, "password": PASSWORD})
    page = client.get(reverse("usersessions_list")).content.decode()
    assert f'<span title="{agent}">Firefox on Windows</span>' in page
