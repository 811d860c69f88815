"""Numbers on a French page have a comma, as typed, as worked out and in messages; both are read."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from tests.clinic.care.test_plan import FIELDS, post
from tests.clinic.made import make_course, make_patient

from papule.assessment.finding import Cited
from papule.clinic.care.findings import cited
from papule.clinic.care.plan_fields import read
from papule.clinic.care.plan_page import syringe_rows
from papule.clinic.patients.forms import PatientForm
from papule.clinic.templatetags.fields import errors_of


@pytest.mark.parametrize("typed", ["2,5", "2.5"])
def test_volume_is_read_with_either_mark_and_shown_with_that_of_the_language(typed):
    fields = FIELDS | {"volume-0-0": typed}
    found = read(fields)
    assert found.body.contents[0].volume_ml == 2.5
    for language, shown in (("fr", "2,5"), ("en", typed)):
        with override(language):
            assert syringe_rows(fields, found)[0].contents[0].volume == shown


def test_plan_in_french_shows_commas_and_spaced_colons(doctor, signed_in):
    doctor.language = "fr"
    doctor.save()
    course = make_course(
        doctor, make_patient(sex="male", weight_kg=80), indication="low-back-pain-acute", phase="acute"
    )
    client = signed_in(doctor)
    client.cookies["django_language"] = "fr"
    address = reverse("care:plan", args=[course.patient_id, course.pk])
    post(client, address, "save", **{"volume-0-0": "2.5"})
    page = client.get(address).content.decode()
    assert 'name="volume-0-0" inputmode="decimal" value="2,5"' in page
    assert 'name="each-0" inputmode="decimal" value="0,1"' in page
    assert re.search(r"lidocaïne 10 mg/mL[\u00a0 ]: 2,5 mL, 25 mg", page)


@pytest.mark.parametrize(("language", "limit"), [("fr", "0,3"), ("en", "0.3")])
def test_limit_in_a_message_is_written_as_the_language_does(db, language, limit):
    with override(language):
        message = errors_of(PatientForm({"weight_kg": "0.1"})["weight_kg"])[0]
    assert re.search(rf"\b{limit}\b", message)


def test_day_from_which_a_source_counts_is_written_as_a_french_hand_does():
    with override("fr"):
        assert "depuis le 17/01/2014" in cited(Cited(source="bdpm-2026", at="page", since="2014-01-17"))
