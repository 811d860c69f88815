"""The knowledge on pages, open to all."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from papule.clinic.knowledge import formulary
from papule.clinic.reference.finding import LISTED, catalogue, question_of

pytestmark = pytest.mark.django_db
ANYBODY = Client(HTTP_ACCEPT_LANGUAGE="en")
FRENCH = Client(HTTP_ACCEPT_LANGUAGE="fr")
WITHIN = re.compile(r'href="(/knowledge/[^"#]+)"')


@pytest.fixture(autouse=True)
def here(practice):
    """A practice in France, whose society is the French one."""
    return practice


def page(what: str, entry: str, **asked: str) -> str:
    answer = ANYBODY.get(reverse("reference:item", args=[what, entry]), asked)
    assert answer.status_code == 200
    return unescape(answer.text)


@pytest.mark.parametrize("what", [*LISTED, "topic", "statements", "compatibility"])
def test_every_kind_of_entry_has_its_page_in_both_languages(what):
    entries = [each for each in catalogue().items if each.kind == what]
    for entry in (entries[0], entries[-1]):
        for reader in (ANYBODY, FRENCH):
            assert reader.get(reverse("reference:item", args=[what, entry.id])).status_code == 200, entry.id


@pytest.mark.parametrize("entry", ["thiocolchicoside", "lidocaine", "piroxicam"])
def test_no_link_of_a_page_is_dead(entry):
    answer = ANYBODY.get(reverse("reference:item", args=["substance", entry]))
    for way in {unescape(each) for each in WITHIN.findall(answer.text)}:
        assert ANYBODY.get(way).status_code == 200, way


def test_statement_shows_its_source_its_place_and_how_much_was_read():
    said = page("substance", "thiocolchicoside")
    assert re.search(r'/knowledge/source/thio-rcp/">thio-rcp</a>, section 4\.3 · read in part', said)


def test_others_of_that_name_are_named():
    said = page("substance", "lidocaine")
    assert "Also of that name" in said
    assert "/knowledge/class/local-anaesthetics/" in said


def test_who_disagrees_stands_beside():
    assert "Where sources disagree" in page("fact", "pregnancy")
    assert "≠" in page("substance", "lidocaine")


def test_question_shows_every_position_and_what_decides():
    said = page("substance", "thiocolchicoside", about="fact:pregnancy")
    assert "Positions (3)" in said
    assert "decides · rank 4" in said
    assert "What would change it" in said


def test_two_products_in_one_syringe():
    said = page("substance", "lidocaine", about="substance:diazepam")
    assert "diazepam + lidocaine" in said
    assert "Statements" in said


def test_classical_mixture_says_why_not():
    said = page("mixture", "lumbago-seed000")
    assert "piroxicam" in said
    assert "/knowledge/code/" in said


def test_law_is_that_of_the_day_and_of_the_country():
    before = page("indication", "localised-fat", on="2010-01-01")
    after = page("indication", "localised-fat", on="2013-01-01")
    assert before != after
    assert "Today in BE" in page("substance", "lidocaine", country="BE")


@pytest.mark.parametrize(
    ("asked", "told"), [({"on": "yesterday"}, "Enter a valid date"), ({"country": "XX"}, "Select a valid choice")]
)
def test_day_or_country_that_is_none_is_told_and_today_shown(asked, told):
    said = page("substance", "lidocaine", **asked)
    assert told in said
    assert f"Today in FR ({dt.datetime.now(tz=dt.UTC):%Y}" in said


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("thiocolchicoside pregnancy", "/knowledge/substance/thiocolchicoside/?about=fact%3Apregnancy"),
        ("law/fat-lysis", "/knowledge/code/law/fat-lysis/"),
        ("  THIOCOLCHICOSIDE  ", "/knowledge/substance/thiocolchicoside/"),
        ("Miorel", "/knowledge/substance/thiocolchicoside/"),
    ],
)
def test_what_one_page_has_is_opened(text, way):
    assert ANYBODY.get(reverse("reference:index"), {"q": text}).headers["Location"] == way


def test_what_several_have_is_offered_and_what_is_misspelt_is_asked():
    assert "“lido” may be:" in unescape(ANYBODY.get("/knowledge/", {"q": "lido"}).text)
    asked = unescape(ANYBODY.get("/knowledge/", {"q": "tiocolchicosid"}).text)
    assert "Did you mean:" in asked
    assert "/knowledge/substance/thiocolchicoside/" in asked


@pytest.mark.parametrize("text", ["qzqzqz", "<script>alert(1)</script>", "x" * 5000, "\x00", "'; DROP", "🙂"])
def test_what_has_no_name_is_told(text):
    answer = ANYBODY.get("/knowledge/", {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "way",
    [
        "nothing/",
        "substance/nothing/",
        "code/nothing/",
        "code/law/nothing/",
        "substance/lidocaine/?about=nothing",
        "substance/lidocaine/?about=fact:nothing",
        "substance/lidocaine/?about=site:scalp",
        "source/seed-000/?about=fact:pregnancy",
        "guidance/../",
    ],
)
def test_address_that_names_nothing_is_not_found(way):
    assert ANYBODY.get(f"/knowledge/{way}").status_code == 404


def test_index_counts_every_kind_and_tells_what_the_edition_brought():
    said = unescape(ANYBODY.get("/knowledge/").text)
    assert f"{len(formulary().substances)}</span>" in said
    assert formulary().edition.changes[-1].text["en"] in said


def test_nobody_is_written_into_the_log_by_reading_it(django_assert_num_queries):
    ANYBODY.get("/knowledge/")
    with django_assert_num_queries(1):  # which practice this is
        ANYBODY.get(reverse("reference:item", args=["substance", "lidocaine"]))


@pytest.mark.parametrize(
    ("code", "target", "about"),
    [
        ("contraindication/pregnancy", "thiocolchicoside", "fact:pregnancy"),
        ("contraindication/pregnancy", "technique", "fact:pregnancy"),
        ("interaction/beta-blockers", "lidocaine", "class:beta-blockers"),
    ],
)
def test_finding_leads_to_the_question_behind_it(code, target, about):
    way = question_of(code, target)
    assert unescape(way).endswith(about.replace(":", "%3A"))
    assert "Positions (" in ANYBODY.get(way).text


@pytest.mark.parametrize(("code", "target"), [("dose/maximum", "lidocaine"), ("contraindication/fever", "syringe-1")])
def test_finding_without_a_question_leads_nowhere(code, target):
    assert not question_of(code, target)
