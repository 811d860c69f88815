"""No browser keeps a page or a document of a patient; the files of the program are kept for long."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.clinic.accounts.test_permissions import address

from papule.clinic.accounts.permissions import ALLOWED, PUBLIC, Role

SEEN_BY_DOCTORS = sorted(name for name, roles in ALLOWED.items() if Role.doctor in roles)


def is_kept(answer) -> bool:
    return "no-store" not in answer.headers.get("Cache-Control", "")


def test_nothing_that_a_view_answers_is_kept(db, people, somebody, signed_in):
    client = signed_in(people[Role.doctor])
    answers = {name: client.get(address(name, somebody)) for name in SEEN_BY_DOCTORS}
    assert [name for name, answer in answers.items() if is_kept(answer)] == []
    assert {200, 302, 404, 405} <= {answer.status_code for answer in answers.values()}


def test_document_is_not_kept(db, people, somebody, signed_in):
    made = reverse("documents:make", args=[somebody.patient_id])
    answer = signed_in(people[Role.doctor]).post(made, {"kind": "presence"}, follow=True)
    assert answer["Content-Type"] == "application/pdf"
    assert not is_kept(answer)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_open_to_all_is_not_kept_either(name, db, somebody):
    assert not is_kept(Client().get(address(name, somebody)))


def test_refusal_and_what_does_not_exist_are_not_kept(db, people, signed_in):
    client = signed_in(people[Role.researcher])
    refused, missing = client.get(reverse("patients:chart", args=[1])), client.get("/nowhere/")
    assert (refused.status_code, missing.status_code) == (403, 404)
    assert not is_kept(refused)
    assert not is_kept(missing)


def test_file_of_the_program_is_kept(db, people):
    answer = Client().get("/static/papule/papule.css")
    assert answer.getvalue()
    answer.close()
    assert answer.status_code == 200
    assert is_kept(answer)
    assert "max-age" in answer["Cache-Control"]
    order = settings.MIDDLEWARE
    assert order.index("whitenoise.middleware.WhiteNoiseMiddleware") < order.index(
        "papule.clinic.accounts.middleware.NotKeptMiddleware"
    )
