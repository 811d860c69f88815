"""A red flag that a patient answers is told at once; what a patient signs is what they read."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import TESTS, make_course, make_patient
from tests.clinic.portal.agreeing import sign

from papule.clinic.accounts.models import Practice
from papule.clinic.agenda.day import day_of
from papule.clinic.documents.models import Words
from papule.clinic.knowledge import view_on, words_in
from papule.clinic.portal import services
from papule.clinic.portal.models import Consent

ASKS = ["questionnaire", "consent"]
AGREED = {"agreed": "on", "quality": "self", "signer": "Ana Essai"}


def let_in(doctor, course=None, patient=None):
    person = patient or course.patient
    key = services.invite(TESTS, doctor, person, course, ASKS)
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.post(f"/p/{key.token}/", {"born": person.birth_date.isoformat(), "code": key.code})
    return client, f"/p/{key.token}", key.invitation


def on_today(doctor) -> list[tuple[int, str | None]]:
    day = day_of(doctor, view_on(timezone.localdate(), "FR", "sfm"), timezone.localdate())
    return [(each.pk, vars(each)["flag"]) for each in day.answers]


@pytest.fixture
def course(doctor, practice):
    return make_course(doctor, make_patient(language="en"))


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_red_flag_is_on_today_before_the_questionnaire_is_finished(course, doctor, signed_in, answer):
    client, root, invitation = let_in(doctor, course)
    client.post(f"{root}/questions/", {"fact": "red-flags", "answer": answer})
    assert on_today(doctor) == [(invitation.pk, answer)]
    page = signed_in(doctor).get(reverse("portal:answers", args=[course.patient_id, invitation.pk]))
    assert "warning sign" in page.content.decode() or "red flag" in page.content.decode()
    assert on_today(doctor) == []
    services.complete(TESTS, invitation)
    assert on_today(doctor) == [(invitation.pk, answer)]


def test_questionnaire_without_a_red_flag_is_told_when_it_is_finished(course, doctor):
    client, root, invitation = let_in(doctor, course)
    client.post(f"{root}/questions/", {"fact": "red-flags", "answer": "no"})
    assert on_today(doctor) == []
    services.complete(TESTS, invitation)
    assert on_today(doctor) == [(invitation.pk, None)]


def test_red_flags_stand_before_other_answers_on_today(course, doctor):
    plain, unsure = (let_in(doctor, patient=make_patient(language="en")) for _ in range(2))
    client, root, invitation = let_in(doctor, course)
    services.complete(TESTS, plain[2])
    unsure[0].post(f"{unsure[1]}/questions/", {"fact": "red-flags", "answer": "unknown"})
    client.post(f"{root}/questions/", {"fact": "red-flags", "answer": "yes"})
    assert on_today(doctor) == [(invitation.pk, "yes"), (unsure[2].pk, "unknown"), (plain[2].pk, None)]


def test_red_flag_of_another_link_is_not_told_by_this_one(course, doctor):
    client, root, invitation = let_in(doctor, course)
    client.post(f"{root}/questions/", {"fact": "red-flags", "answer": "yes"})
    services.invite(TESTS, doctor, course.patient, course, ASKS)
    assert on_today(doctor) == [(invitation.pk, "yes")]


@pytest.mark.parametrize(("answer", "is_told"), [("yes", True), ("no", False)])
def test_patient_with_a_red_flag_is_told_to_call(course, doctor, answer, is_told):
    Practice.objects.update(phone="01 99 00 12 34")
    client, root, _invitation = let_in(doctor, course)
    page = client.post(f"{root}/questions/", {"fact": "red-flags", "answer": answer}, follow=True)
    assert ("Do not wait for the visit" in page.content.decode()) is is_told
    assert ("01\N{NO-BREAK SPACE}99" in page.content.decode()) is is_told


@pytest.mark.parametrize("indication", [None, "fibromyalgia", "low-back-pain-acute"])
def test_signs_that_are_read_to_a_patient_are_signs(doctor, practice, indication):
    patient = make_patient(language="en")
    course = make_course(doctor, patient, indication=indication) if indication else None
    client, root, _invitation = let_in(doctor, course, patient)
    signs = client.get(f"{root}/questions/").context["signs"]
    assert "What a red flag means" not in signs
    assert bool(signs) is (indication == "low-back-pain-acute")


def test_words_changed_while_they_were_read_are_not_signed(course, doctor):
    client, root, _invitation = let_in(doctor, course)
    address = f"{root}/consent/treatment/"
    read = client.get(address).context["sheet"].digest
    Words.objects.create(passage="consent.agreement", language="en", text="I agree to something else.")
    page = client.post(address, AGREED | {"read": read})
    assert not Consent.objects.exists()
    assert "was changed while you were reading" in page.content.decode()
    assert "something else" in page.content.decode()
    sign(client, address, AGREED)
    assert "something else" in str(Consent.objects.get().document.sheet)


def test_what_speaks_against_it_is_told_with_who_disagrees(practice):
    page = Client(headers={"accept-language": "en"}).get("/p/about/")
    against, say = page.context["against"], words_in("en")
    assert {say.fact(each) for each in ("pregnancy", "anticoagulant-treatment", "herpes")} <= against.keys()
    held = {text for text, _sources in against[say.fact("diabetes")]}
    assert len(held) > 1
    assert all(sources for positions in against.values() for _text, sources in positions)
    assert say.fact("immunosuppression").capitalize() in unescape(page.content.decode())
