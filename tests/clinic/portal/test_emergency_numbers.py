"""What to call in an emergency: the number that a source gives for the country of the practice, on every page."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags
from tests.clinic.made import make_course, make_patient, make_signed
from tests.clinic.portal.test_red_flags_and_words import let_in

from papule.clinic.accounts.models import Practice
from papule.clinic.documents import services
from papule.clinic.documents.models import Kind
from papule.clinic.knowledge import emergency_number, formulary, view_on

COUNTRIES = [("FR", "15 or 112"), ("BE", "112"), ("IT", "112"), ("CH", "the emergency number")]
FIXED = re.compile(r"\b(15 or|15 ou le|call|appeler le) 1(12|5)\b")


@pytest.mark.parametrize(("country", "called"), COUNTRIES)
def test_pages_of_the_patient_name_the_number_of_the_country(practice, doctor, country, called):
    Practice.objects.update(country=country)
    client, root, _ = let_in(doctor, make_course(doctor, make_patient(language="en")))
    footer = f"In an emergency call {called}, not the practice."
    for page in (f"{root}/home/", f"{root}/wrong/", "/p/about/"):
        shown = client.get(page).content.decode()
        assert footer in strip_tags(shown)
        assert [each for each in ("15", "112") if f'href="tel:{each}"' in shown] == re.findall(r"\d+", called)
        assert country == "FR" or "15 or 112" not in strip_tags(shown)
    told = client.post(f"{root}/questions/", {"fact": "red-flags", "answer": "yes"}, follow=True).content.decode()
    assert f"In an emergency call {called}." in told


@pytest.mark.parametrize(("country", "called"), COUNTRIES)
def test_sign_of_an_emergency_says_what_to_call_on_the_page_and_on_paper(practice, doctor, country, called):
    Practice.objects.update(country=country)
    session = make_signed(doctor, practice)
    client, root, _ = let_in(doctor, session.course)
    page = client.get(f"{root}/wrong/").content.decode()
    assert f"do not stand or walk; call {called}" in strip_tags(page)
    sent = client.post(f"{root}/wrong/", {"text": "swollen", "sign-back-anaesthetic": "on"}).content.decode()
    assert f"call {called}" in strip_tags(sent)
    head = services.head_for(Practice.objects.get(), doctor, session.patient, "en")
    made = str(services.build(Kind.session, head, session, view_on(date(2026, 11, 28), country, None)))
    assert f"do not stand or walk. Call {called}." in made


def test_number_is_said_in_french():
    view = view_on(date(2026, 11, 28), "FR", None)
    with translation.override("fr"):
        assert emergency_number(view, "fr") == "le 15 ou le 112"
        assert emergency_number(view_on(date(2026, 11, 28), "US", None), "fr") == "le numéro d’urgence"


def test_footer_of_a_stranger_in_french_names_the_number(practice):
    page = strip_tags(Client(headers={"accept-language": "fr"}).get("/p/about/").content.decode())
    assert "En urgence, appelez le 15 ou le 112, pas le cabinet." in page


def test_no_other_words_of_care_fix_a_number():
    topics = [each for each in formulary().guidance.values() if each.topic not in ("emergency-numbers", "emergency")]
    told = [str(words) for each in topics for item in each.items for words in (item.title, item.text, item.action)]
    told += [str(each.management) for each in formulary().adverse_events.values()]
    assert [words for words in told if FIXED.search(words)] == []
    assert FIXED.search("call 15 or 112")
