"""The paths around a session, on a phone and on a desk, in both languages: link, agenda, money, recall."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from tests.clinic.browser.conftest import PHONE, Demonstration, signed_in_at

DESK = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
BOTH = pytest.mark.parametrize(("language", "device"), [("fr", PHONE), ("en", DESK)], ids=["fr-phone", "en-desk"])


class Somebody:
    """A person with a browser, and the words of their language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def word(self, english: str) -> str:
        with override(self.language):
            return gettext(english)

    def press(self, english: str, *, first: bool = False) -> None:
        found = self.page.get_by_role("button", name=self.word(english), exact=True)
        (found.first if first else found).click()
        self.page.wait_for_load_state()

    def follow(self, english: str) -> None:
        self.page.get_by_role("link", name=self.word(english), exact=True).first.click()
        self.page.wait_for_load_state()

    def main(self) -> Locator:
        return self.page.locator("main")


@pytest.fixture
def somebody(browser: Browser, demonstration: Demonstration) -> Iterator[Any]:
    """Opens a browser for a person of the practice, or for a patient without an account."""
    held = []

    def made(language: str, device: dict[str, Any], login: str = "") -> Somebody:
        context = browser.new_context(**device | {"locale": language}, base_url=demonstration.root)
        context.set_default_timeout(8000)
        context.add_cookies([{"name": "django_language", "value": language, "url": demonstration.root}])
        held.append(context)
        return Somebody(signed_in_at(context, "/", login) if login else context.new_page(), language)

    yield made
    for each in held:
        with closing(each):
            pass


