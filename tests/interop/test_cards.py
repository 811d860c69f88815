"""Cards: few, grave ones first, with their sources; never that anything is safe."""

import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.interop.asking import (
    EXAMPLES,
    PATIENT,
    TODAY,
    bundle,
    call,
    cards_of,
    example,
    formulary,
    observation,
    order,
    understood,
)
from tests.interop.test_case_and_back import carried
from tests.properties.strategies import cases

from papule.assessment.assess import assess_in
from papule.assessment.view import view_of
from papule.interop.cds_hooks.answering import answer, received_by
from papule.interop.cds_hooks.cards import Cards
from papule.interop.cds_hooks.model import Card, Request
from papule.interop.cds_hooks.saying import Saying, marked
from papule.interop.cds_hooks.services import SERVICES, discovery
from papule.interop.fhir.reading import Remark
from papule.interop.fhir.to_fhir import to_fhir
from papule.kernel.told import told

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60, derandomize=True)
GOLDEN = json.loads((EXAMPLES / "cards.json").read_text(encoding="utf-8"))
INDICATORS = ("info", "warning", "critical")
PROTECTS = {"effective-contraception"}  # here the careless answer is the no
HOME = "https://papule.example/knowledge/"


def seen(cards: list[Card]) -> list[dict[str, Any]]:
    """What is seen of cards at a glance."""
    return [
        {"indicator": x.indicator, "summary": x.summary} | ({"may_go_past": True} if x.override_reasons else {})
        for x in cards
    ]


def empties(value: Any) -> bool:
    if isinstance(value, dict):
        return not value or any(map(empties, value.values()))
    if isinstance(value, list | tuple):
        return not value or any(map(empties, value))
    return value is None or value == ""


def check_rules(cards: list[Card]) -> None:
    """What the standard and we ask of every card."""
    for card in map(msgspec.to_builtins, cards):
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] in INDICATORS
        assert card["source"]["label"].startswith("Papule")
        assert not empties(card), card
        assert "suggestions" not in card
        assert "selectionBehavior" not in card
        assert claims_of_safety(f"{card['summary']}\n{ours(card['detail'])}") == []


def claims_of_safety(text: str) -> list[str]:
    """The sentences that call something safe; not those that deny it, or say which author holds it."""
    called = [each for each in re.split(r"[.;\n]", text) if re.search(r"\bsafe\b|sans danger", each, re.IGNORECASE)]
    return [each for each in called if not re.search(r"\b(not|no|never|ne|pas|auteur|author)\b", each, re.IGNORECASE)]


def ours(detail: str) -> str:
    """The lines that are not the title of a source."""
    return "\n".join(line for line in detail.splitlines() if not line.startswith("  - "))


def test_claim_of_safety_would_be_found():
    assert claims_of_safety("It is safe. Mass does not make a depth safe; c’est sans danger") == [
        "It is safe",
        " c’est sans danger",
    ]


# --- examples that were read one by one


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_example_gives_the_cards_that_were_reviewed(name, language):
    cards = cards_of(example(name), language, home=HOME)
    check_rules(cards)
    assert seen(cards) == GOLDEN[name][language]


def test_every_example_is_reviewed():
    assert {path.stem for path in EXAMPLES.glob("*.json")} - {"cards"} == set(GOLDEN)


def test_source_is_the_page_of_the_practice_where_its_address_is_known():
    (first, *_), (bare, *_) = (cards_of(example("pregnant"), home=each) for each in (HOME, ""))
    assert first.source.url == first.links[0].url
    assert first.source.url.startswith(f"{HOME}code/")
    assert (bare.source.url, bare.links) == ("", ())


def test_detail_names_every_position_with_its_source():
    (card,) = [each for each in cards_of(example("pregnant")) if "never done in pregnancy" in each.summary]
    assert "Alexandra Dalu, FAQ sur la mésothérapie" in card.detail  # holds it
    assert "Cabinet médical Voltaire (Dr Chan)" in card.detail  # holds otherwise
    assert formulary().edition.edition in card.detail


# --- what is not known, not understood, not ours


def test_missing_answers_are_questions_and_never_silence():
    cards = cards_of(example("nothing-known"))
    assert cards[-1].indicator == "warning"
    assert "To be answered first (18): effective contraception, pregnancy, allergies, " in cards[-1].summary
    assert "- pregnancy (" in cards[-1].detail


def test_unknown_product_has_a_card_of_its_own():
    cards = cards_of(call(orders=[order(("pink liquid", 1), ("lidocaine 10 mg/mL", 2))]))
    (card,) = [each for each in cards if each.summary.startswith("Could not be read")]
    assert card.indicator == "warning"
    assert "pink liquid" in card.summary


