"""What other ways there are: named by sources, for the complaint of this course, or said that none names them."""

from datetime import date

import msgspec
import pytest
from tests.clinic.made import make_course, make_patient

from papule.clinic.documents import services
from papule.clinic.documents.models import Kind
from papule.clinic.documents.parts import other_ways
from papule.clinic.knowledge import formulary, view_on

VIEW = view_on(date(2026, 11, 28), "FR", "sfm")
NAMED = [each for each in formulary().indications.values() if each.alternatives]


def told(practice, doctor, indication: str, kind=Kind.consent, language="en") -> str:
    course = make_course(doctor, make_patient(), indication=indication)
    head = services.head_for(practice, doctor, course.patient, language)
    return msgspec.json.encode(services.build(kind, head, course, VIEW)).decode()


@pytest.mark.parametrize("kind", [Kind.information, Kind.consent])
def test_other_ways_of_a_complaint_are_named_with_who_says_so(practice, doctor, kind):
    said = told(practice, doctor, "low-back-pain-chronic", kind)
    assert "An exercise programme (WHO 2023; NICE 2016)" in said
    assert f"{doctor.name} tells you which of them suit you" in said
    assert "No source that Papule holds" not in said


def test_other_ways_are_named_in_french(practice, doctor):
    said = told(practice, doctor, "carpal-tunnel", language="fr")
    assert "Une attelle au poignet la nuit (NHS)" in said
    assert "lesquelles vous conviennent" in said


@pytest.mark.parametrize("indication", ["ent-recurrent-infection", "musculoskeletal-pain", ""])
def test_complaint_without_a_source_says_that_none_names_other_ways(practice, doctor, indication):
    said = told(practice, doctor, indication)
    assert f"names other ways for this complaint. {doctor.name} tells you which there are." in said
    assert "The sources in brackets" not in said


def test_other_way_that_holds_elsewhere_is_not_named(practice, doctor):
    known = VIEW.formulary.indications["carpal-tunnel"]
    elsewhere = msgspec.structs.replace(known.alternatives[0], countries=("IT",))
    narrowed = msgspec.structs.replace(known, alternatives=(elsewhere, *known.alternatives[1:]))
    said = str(list(other_ways(services.head_for(practice, doctor, make_patient(), "en"), narrowed, VIEW)))
    assert "A splint on the wrist" not in said
    assert "An injection of cortisone" in said


@pytest.mark.parametrize("indication", NAMED, ids=lambda each: each.id)
def test_other_ways_are_in_plain_words_of_few_letters_in_both_languages(indication):
    for each in indication.alternatives:
        assert set(each.text) == {"en", "fr"}
        assert all(len(words) <= 140 and not words.endswith(".") for words in each.text.values()), each.text
