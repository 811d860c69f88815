"""A photograph of 200 MB sent in a real browser: told at the top, nothing typed is lost, the server does not grow."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.clinic.browser.test_around_the_session import BOTH, DESK, let_in, photograph, somebody
from tests.clinic.browser.test_every_page import ALL_RULES, too_wide, unreachable

__all__ = ["somebody"]  # a fixture
HUGE = 200 * 1024 * 1024
MOST_MB = 60  # that the server may grow meanwhile: what it needs for any page is not yet all there


def megabytes(root: str) -> float:
    """What the processes of a server hold, shared memory counted by its share."""
    port, held = root.rpartition(":")[2], 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().rstrip(b"\0").endswith(b"\0" + port.encode()):
                held += int(re.search(r"(?m)^Pss:\s+(\d+)", (process / "smaps_rollup").read_text())[1])
        except OSError:  # it ended meanwhile
            continue
    return held / 1024


@pytest.fixture(scope="module")
def huge(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("photo") / "huge.jpg"
    path.write_bytes(photograph()["buffer"])
    with path.open("r+b") as file:
        file.truncate(HUGE)
    return path


@BOTH
def test_photograph_that_is_far_too_large_is_told_and_nothing_is_lost(language, device, somebody, demonstration, huge):
    patient = somebody(language, device)
    let_in(somebody(language, DESK, "diallo"), patient, demonstration)
    page = patient.page
    page.goto(page.url.replace("/home/", "/wrong/"))
    page.check("#sign-back-infection")
    page.fill("[name=text]", "red and hot")
    page.set_input_files("[name=photo]", huge)
    before = megabytes(demonstration.root)
    assert before > 1
    page.locator("main button.btn-primary").click(timeout=60_000)
    told = page.get_by_role("alert").filter(has_text=patient.word("Nothing was sent yet."))
    expect(told).to_contain_text(patient.word("Nothing was sent yet."), timeout=60_000)
    expect(told).to_contain_text("15")
    expect(told).to_be_in_viewport()
    assert megabytes(demonstration.root) - before < MOST_MB
    expect(page.locator("[name=text]")).to_have_value("red and hot")
    expect(page.locator("#sign-back-infection")).to_be_checked()
    assert unreachable(page, ALL_RULES) == []
    assert too_wide(page) == []
    page.set_input_files("[name=photo]", photograph())
    page.locator("main button.btn-primary").click()
    expect(page.get_by_role("alert")).not_to_contain_text(patient.word("Nothing was sent yet."))
    expect(page.locator("[name=text]")).to_have_count(0)
