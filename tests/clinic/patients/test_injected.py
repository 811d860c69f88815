import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.clinic.made import make_course, make_patient, make_session, session_record

from papule.clinic.patients.injected import MOST, injected

LIDOCAINE, THIOCOLCHICOSIDE = "lidocaine-10mg-ml", "thiocolchicoside-2mg-ml"
FIRST, SECOND = date(2026, 11, 3), date(2026, 11, 10)


@pytest.fixture
def patient(practice):
    return make_patient()


@pytest.fixture
def sessions(patient, doctor):
    course = make_course(doctor, patient)
    one = make_session(doctor, course, FIRST, record=session_record(FIRST, LIDOCAINE))
    record = session_record(SECOND, LIDOCAINE, THIOCOLCHICOSIDE, points=20, site="lumbar-spine", side="right")
    return one, make_session(doctor, course, SECOND, record=record)


def test_injected_is_told_by_site_with_points_volume_and_products(patient, sessions):
    found = injected(patient)
    assert [(each.site, each.side, each.points, each.volume_ml, each.sessions) for each in found.places] == [
        ("lumbar-spine", "right", 20, 2.0, ("2",)),
        ("knee", "left", 10, 1.0, ("1",)),
    ]
    assert found.products == (LIDOCAINE, THIOCOLCHICOSIDE)


def test_injected_of_one_session_or_one_product_is_that_only(patient, sessions):
    assert [each.site for each in injected(patient, sessions[0].pk).places] == ["knee"]
    assert [each.site for each in injected(patient, product=THIOCOLCHICOSIDE).places] == ["lumbar-spine"]
    assert injected(patient, sessions[0].pk, THIOCOLCHICOSIDE).places == ()


def test_injected_leaves_out_what_was_not_given_and_records_of_another_form(patient, doctor):
    course = make_course(doctor, patient)
    make_session(doctor, course, FIRST, record=session_record(FIRST, given=False))
    make_session(doctor, course, SECOND, record={"form": 99})
    assert injected(patient).places == ()


def test_injected_costs_one_query_whatever_the_history(patient, doctor, django_assert_num_queries):
    course = make_course(doctor, patient)
    for number in range(1, MOST + 9):
        day = FIRST + timedelta(days=number)
        make_session(doctor, course, day, number=number, record=session_record(day))
    with django_assert_num_queries(1):
        found = injected(patient)
    assert len(found.sessions) == MOST
    assert found.places[0].points == 10 * MOST


@pytest.mark.parametrize("query", ["", "?session=1&product=x", "?session=x", f"?product={'y' * 500}"])
def test_injected_page_answers_whatever_is_asked(patient, sessions, signed_in, assistant, query):
    client = signed_in(assistant)
    address = reverse("patients:injected", args=[patient.pk]) + query
    assert "<html" in client.get(address).content.decode()
    assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()


def test_places_that_were_marked_are_drawn_beside_the_table(patient, doctor, signed_in):
    record = session_record(FIRST, points=3)
    for place, point in enumerate(record["points"]):
        point |= {"view": "knee", "x": 0.25, "y": 0.5 + place / 100}
    make_session(doctor, make_course(doctor, patient), FIRST, record=record)
    page = signed_in(doctor).get(reverse("patients:chart", args=[patient.pk])).content.decode()
    drawn = re.findall(r'class="body-dots" d="([^"]+)"', page)
    assert [each.count("h0") for each in drawn] == [3]
