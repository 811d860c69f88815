"""A doctor's day, from the first contact to the reassessment: by mouse, by touch, by keyboard alone."""

import re
from contextlib import closing
from typing import Any, Self

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Locator, Page, expect
from tests.clinic.browser.conftest import PHONE, Demonstration, signed_in_at
from tests.clinic.browser.hands import Finger, Keyboard, Mouse
from tests.clinic.conftest import PASSWORD

DESK = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
INDICATION = {"en": "low back pain, acute", "fr": "lombalgie aiguë"}
LIDOCAINE = {"en": "lidocaine 10 mg/mL", "fr": "lidocaïne 10 mg/mL"}


class Day:
    """The steps of a day; each leaves the page where the doctor would be."""

    def __init__(self, page: Page, hand: Mouse, language: str) -> None:
        self.page, self.hand, self.language = page, hand, language

    def word(self, english: str) -> str:
        with override(self.language):
            return gettext(english)

    def button(self, english: str) -> Any:
        return self.page.get_by_role("button", name=self.word(english), exact=True)

    def leave_by(self, what: Locator) -> None:
        """Press what leads to another page, or to this one anew."""
        self.hand.reach(what)
        with self.page.expect_navigation():
            self.hand.press(what)

    def says(self, english: str) -> None:
        expect(self.page.locator("main")).to_contain_text(self.word(english))

    def when_somebody_comes_for_the_first_time(self, family_name: str, born: str) -> Self:
        page, hand = self.page, self.hand
        page.goto("/patients/new/")
        hand.type_in(page.locator("#id_family_name"), family_name)
        hand.type_in(page.locator("#id_given_names"), "Paul")
        hand.pick_day(page.locator("#id_birth_date"), born)
        hand.choose(page.locator("#id_sex"), "male")
        hand.press(self.button("Register"))
        page.wait_for_url(re.compile(r"/patients/\d+/$"))
        return self

    def and_is_asked_about_allergies_and_medicines(self) -> Self:
        page, hand = self.page, self.hand
        hand.press(page.get_by_role("link", name=self.word("Allergies, medicines")))
        page.wait_for_url("**/background/")
        for name in ("allergies", "medicines"):
            self.leave_by(page.locator(f"form:has([value={name}]) button"))
        expect(page.locator("main")).not_to_contain_text(self.word("Not asked yet."))
        return self

    def and_tells_what_hurts(self) -> Self:
        page, hand = self.page, self.hand
        hand.press(page.locator(".patient-banner a").first)
        page.wait_for_url(re.compile(r"/patients/\d+/$"))
        hand.press(page.get_by_role("link", name=self.word("New consultation")).first)
        hand.type_in(page.locator("#id_complaint"), "bas du dos")
        hand.type_in(page.locator("#id_indication_words"), INDICATION[self.language])
        hand.choose(page.locator("#id_phase"), "acute")
        hand.press(self.button("Go on"))
        page.wait_for_url("**/courses/*/")
        return self

    def then_signs_of_another_cause_are_looked_for(self) -> Self:
        keys = self.page.locator("input[name^=flag-][value=no]").evaluate_all("all => all.map(each => each.id)")
        assert len(keys) > 5
        for key in keys:
            self.hand.tick(key)
        return self

    def and_the_pain_and_the_answers_are_noted(self) -> Self:
        self.hand.type_in(self.page.locator("#id_nrs"), "7")
        keys = self.page.locator("input[name^=s-none-]").evaluate_all("all => all.map(each => each.id)")
        assert len(keys) > 5
        for key in keys:
            self.hand.tick(key)
        self.hand.press(self.button("Keep, and compose the plan"))
        self.page.wait_for_url("**/plan/")
        return self

    def when_a_proposal_is_taken(self) -> Self:
        offered = self.page.get_by_role(
            "button", name=f"{self.word('Use this')} {LIDOCAINE[self.language]}", exact=True
        )
        self.leave_by(offered)
        self.says("A volume is missing: what has none is not assessed yet.")
        return self

    def then_the_assessment_follows_each_change(self) -> Self:
        page, hand = self.page, self.hand
        hand.type_in(page.locator("#volume-0-0"), "25")
        expect(page.locator("#says .verdict")).to_have_attribute("data-verdict", re.compile("stop|prohibited|defer"))
        hand.type_in(page.locator("#volume-0-0"), "1")
        expect(page.locator("#says .verdict")).not_to_have_attribute(
            "data-verdict", re.compile("stop|prohibited|defer")
        )
        return self

    def when_needle_and_points_are_given_the_plan_is_saved(self) -> Self:
        page, hand = self.page, self.hand
        for name, said in (("length", "4"), ("gauge", "27"), ("angle", "30"), ("inserted", "3"), ("each", "0.1")):
            hand.type_in(page.locator(f"#{name}-0"), said)
        for name, said in (("planned", "1"), ("interval", "7")):
            hand.type_in(page.locator(f"#{name}"), said)
        hand.set_point()
        hand.press(page.locator("[data-do=mirror]"))
        expect(page.locator(".body-total")).to_contain_text(re.compile(r"\b2 points"))
        self.leave_by(self.button("Save the plan"))
        expect(page.get_by_role("link", name=self.word("version %(number)s") % {"number": 1})).to_be_visible()
        return self

    def then_the_session_is_prepared_and_signed(self) -> Self:
        page, hand = self.page, self.hand
        hand.press(page.get_by_role("link", name=self.word("To the session")))
        page.wait_for_url("**/session/")
        first = ("consent-oral", "capacity-able", "antiseptic-1")
        for key in ("identity", "changes-none", "nrs-7", *first, "lots", "look-0-clear"):
            hand.tick(key)
        hand.type_in(page.locator("#password"), PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/sessions/*/**")
        return self

    def and_the_chart_shows_it(self) -> Self:
        page, hand = self.page, self.hand
        hand.press(page.locator(".patient-banner a").first)
        page.wait_for_url(re.compile(r"/patients/\d+/$"))
        expect(page.locator("main")).to_contain_text(LIDOCAINE[self.language])
        return self

    def when_a_bruise_is_told_it_is_recorded(self) -> Self:
        page, hand = self.page, self.hand
        hand.press(page.get_by_role("link", name=self.word("Adverse event"), exact=True).first)
        page.wait_for_url("**/events/")
        hand.choose(page.locator("#id_kind"), "bruise")
        hand.choose(page.locator("#id_severity"), "mild")
        hand.type_in(page.locator("#id_description"), "Un bleu de 2 cm.")
        hand.press(self.button("Keep"))
        page.wait_for_url(lambda address: not address.endswith("/events/"))
        return self

    def then_the_course_is_to_be_judged(self) -> Self:
        page, hand = self.page, self.hand
        hand.press(page.locator(".patient-banner a").first)
        page.wait_for_url(re.compile(r"/patients/\d+/$"))
        expect(page.locator("main")).to_contain_text(self.word("Judge the course"))
        hand.press(page.get_by_role("link", name=self.word("Judge the course")).first)
        page.wait_for_url("**/outcomes/*/courses/*/")
        self.says("Pain now")
        hand.type_in(page.locator("#id_nrs"), "3")
        self.leave_by(self.button("Keep").first)
        self.says("Pain fell by what matters.")
        return self


@pytest.mark.parametrize(
    ("hand", "device", "language", "who"),
    [
        (Mouse, DESK, "fr", ("Souris", "1958-07-09")),
        (Finger, PHONE, "en", ("Doigt", "1961-11-23")),
        (Keyboard, DESK, "en", ("Clavier", "1949-02-14")),
    ],
    ids=["mouse", "touch", "keyboard"],
)
def test_doctors_day_from_first_contact_to_reassessment(
    hand: type[Mouse],
    device: dict[str, Any],
    language: str,
    who: tuple[str, str],
    browser: Browser,
    demonstration: Demonstration,
):
    with closing(browser.new_context(**device | {"locale": language}, base_url=demonstration.root)) as context:
        context.set_default_timeout(8000)
        page = signed_in_at(context, "/", "weber")
        (
            Day(page, hand(page), language)
            .when_somebody_comes_for_the_first_time(*who)
            .and_is_asked_about_allergies_and_medicines()
            .and_tells_what_hurts()
            .then_signs_of_another_cause_are_looked_for()
            .and_the_pain_and_the_answers_are_noted()
            .when_a_proposal_is_taken()
            .then_the_assessment_follows_each_change()
            .when_needle_and_points_are_given_the_plan_is_saved()
            .then_the_session_is_prepared_and_signed()
            .and_the_chart_shows_it()
            .when_a_bruise_is_told_it_is_recorded()
            .then_the_course_is_to_be_judged()
        )
