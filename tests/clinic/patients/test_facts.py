from datetime import date

import pytest
from tests.clinic.made import make_allergy, make_answers, make_medicine, make_patient

from papule.clinic.patients.facts import answers_of, patient_of
from papule.treatment.case import Medicine, NamedAllergy

ON = date(2026, 11, 27)
BEFORE = date(2026, 11, 20)

pytestmark = pytest.mark.usefixtures("practice")


def test_patient_never_asked_has_nothing_of_what_was_not_asked():
    found = patient_of(make_patient(), ON)
    assert (found.facts, found.allergies, found.medicines, found.weight_kg) == ({}, None, None, None)
    assert (found.birth_date, found.sex, found.amenorrhoea_weeks) == (date(1980, 2, 29), "female", None)


def test_patient_asked_without_any_has_none_known():
    found = patient_of(make_patient(allergies_asked_on=ON, medicines_asked_on=ON), ON)
    assert (found.allergies, found.medicines) == ("none", "none")


def test_patient_with_ended_allergy_and_medicine_has_none_only_where_asked():
    patient = make_patient(allergies_asked_on=ON)
    make_allergy(patient, "iode", "iodine", ended_on=BEFORE)
    make_medicine(patient, "Kardegic", "B01AC06", ended_on=BEFORE)
    found = patient_of(patient, ON)
    assert (found.allergies, found.medicines) == ("none", None)


def test_patient_with_allergies_keeps_words_where_no_group_is_known():
    patient = make_patient()
    make_allergy(patient, "lidocaïne", "amide-la")
    make_allergy(patient, "penicillin")
    make_allergy(patient, "old thing", "group-of-an-older-edition")
    expected = ("amide-la", NamedAllergy(name="penicillin"), NamedAllergy(name="old thing"))
    assert patient_of(patient, ON).allergies == expected


def test_patient_with_medicines_has_them_in_order():
    patient = make_patient()
    make_medicine(patient, "Previscan", "B01AA12")
    make_medicine(patient, "tisane")
    assert patient_of(patient, ON).medicines == (Medicine(name="Previscan", atc="B01AA12"), Medicine(name="tisane"))


def test_answers_unknown_and_declined_are_kept_and_the_newest_counts():
    patient = make_patient()
    make_answers(patient, BEFORE, asthma="yes", epilepsy="declined")
    make_answers(patient, ON, asthma="unknown")
    assert patient_of(patient, ON).facts == {"asthma": "unknown", "epilepsy": "declined"}


def test_answers_of_a_day_or_a_site_count_on_their_day_only():
    patient = make_patient()
    make_answers(patient, BEFORE, fever="no", herpes="no", asthma="no")
    assert patient_of(patient, ON).facts == {"asthma": "no"}
    assert patient_of(patient, BEFORE).facts == {"asthma": "no", "fever": "no", "herpes": "no"}
    known = answers_of(patient, ON)["fever"]
    assert (known.answer, known.on, known.counts) == ("no", BEFORE, False)


def test_answers_to_what_is_worked_out_or_no_longer_known_are_left_out():
    patient = make_patient()
    make_answers(patient, ON, wocbp="no", never_heard_of="yes")
    assert patient_of(patient, ON).facts == {}


@pytest.mark.parametrize(
    ("answer", "last_period", "weeks"),
    [
        ("yes", date(2026, 7, 10), 20.0),
        ("yes", None, None),
        ("yes", date(2025, 7, 10), None),
        ("yes", date(2026, 12, 1), None),
        ("no", date(2026, 7, 10), None),
    ],
)
def test_weeks_are_counted_from_the_last_period_of_a_pregnancy(answer, last_period, weeks):
    patient = make_patient(last_period_on=last_period)
    make_answers(patient, BEFORE, pregnancy=answer)
    assert patient_of(patient, ON).amenorrhoea_weeks == weeks


def test_patient_costs_four_queries(django_assert_num_queries):
    patient = make_patient(weight_kg="61.5")
    make_answers(patient, BEFORE, asthma="no")
    make_allergy(patient, "iode", "iodine")
    make_medicine(patient, "Previscan")
    with django_assert_num_queries(4):
        assert patient_of(patient, ON).weight_kg == 61.5
