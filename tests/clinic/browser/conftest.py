"""Debian's Chromium against a server of its own, on a fresh directory of data."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from tests.clinic.conftest import PASSWORD

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "locale": "en", "reduced_motion": "reduce"}


def free_port() -> int:
    """A port below those that Linux gives to whoever asks for any: nobody takes it before the server does."""
    first = 10_000 + os.getpid() % 10_000
    for port in range(first, first + 1_000):
        with socket.socket() as held:
            if held.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError(first)


def starts(script: str, directory: Path, what: int | str) -> subprocess.Popen[str]:
    """Start a program beside this file. It is not measured for coverage: that would take most of its time."""
    command = [sys.executable, str(Path(__file__).with_name(script)), str(directory), str(what)]
    source = str(Path(__file__).resolve().parents[3] / "src")
    unmeasured = {name: said for name, said in os.environ.items() if not name.startswith("COVERAGE_PROCESS")}
    environment = unmeasured | {"PYTHONPATH": source, "PYTHONWARNINGS": "ignore", "DATABASE_URL": ""}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True)


@contextmanager
def served(script: str, directory: Path, port: int) -> Iterator[str]:
    """A server of its own while it is needed; gives the first line that it says."""
    with starts(script, directory, port) as it:
        try:
            assert it.stdout is not None
            yield it.stdout.readline().strip()
        finally:
            it.terminate()
            try:
                it.wait(5)
            except subprocess.TimeoutExpired:
                it.kill()


@pytest.fixture(scope="session")
def session_data(tmp_path_factory) -> Path:
    """The data of a session that is ready to be filled in, made once: each test has a copy of its own."""
    directory = tmp_path_factory.mktemp("session")
    with starts("served.py", directory, "fill") as it:
        assert it.wait() == 0
    return directory


@pytest.fixture
def session_address(session_data, tmp_path) -> Iterator[str]:
    """The address of a session that is ready to be filled in."""
    with served("served.py", shutil.copytree(session_data, tmp_path / "data"), 0) as address:
        yield address


@dataclass(frozen=True)
class Demonstration:
    """A demonstration practice behind the server that a practice uses, and the numbers of what stands in it."""

    root: str
    known: dict[str, Any]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Iterator[Demonstration]:
    """Twelve patients, three doctors; made once for all tests of a run."""
    port = free_port()
    with served("practice.py", tmp_path_factory.mktemp("practice"), port) as said:
        root = f"http://127.0.0.1:{port}"
        until_ready(root)
        yield Demonstration(root, json.loads(said))


def until_ready(root: str) -> None:
    for _try in range(600):
        try:
            with urlopen(f"{root}/ready/", timeout=5) as answer:  # noqa: S310 -- of this machine
                assert answer.status == HTTPStatus.OK
                return
        except OSError:  # it does not listen yet, or is slow to answer
            time.sleep(0.1)
    raise AssertionError(root)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *CAMERA])
        yield browser
        browser.close()


@pytest.fixture
def context(browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def signed_in_at(context: BrowserContext, address: str, login: str = "doctor") -> Page:
    page = context.new_page()
    page.goto(address)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(address)
    page.goto(address)
    return page


@contextmanager
def kept_with(page: Page, words: str) -> Iterator[None]:
    """Until the server has answered what the page sent to be kept, these words in it."""

    def is_it(answer: Response) -> bool:
        return answer.request.method == "POST" and words in unquote_plus(answer.request.post_data or "")

    with page.expect_response(is_it) as coming:
        yield
    coming.value.finished()
