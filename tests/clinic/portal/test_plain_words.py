"""What a patient is asked, in their words: explanations, warning signs, and none that only a doctor can see."""

import re
from datetime import date

import pytest
from tests.clinic.made import make_course, make_patient
from tests.clinic.portal.test_red_flags_and_words import let_in

from papule.clinic.care.indications import red_flags
from papule.clinic.knowledge import formulary, view_on

EXPLAINED = [each for each in formulary().facts.values() if each.explains and not each.computed]
OF_DOCTORS = (
    "label RCP clearance clairance NSAID AINS record noter L04A antiplatelet antiagrégant guidance fiche inconnu"
)


@pytest.fixture
def patient(practice):
    return make_patient(language="en", birth_date=date(1990, 2, 28))


@pytest.fixture
def link(doctor, patient):
    return let_in(doctor, patient=patient)


@pytest.mark.parametrize("fact", EXPLAINED, ids=lambda each: each.id)
def test_what_is_explained_to_a_doctor_is_explained_to_the_patient_in_plain_words(fact):
    for language in formulary().edition.languages:
        told = fact.plain[language]
        assert told != fact.explains[language]
        assert [word for word in OF_DOCTORS.split() if word in told] == []
        assert max(len(each.split()) for each in re.split(r"[.;:] ?", told)) <= 22, told


def test_patient_reads_the_plain_words(link):
    client, root, _ = link
    page = client.get(f"{root}/questions/?fact=red-flags").content.decode()
    assert "Yes: at least one of these signs is there." in page
    assert "The guidance lists them" not in page
    listed = client.get(f"{root}/questions/?fact=bradycardia").content.decode()
    assert "fewer than 60 beats a minute" in listed
    assert "The limit depends on the product" not in listed


OF_THE_TRADE = (
    "immunodépression immunosuppression périnée rachis collapsus céphalée métastase traumatisme syncope déficit "
    "placard squames atroph corticoth antécédent altération ulcère fibula malléole tubérosité deficit malleolus tibial "
    "polymyalgi hyperalgé myelo"
)


def signs_of(indication: str, language: str) -> list[str]:
    view = view_on(date(2026, 11, 28), "FR", "sfm")
    kept = [each for each in red_flags(indication, view) if not each.of_doctor and each.topic != "red-flags-general"]
    return [(each.plain or each.title)[language] for each in kept]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_signs_are_asked_in_words_that_are_not_of_the_trade(language):
    told = {sign for each in formulary().indications for sign in signs_of(each, language)}
    assert len(told) > 60
    assert [(word, sign) for sign in told for word in OF_THE_TRADE.split() if word in sign.lower()] == []


@pytest.mark.parametrize(
    ("indication", "told", "not_told"),
    [
        ("migraine-attack", "at its worst within 5 minutes", "Clear migraine or tension headache"),
        ("osgood-schlatter", "Limping, fever and strong pain in one joint", "Story that does not fit the injury"),
        ("sciatica", "trouble with sex", "Loss of feeling only"),
        ("low-back-pain-acute", "numbness between the legs", "numb seat"),
    ],
)
def test_patient_is_asked_about_signs_and_about_nothing_else(doctor, patient, indication, told, not_told):
    client, root, _ = let_in(doctor, make_course(doctor, patient, indication=indication))
    page = client.get(f"{root}/questions/?fact=red-flags").content.decode()
    assert told in page
    assert not_told not in page
