"""A plan with nothing in it is no plan; what is saved says so."""

import pytest
from django.urls import reverse
from tests.clinic.care.couch import LIDOCAINE, ready
from tests.clinic.made import make_course, make_patient

from papule.clinic.care.models import PlanVersion


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


def address(course) -> str:
    return reverse("care:plan", args=[course.patient_id, course.pk])


@pytest.mark.parametrize(
    ("syringe", "is_saved"),
    [
        ({"technique-0": "papule"}, False),
        ({"technique-0": "dry"}, True),
        ({"technique-0": "papule", "product-0-0": LIDOCAINE, "volume-0-0": "2"}, True),
    ],
    ids=["nothing", "dry", "a product"],
)
def test_plan_without_a_product_is_saved_only_where_nothing_is_injected(client, doctor, practice, syringe, is_saved):
    course = make_course(doctor, make_patient())
    said = {"do": "save", "device": "manual"} | syringe
    page = client.post(address(course), said)
    assert (page.status_code == 302, PlanVersion.objects.exists()) == (is_saved, is_saved)
    if not is_saved:
        assert "There is nothing in it yet" in page.content.decode()


def test_page_after_saving_says_which_version_it_shows(client, doctor, practice):
    course = ready(doctor, practice)
    page = client.get(address(course)).content.decode()
    assert "As saved in version 1." in page
    assert "Nothing kept yet." not in page
    assert "Nothing kept yet." in client.get(address(make_course(doctor, make_patient()))).content.decode()
