"""Every page that somebody may ask for: axe, the console, where requests go, the width of a phone, light and dark.

With PAPULE_SHOTS=DIRECTORY a picture of each is written there.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from tests.clinic.accounts.test_permissions import WORDS, patterns
from tests.clinic.browser.conftest import Demonstration, signed_in_at

from papule.clinic.accounts.permissions import ALLOWED, Role

SHOTS = os.environ.get("PAPULE_SHOTS", "")
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WRONG = {"resultTypes": ["violations"]}  # what axe finds right is not written out
ALL_RULES = {"runOnly": WCAG, "rules": {"target-size": {"enabled": True}}, **WRONG}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **WRONG}
PEOPLE = {Role.doctor: "morel", Role.assistant: "diallo", Role.administrator: "admin", Role.researcher: "lambert"}
# Answered for another page, a program or a browser, without a page of their own.
NO_PAGE = frozenset(
    """agenda:moved agenda:remove agenda:stop_waiting agenda:wait billing:export billing:fees care:close care:template
    documents:document documents:make outcomes:call outcomes:event_report outcomes:reminder_done patients:alike
    patients:allergy_names portal:data_fhir portal:data_pdf registry:files
    imports:letters imports:left imports:register imports:discard
    patients:medicine_names patients:merge_now patients:separate portal:invitation portal:photo agenda:own_calendar
    mfa_add_webauthn mfa_edit_webauthn mfa_remove_webauthn mfa_download_recovery_codes mfa_view_recovery_codes
    recalls:letters recalls:printed recalls:export recalls:contact mail:again mail:link
    care:record_assessment mfa_deactivate_totp mfa_reauthenticate mfa_reauthenticate_webauthn""".split()
)
OWN = tuple(f"portal:{each}" for each in "home questions background diary after wrong own consent".split())
OPEN = ("account_login", "portal:about", "portal:door", "reference:index", "reference:kind", "reference:item")


# What sticks out of the width of the screen though nothing lets it scroll.
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > wide + 1)
    .map((each) => each.outerHTML.slice(0, 200))
    .concat(["the page scrolls sideways"]);
}"""


# Buttons whose one word is broken into two lines.
BROKEN_WORDS = """() => [...document.querySelectorAll(".btn")].filter((each) => [...each.childNodes].some((text) => {
  if (text.nodeType !== Node.TEXT_NODE || !/^[^\\s-]+$/.test(text.textContent.trim())) return false;
  const words = document.createRange();
  words.selectNodeContents(text);
  const lines = [...words.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top));
  return new Set(lines).size > 1;
})).map((each) => each.outerHTML.slice(0, 200))"""


# Puts a word without a space, as long as a name may be, wherever a name or a note may stand, one place at a time.
LONG_WORDS = """(word) => {
  const fixed = ".btn, .severity, .verdict, .alert-link, .input-group-text, .text-nowrap, .d-flex > strong, p > a, "
    + "summary, label, nav, svg, option, textarea, script";
  const isOfPeople = ({ parentElement: on }) => on.closest("main, .patient-banner") && !on.closest(fixed);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const every = [];
  while (texts.nextNode()) every.push(texts.currentNode);
  return every.filter((each) => each.textContent.trim() && isOfPeople(each)).flatMap((each) => {
    const was = each.textContent;
    each.textContent = word;
    const { scrollWidth, clientWidth } = document.documentElement;
    each.textContent = was;
    return scrollWidth > clientWidth ? [each.parentElement.outerHTML.slice(0, 200)] : [];
  });
}"""
WITH_WORDS_OF_PEOPLE = """agenda:today care:amend care:consultation care:plan care:plan_version care:record
    care:session outcomes:calls outcomes:course outcomes:event outcomes:overview patients:chart""".split()


class Watched:
    """What goes wrong on a page from now on: errors, policies broken, requests to elsewhere."""

    def __init__(self, page: Page) -> None:
        self.wrong: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.wrong.append(said.text)

    def _request(self, request: Request) -> None:
        if not re.match(r"http://127\.0\.0\.1:|data:|blob:", request.url):
            self.wrong.append(f"asked for {request.url}")


