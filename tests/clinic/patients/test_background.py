from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_allergy, make_patient

from papule.clinic.patients.facts import patient_of
from papule.clinic.patients.models import Allergy, PatientMedicine
from papule.clinic.patients.naming import suggest_allergies, suggest_medicines


@pytest.fixture
def patient(practice):
    return make_patient()


@pytest.fixture
def send(signed_in, assistant, patient):
    client = signed_in(assistant)

    def post(**sent):
        return client.post(reverse("patients:background", args=[patient.pk]), sent)

    return post


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("Bétadine", "iodine"),
        ("sulfites", "sulfite"),
        ("lidocaine", "amide-la"),
        ("pénicilline", ""),
        ("anesthésie locale", ""),  # two groups: the assessment takes both
        ("\N{PEANUTS} peanuts", ""),
    ],
)
def test_allergy_is_kept_in_the_words_said_with_its_group(send, said, group):
    assert send(do="allergy", said=said, reaction="rash").status_code == 302
    row = Allergy.objects.get()
    assert (row.said, row.group, row.reaction, row.origin) == (said, group, "rash", "assistant")


def test_allergy_that_is_not_recognised_is_told(send, patient, signed_in, assistant):
    send(do="allergy", said="dust of the moon")
    page = signed_in(assistant).get(reverse("patients:background", args=[patient.pk])).content.decode()
    assert "cannot be checked" in page


def test_allergy_is_ended_not_deleted_and_once(send, patient):
    row = make_allergy(patient, "latex", "latex")
    send(do="end", row=f"allergy:{row.pk}")
    send(do="end", row=f"allergy:{row.pk}")
    row.refresh_from_db()
    assert row.ended_on == timezone.localdate()


@pytest.mark.parametrize("row", ["allergy:999", "course:1", "allergy:x", ""])
def test_ending_what_is_not_there_is_refused(send, row):
    assert send(do="end", row=row).status_code == 404


def test_ending_a_row_of_somebody_else_is_refused(send):
    other = make_allergy(make_patient(), "latex", "latex")
    assert send(do="end", row=f"allergy:{other.pk}").status_code == 404


def test_asked_with_none_gives_none_known(send, patient):
    send(do="allergies")
    send(do="medicines")
    patient.refresh_from_db()
    found = patient_of(patient, timezone.localdate())
    assert (found.allergies, found.medicines) == ("none", "none")


@pytest.mark.parametrize(
    ("name", "atc"),
    [("Previscan", "B01AA12"), ("KARDEGIC 75 mg", "B01AC06"), ("aspirine", ""), ("acide acétylsalicylique", "")],
)
def test_medicine_is_kept_with_the_code_that_its_name_alone_has(send, name, atc):
    send(do="medicine", name=name, dose="1")
    assert (PatientMedicine.objects.get().name, PatientMedicine.objects.get().atc) == (name, atc)


def test_medicine_that_is_not_known_is_asked_about_then_kept_as_typed(send):
    page = send(do="medicine", name="Prevyscann").content.decode()
    assert "PREVISCAN" in page
    assert not PatientMedicine.objects.exists()
    send(do="medicine", name="Prevyscann", as_typed="on")
    assert PatientMedicine.objects.get().atc == ""


def test_pregnancy_is_kept_with_its_date(send, patient):
    send(do="pregnancy", pregnancy="yes", last_period_on="2026-09-14")
    patient.refresh_from_db()
    assert patient_of(patient, date(2026, 11, 23)).amenorrhoea_weeks == 10
    assert "still to come" in send(do="pregnancy", pregnancy="yes", last_period_on="2190-01-01").content.decode()


def test_condition_with_a_wrong_code_is_told(send, patient):
    assert "M17.1" in send(do="condition", name="Knee", icd10="17").content.decode()
    assert send(do="condition", name="Knee", icd10="M17.1", since="2019").status_code == 302
    assert patient.conditions.get().name == "Knee"


@pytest.mark.parametrize("sent", [{}, {"do": "nothing"}, {"do": "allergy"}, {"do": "medicine", "name": "\x00"}])
def test_background_sent_incomplete_keeps_nothing(send, sent):
    assert send(**sent).status_code == 200
    assert not Allergy.objects.exists()


def test_names_are_suggested_while_typed(practice):
    assert "Bétadine" in [each.name for each in suggest_allergies("beta")]
    assert "PREVISCAN" in [each.name for each in suggest_medicines("prev")]
    assert "fluindione" in next(each.detail for each in suggest_medicines("previsc"))
    assert suggest_allergies("b") == suggest_medicines("") == suggest_allergies("\x00") == []


def test_names_are_given_as_options(signed_in, assistant):
    page = signed_in(assistant).get(reverse("patients:medicine_names"), {"name": "previsc"}).content.decode()
    assert '<option value="PREVISCAN">' in page
    assert signed_in(assistant).get(reverse("patients:allergy_names"), {"said": "lat"}).status_code == 200
