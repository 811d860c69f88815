"""Allergies and medicines that a patient tells before a visit: kept in their words, held against products."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import TESTS, make_allergy, make_patient
from tests.clinic.portal.test_red_flags_and_words import let_in, on_today

from papule.clinic.patients.facts import patient_of
from papule.clinic.patients.models import Patient
from papule.clinic.portal import services

NONE = {"allergies_said": "none", "medicines_said": "none"}


@pytest.fixture
def link(doctor, practice):
    return let_in(doctor, patient=make_patient(language="en"))


def tell(link, said):
    client, root, _invitation = link
    return client.post(f"{root}/background/", said, follow=True)


def on_record(link) -> tuple[list[tuple[str, str, str, str]], list[tuple[str, str, str]]]:
    patient = link[2].patient
    return (
        list(patient.allergies.order_by("pk").values_list("said", "reaction", "group", "origin")),
        list(patient.medicines.order_by("pk").values_list("name", "dose", "origin")),
    )


def test_what_is_named_is_kept_in_the_patient_s_words_with_its_group(link):
    said = {
        "allergies_said": "these",
        "allergies": "NSAID, hives in 1998\nsome plant\n\n",
        "medicines_said": "these",
        "medicines": "Previscan\nLysanxia 0,5 mg, at night",
    }
    assert "Kept. Thank you." in tell(link, said).text
    assert on_record(link) == (
        [("NSAID", "hives in 1998", "nsaid", "patient"), ("some plant", "", "", "patient")],
        [("Previscan", "", "patient"), ("Lysanxia 0,5 mg", "at night", "patient")],
    )
    person = patient_of(Patient.objects.get(pk=link[2].patient_id), timezone.localdate())
    assert "nsaid" in person.allergies


def test_none_is_kept_where_it_was_said_and_unknown_keeps_nothing(link):
    tell(link, NONE | {"medicines_said": "unknown"})
    patient = Patient.objects.get(pk=link[2].patient_id)
    assert (patient.allergies_asked_on, patient.medicines_asked_on) == (timezone.localdate(), None)
    assert on_record(link) == ([], [])


def test_what_stands_there_already_is_shown_and_not_written_twice(link):
    make_allergy(link[2].patient, "Latex", "latex")
    assert "Latex" in link[0].get(f"{link[1]}/background/").text
    for _ in range(2):
        tell(link, NONE | {"allergies_said": "these", "allergies": "latex\npollen\nPOLLEN"})
    assert [row[0] for row in on_record(link)[0]] == ["Latex", "pollen"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"medicines": ""}, "required"),
        (NONE | {"allergies": "latex"}, "You named something here"),
        (NONE | {"medicines_said": "unknown", "medicines": "aspirin"}, "You named something here"),
        (NONE | {"allergies_said": "these", "allergies": " \n "}, "Name one a line"),
        (NONE | {"allergies_said": "these", "allergies": "latex\n,"}, "Name one a line"),
        (NONE | {"allergies_said": "these", "allergies": "x" * 201}, "too long to be kept"),
        (NONE | {"medicines_said": "these", "medicines": "x\n" * 41}, "too long to be kept"),
        (NONE | {"medicines_said": "these", "medicines": "x" * 9000}, "at most"),
    ],
)
def test_what_contradicts_itself_or_is_too_long_is_told_and_nothing_kept(link, said, why):
    page = tell(link, said).text
    assert why in page.split("Nothing was kept yet.")[1].split("What you wrote and ticked is still here.")[0]
    assert on_record(link) == ([], [])
    assert Patient.objects.get(pk=link[2].patient_id).allergies_asked_on is None


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "a\x00b\u202e", "x, " * 60, "(((x"])
def test_hostile_words_stay_words(link, hostile):
    page = tell(link, NONE | {"allergies_said": "these", "allergies": hostile})
    assert page.status_code == 200
    assert "<script>alert" not in link[0].get(f"{link[1]}/background/").text


def test_both_lists_are_asked_until_they_are_told(link):
    client, root, _invitation = link
    assert client.get(f"{root}/home/").context["lists_left"]
    tell(link, NONE | {"medicines_said": "unknown"})
    assert client.get(f"{root}/home/").context["lists_left"]
    tell(link, NONE)
    assert not client.get(f"{root}/home/").context["lists_left"]


def test_practice_is_told_what_was_added_after_it_has_seen_the_answers(link, doctor, signed_in):
    invitation = link[2]
    services.complete(TESTS, invitation)
    services.see(TESTS, invitation)
    assert on_today(doctor) == []
    tell(link, NONE | {"allergies_said": "these", "allergies": "latex"})
    assert on_today(doctor) == [(invitation.pk, None)]
    address = reverse("portal:answers", args=[invitation.patient_id, invitation.pk])
    page = signed_in(doctor).get(address).text
    assert "latex" in page
    assert "nothing to add" in page


def test_link_without_a_questionnaire_does_not_ask(doctor, practice):
    patient = make_patient(language="en")
    client, root, _invitation = let_in(doctor, patient=patient)
    key = services.invite(TESTS, doctor, patient, None, ["diary"])
    client.post(f"/p/{key.token}/", {"born": patient.birth_date.isoformat(), "code": key.code})
    assert client.get(f"/p/{key.token}/background/").status_code == 404
    assert client.get(f"{root}/background/").status_code == 302