def photograph() -> dict[str, Any]:
    made = io.BytesIO()
    Image.new("RGB", (600, 400), (200, 150, 140)).save(made, "JPEG")
    return {"name": "knee.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def let_in(practice: Somebody, patient: Somebody, demonstration: Demonstration, *, has_course: bool = True) -> None:
    """The practice makes a link and a code, and the patient comes in with them."""
    practice.page.goto(f"/portal/{demonstration.known['patient_id']}/")
    for box in practice.page.locator("[name=asks]" if has_course else "[name=asks][value=questionnaire]").all():
        box.check()
    practice.press("Make a link")
    link, code = practice.page.locator("#link").input_value(), practice.page.locator(".alert code").inner_text()
    patient.page.goto(link)
    patient.page.fill("[name=born]", demonstration.known["born"])
    patient.page.fill("[name=code]", code)
    patient.press("Come in")


@BOTH
def test_patient_answers_consents_and_tells_and_the_practice_sees_it(language, device, somebody, demonstration):
    practice = somebody(language, DESK, "diallo")
    patient = somebody(language, PHONE if device is DESK else device)
    page = patient.page
    let_in(practice, patient, demonstration)
    page.goto(page.url.replace("/home/", "/questions/"))
    for _screen in range(20):
        answer = page.locator("button[value=no]")
        if not answer.count():
            break
        answer.click()
        page.wait_for_load_state()
    expect(patient.main()).to_contain_text(patient.word("Thank you"))
    patient.follow("Back")

    page.goto(page.url.replace("/home/", "/consent/treatment/"))
    page.check("#id_agreed")
    page.fill("#id_signer", "Ana Essai")
    patient.press("Sign")
    page.goto(re.sub(r"(/p/[^/]+/).*", r"\1consent/treatment/", page.url))
    patient.follow("Withdraw this consent")
    patient.press("Withdraw")

    page.goto(re.sub(r"(/p/[^/]+/).*", r"\1diary/", page.url))
    page.locator("[name=nrs][value='4']").click()
    expect(patient.main()).to_contain_text(patient.word("What you told"))
    patient.follow("Back")
    patient.follow("Something looks wrong")
    words = f"It is red and warm since this morning ({language})."
    page.fill("[name=text]", words)
    page.set_input_files("[name=photo]", photograph())
    patient.press("Tell the practice")
    expect(patient.main()).to_contain_text(patient.word("The practice has been told"))

    practice.page.goto("/")
    told = practice.page.locator(".alert", has_text=words[:40])
    told.get_by_role("link").click()
    expect(practice.main()).to_contain_text(words)
    expect(practice.page.locator("main img")).to_be_visible()
    practice.page.fill("#answer", "Come today at 5 pm.")
    practice.press("Seen")
    page.goto(re.sub(r"(/p/[^/]+/).*", r"\1home/", page.url))
    expect(patient.main()).to_contain_text("Come today at 5 pm.")


def ahead(weekday: int) -> str:
    """A day so far ahead that nobody is booked, in a week of December without a public holiday."""
    day = date(timezone.localdate().year + 2, 12, 4)
    return (day + timedelta(days=(weekday - day.weekday()) % 7)).isoformat()


@BOTH
def test_appointment_is_booked_told_when_taken_and_moved(language, device, somebody, demonstration):
    practice = somebody(language, device, "petit")
    page, patient = practice.page, demonstration.known["patient_id"]
    day = ahead(1 if language == "fr" else 2)
    for _try in range(2):
        page.goto(f"/agenda/{patient}/book/")
        page.fill("#id_day", day)
        page.fill("#id_clock", "09:30")
        practice.press("Book")
    expect(page.locator("#id_clock.is-invalid, .invalid-feedback")).not_to_have_count(0)

    page.goto(f"/agenda/?on={day}")
    visit, there = page.locator("td[data-at*='T09:30'] .agenda-visit"), "td[data-at*='T10:30']"
    if device is DESK:
        doctor = visit.locator("xpath=ancestor::td").get_attribute("data-doctor")
        visit.drag_to(page.locator(f"{there}[data-doctor='{doctor}']"))
    else:
        visit.click()
        page.fill("#id_clock", "10:30")
        practice.press("Move")
        page.goto(f"/agenda/?on={day}")
    expect(page.locator(f"{there} .agenda-visit")).to_be_visible()
    if device is DESK:  # to the last of the rows that it covers itself
        cell = page.locator(there).filter(has=page.locator(".agenda-visit"))
        rows, box = int(cell.get_attribute("rowspan") or 1), cell.bounding_box()
        assert rows > 1
        last = f"T{(630 + 15 * (rows - 1)) // 60}:{(630 + 15 * (rows - 1)) % 60:02}"
        page.locator(f"{there} .agenda-visit").drag_to(cell, target_position={"x": 30, "y": box["height"] - 4})
        expect(page.locator(f"td[data-at*='{last}'] .agenda-visit")).to_be_visible()


@BOTH
def test_time_given_back_is_booked_for_who_waits_with_one_press(language, device, somebody, demonstration):
    practice = somebody(language, device, "petit")
    page, patient, day = practice.page, demonstration.known["patient_id"], ahead(3 if language == "fr" else 4)
    page.goto(f"/agenda/{patient}/book/")
    page.fill("#id_day", day)
    page.fill("#id_clock", "09:30")
    practice.press("Book")
    page.goto(f"/agenda/?on={day}")
    page.locator("td[data-at*='T09:30'] .agenda-visit").click()
    page.click("[name=state][value=cancelled]")
    there = practice.main().locator("li").first
    expect(there.locator("a[href^='tel:']").first).to_be_visible()
    name = there.locator("strong").inner_text()
    there.locator("a.btn").click()
    practice.press("Book")
    expect(page.locator("td[data-at*='T09:30'] .agenda-visit")).to_contain_text(name)
    expect(practice.main()).to_contain_text(practice.word("Booked, and off the waiting list."))


@BOTH
def test_receipt_is_written_paid_and_counted(language, device, somebody, demonstration):
    practice = somebody(language, device, "petit")
    page = practice.page
    page.goto(f"/billing/{demonstration.known['patient_id']}/")
    page.locator("[name^=act-]").nth(1).fill("1")
    practice.press("Write the receipt")
    page.wait_for_url(re.compile(r"/billing/\d+/\d+/$"))
    number = page.locator("h1").inner_text().split()[-1]
    practice.press("Keep the payment")
    expect(page.locator("#id_amount")).to_have_count(0)
    page.goto("/billing/day/")
    expect(practice.main()).to_contain_text(number)


@BOTH
def test_lot_is_recalled_traced_and_everybody_told(language, device, somebody, demonstration):
    practice = somebody(language, device, "diallo")
    page = practice.page
    product, lot = demonstration.known["given"][language == "fr"]
    page.goto(f"/recalls/trace/?kind=lot&product={product}&lot={lot}")
    page.fill("#id_reason", "particles")
    practice.press("Recall it")
    page.wait_for_url(re.compile(r"/recalls/\d+/$"))
    recall = page.url
    people = page.locator("form:has(select[name=result])")
    expect(people).not_to_have_count(0)
    people.first.locator("[name=result]").select_option("well")
    people.first.get_by_role("button").click()
    page.wait_for_load_state()
    expect(practice.main()).to_contain_text(re.compile(r"(joints\s:\s1 sur|1 of) \d+"))
    practice.press("Make the letters that are missing")
    page.goto("/")
    expect(page.locator(".alert", has_text=practice.word("Recall under way:"))).not_to_have_count(0)
    page.goto(recall)
    page.fill("#id_note", "all called")
    practice.press("Finished: all was tried, it stays refused")
    expect(practice.main()).to_contain_text("all called")


def taken_away(who: Somebody, word: str) -> bytes:
    """Press a link that gives a file; gives what is in it."""
    with who.page.expect_download() as coming:
        who.page.get_by_role("link", name=who.word(word), exact=True).click()
    return Path(coming.value.path()).read_bytes()


@BOTH
def test_patient_takes_everything_away_to_read_and_for_a_program(language, device, somebody, demonstration):
    practice, patient = somebody(language, DESK, "diallo"), somebody(language, device)
    let_in(practice, patient, demonstration)
    patient.follow("My documents and my data")
    assert taken_away(patient, "To read").startswith(b"%PDF")
    bundle = json.loads(taken_away(patient, "For another doctor’s program"))
    found = {each["resource"]["resourceType"] for each in bundle["entry"]}
    assert {"Patient", "Procedure", "CarePlan", "AuditEvent"} <= found
    assert bundle["language"] == "fr"  # the patient's, whatever the browser's

    practice.page.goto(f"/documents/{demonstration.known['patient_id']}/")
    assert taken_away(practice, "PDF").startswith(b"%PDF")
    assert json.loads(taken_away(practice, "FHIR (JSON)"))["entry"][0] == bundle["entry"][0]