def test_order_of_other_medicines_gets_no_card():
    oral = {"route": {"text": "oral"}}
    other = order(("lidocaine 10 mg/mL", 2), dosageInstruction=[oral], extension=[])
    assert cards_of(call(orders=[other])) == []


def test_patient_in_whom_nothing_speaks_against_it_gets_no_card():
    assert cards_of(call("patient-view")) == []


def test_patient_in_whom_something_speaks_against_it_gets_one_card():
    code = {"coding": [{"system": "http://loinc.org", "code": "LA15173-0"}]}
    known = {
        "patient": PATIENT,
        "answers": bundle(observation("http://loinc.org", "82810-3", valueCodeableConcept=code)),
    }
    (card,) = cards_of(call("patient-view", known))
    assert card.indicator == "critical"
    assert "pregnancy: yes" in card.summary


def test_case_that_cannot_be_is_not_assessed_and_says_why():
    code = {"coding": [{"system": "http://loinc.org", "code": "LA15173-0"}]}
    known = {
        "patient": PATIENT | {"gender": "male"},
        "answers": bundle(observation("http://loinc.org", "82810-3", valueCodeableConcept=code)),
    }
    (card,) = cards_of(call(known=known, orders=[order(("lidocaine 10 mg/mL", 2))]))
    assert card.summary == "Not assessed: a male patient is not pregnant and cannot be"
    assert card.indicator == "warning"


def test_names_that_were_sent_make_no_marks_links_or_html():
    name = "**x** <img src=x> [a](http://evil.example) www.evil.example `c` \u202e|"
    cards = cards_of(call(orders=[order((name, 1))]))
    (card,) = [each for each in cards if each.summary.startswith("Could not be read")]
    assert "\u202e" not in card.summary + card.detail
    assert "<" not in card.summary
    assert not re.search(r"(?<!\\)(<|\*\*x|\[a|`|://|www\.e)", card.detail)
    assert marked("a_b") == r"a\_b"


def test_no_finding_is_said_with_its_edition_and_what_was_not_known():
    say = Saying(formulary(), "en")
    view = view_of(formulary(), TODAY, "FR", "sfm")
    received = received_by(SERVICES[0], msgspec.convert(example("nothing-found"), Request), view)
    assessment = assess_in(understood(received), view)
    nothing = msgspec.structs.replace(assessment, findings=(), verdict="no_finding")
    (card,) = Cards(say, lambda _finding: "").of_order(received, nothing)
    check_rules([card])
    assert card.indicator == "info"
    assert card.summary == f"No finding in {nothing.checked} rules, edition {nothing.edition}"
    assert "Not known" in card.detail or not nothing.missing
    unread = msgspec.structs.replace(received, remarks=(Remark("unread", told("{name}: {part}", name="x", part="y")),))
    _, rest = Cards(say, lambda _finding: "").of_order(unread, nothing)
    assert rest.summary.endswith("on what could be read")


# --- every case


def cards_from(case, language: str) -> list[Card]:
    known, orders = json.loads(json.dumps(to_fhir(carried(case), "p1", case.as_of)))
    request = msgspec.convert(call(known={"all": bundle(*known)}, orders=orders), Request)
    view = view_of(formulary(), case.as_of, case.setting.country, case.setting.society)
    return answer(SERVICES[0], request, view, Cards(Saying(formulary(), language), lambda _finding: "", ""))


@QUIET
@given(cases())
def test_cards_of_every_case_obey_the_rules_and_are_few(case):
    assume(case.as_of and case.treatment.syringes)
    for language in ("en", "fr"):
        cards = cards_from(case, language)
        check_rules(cards)
        assert 1 <= len(cards) <= 4
        ranks = [INDICATORS.index(each.indicator) for each in cards[:-1]]
        assert ranks == sorted(ranks, reverse=True)


@QUIET
@given(cases())
def test_what_another_system_leaves_out_is_never_kinder_than_a_no(case):
    assume(case.as_of and case.treatment.syringes)
    kept = {key: x for key, x in case.patient.facts.items() if x != "no" or key in PROTECTS}
    silent = msgspec.structs.replace(case, patient=msgspec.structs.replace(case.patient, facts=kept))
    assert gravest(cards_from(silent, "en")) >= gravest(cards_from(case, "en"))


def gravest(cards: list[Card]) -> int:
    return max(INDICATORS.index(each.indicator) for each in cards)


# --- what is offered


def test_services_are_described_in_words_of_both_languages_and_their_ids_stay():
    english, french = (discovery(Saying(formulary(), each)) for each in ("en", "fr"))
    assert [(each["id"], each["hook"]) for each in english["services"]] == [
        ("mesotherapy-order-sign", "order-sign"),
        ("mesotherapy-order-select", "order-select"),
        ("mesotherapy-patient-view", "patient-view"),
    ]
    assert not empties(english)
    assert not empties(french)
    assert english["services"][0]["description"] != french["services"][0]["description"]
