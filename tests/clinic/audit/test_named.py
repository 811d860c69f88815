"""The log in words: no action and no page of a patient is shown by its internal name, in either language."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from django.utils.translation import override
from tests.clinic.made import make_patient

import papule.clinic
from papule.clinic.accounts.permissions import ALLOWED
from papule.clinic.audit.kinds import KINDS
from papule.clinic.audit.named import ACTIONS, PAGES, action_named, subject_named

CODE = Path(papule.clinic.__file__).parent
SUBJECT = re.compile(r'f"([a-z]+\.[A-Z][A-Za-z]+):\{')
RECORDED = re.compile(r'(?:record|writing)\([^"\n]*?, "([a-z_.]+)"')


def of_patients() -> list[str]:
    """Give the addresses with a patient in them."""
    named = []
    for app, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for name, found in resolver.reverse_dict.lists():
            if isinstance(name, str) and any("patient_id" in params for each in found for _text, params in each[0]):
                named.append(f"{app}:{name}")
    return sorted(each for each in named if each in ALLOWED)


def recorded() -> set[str]:
    return {action for file in CODE.rglob("*.py") for action in RECORDED.findall(file.read_text())}


def test_every_address_that_names_a_patient_has_a_name():
    assert len(of_patients()) > 40
    assert [each for each in of_patients() if each not in PAGES] == []


def test_every_action_of_the_code_has_a_name():
    assert len(recorded()) > 70
    assert sorted(recorded() - ACTIONS.keys()) == []


def test_every_kind_of_thing_of_the_code_has_a_name():
    found = {kind for file in CODE.rglob("*.py") for kind in SUBJECT.findall(file.read_text())}
    assert len(found) > 15
    assert sorted(found - KINDS.keys()) == []


@pytest.mark.parametrize("table", [ACTIONS, PAGES, KINDS], ids=["actions", "pages", "kinds"])
def test_names_are_in_both_languages(table):
    with override("fr"):
        french = {key: str(name) for key, name in table.items()}
    alike = {key for key, name in table.items() if str(name) == french[key]}
    assert len(alike) < len(table) / 4
    assert alike <= {
        "documents:documents", "documents:document", "care:consultation", "care:plan",
        "care.Consultation", "care.PlanVersion", "patients.Patient", "portal.Message", "stock.Lot",
        "documents.Document",
    }  # fmt: skip


def test_what_the_table_does_not_know_is_shown_as_recorded():
    assert (action_named("odd.thing"), subject_named("odd:thing")) == ("odd.thing", "odd:thing")
    assert subject_named("care.Course:12") == "course 12"


def test_readers_of_a_record_are_told_in_words(doctor, signed_in, practice):
    client, patient = signed_in(doctor), make_patient()
    client.get(reverse("patients:chart", args=[patient.pk]))
    page = client.get(reverse("patients:readers", args=[patient.pk])).content.decode()
    assert "<td>read</td><td>chart</td>" in page
    assert "patients:chart" not in page