@pytest.fixture(scope="module")
def open_pages(browser: Browser, demonstration: Demonstration, doors) -> Iterator[dict[tuple[str, str], Page]]:
    """A page of each person in each language; what goes wrong there is found under `watched`."""
    contexts = []
    found: dict[tuple[str, str], Page] = {}
    for name, state in doors.items():
        for language in ("en", "fr"):
            context = browser.new_context(
                locale=language,
                viewport=DESK,
                reduced_motion="reduce",
                storage_state=state,
                base_url=demonstration.root,
            )
            contexts.append(context)
            found[name, language] = context.new_page()
    yield found
    for each in contexts:
        each.close()


@pytest.fixture(scope="module")
def doors(browser: Browser, demonstration: Demonstration) -> dict[str, Any]:
    """What a browser holds once its person is in: everybody who works here, a patient, and nobody."""
    found: dict[str, Any] = {"nobody": None}
    for name in (*PEOPLE, "patient"):
        with closing(browser.new_context(locale="en", base_url=demonstration.root)) as context:
            if name == "patient":
                come_in(context.new_page(), demonstration)
            else:
                signed_in_at(context, "/", PEOPLE[Role(name)])
            found[str(name)] = context.storage_state()
    return found


def come_in(page: Page, demonstration: Demonstration) -> None:
    page.goto(address("portal:door", demonstration))
    page.fill("[name=born]", demonstration.known["born"])
    page.fill("[name=code]", demonstration.known["code"])
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/home/")


def address(name: str, demonstration: Demonstration) -> str:
    return reverse(name, kwargs={each: demonstration.known.get(each, WORDS.get(each, 1)) for each in patterns(name)})


def look(page: Page, path: str) -> Watched:
    """Open a page; whatever goes wrong with it is kept."""
    watched = Watched(page)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == HTTPStatus.OK, (path, answer.status)
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    return watched


def unreachable(page: Page, rules: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What axe finds: the rule, what is wrong, where."""
    found = Axe().run(page, options=rules).response["violations"]
    return [(each["id"], node["failureSummary"], node["html"][:300]) for each in found for node in each["nodes"]]


def too_wide(page: Page) -> list[str]:
    return list(page.evaluate(TOO_WIDE))


def pages() -> Iterator[tuple[str, str]]:
    """Who looks at what: each page by everybody who may."""
    yield from (("nobody", name) for name in OPEN)
    yield from (("patient", name) for name in OWN)
    for name, roles in ALLOWED.items():
        if name not in NO_PAGE:
            yield from ((str(role), name) for role in PEOPLE if role in roles)


PAGES = list(pages())
FIRST = {name: who for who, name in reversed(PAGES)}  # the others see the same page with less in it


@pytest.mark.parametrize(("who", "name"), PAGES)
def test_page_is_for_everybody_in_french_on_a_phone(who, name, demonstration, open_pages):
    page = open_pages[who, "fr"]
    page.set_viewport_size(PHONE)
    watched = look(page, address(name, demonstration))
    assert too_wide(page) == []
    assert unreachable(page, ALL_RULES) == []
    assert watched.wrong == []
    shoot(page, name, who, "fr", "phone")


@pytest.mark.parametrize("name", WITH_WORDS_OF_PEOPLE)
def test_word_as_long_as_a_name_may_be_widens_no_page_of_a_phone(name, demonstration, open_pages):
    page = open_pages["doctor", "fr"]
    page.set_viewport_size(PHONE)
    look(page, address(name, demonstration))
    assert page.evaluate(LONG_WORDS, "W" * 300) == []


@pytest.mark.parametrize("name", FIRST)
def test_page_is_for_everybody_in_english_on_a_desk(name, demonstration, open_pages):
    page = open_pages[FIRST[name], "en"]
    watched = look(page, address(name, demonstration))
    assert page.evaluate(BROKEN_WORDS) == []
    assert unreachable(page, ALL_RULES) == []
    page.emulate_media(color_scheme="dark")
    assert unreachable(page, COLOURS) == []
    page.emulate_media(color_scheme="light")
    assert watched.wrong == []
    shoot(page, name, FIRST[name], "en", "desk")


def shoot(page: Page, *words: str) -> None:
    """Write a picture by day and one by night, where they are wanted."""
    if not SHOTS:
        return
    Path(SHOTS).mkdir(parents=True, exist_ok=True)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        name = "-".join((*words, scheme)).replace(":", "-")
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
