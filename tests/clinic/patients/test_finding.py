from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from tests.clinic.made import make_patient

from papule.clinic.patients import services
from papule.clinic.patients.finding import find_patients, nearly, within
from papule.clinic.patients.models import Patient, SearchKey
from papule.clinic.patients.services import Identity


def register(actor, columns: dict[str, Any], numbers: dict[str, str] | None = None) -> Patient:
    return services.register(actor, Identity(columns, numbers))


pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def people(actor) -> dict[str, Patient]:
    made = [
        ("Lefèvre", "Hélène", "", date(1965, 3, 12), "06 12 34 56 78", {"ins-nir": "265037512345677"}),
        ("Gauthier", "Jean-Baptiste", "", date(1980, 2, 29), "+33 1 45 67 89 10", {"ins-nia": "780022A00412345"}),
        ("Le Goff", "Maëlle", "Dupond", date(1991, 12, 3), "0045 12 34 56 78", {}),
        ("O\u2019Brien", "Stephen", "", None, "", {}),
        ("Łukaszewski", "Иван", "", date(2001, 1, 1), "", {}),
        ("李", "小龍", "", None, "", {}),
        ("\N{GRINNING FACE}", "x", "", None, "", {}),
        ("A" * 300, "Ann", "", None, "", {}),
        ("محمد", "علي", "", None, "", {}),
        ("Mercier", "Jean", "", date(1965, 12, 3), "06 98 76 54 32", {}),
    ]
    found = {}
    for family, given, birth_name, born, phone, numbers in made:
        said = {"family_name": family, "given_names": given, "birth_name": birth_name, "birth_date": born}
        found[family] = register(actor, {**said, "phone": phone}, numbers)
    return found


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("lefevre", ["Lefèvre"]),
        ("LEFÈVRE", ["Lefèvre"]),
        ("  héLène   lef ", ["Lefèvre"]),
        ("lefevre helene", ["Lefèvre"]),
        ("lefebvre", ["Lefèvre"]),
        ("helene lefebure", ["Lefèvre"]),
        ("gautier", ["Gauthier"]),
        ("baptiste gautier", ["Gauthier"]),
        ("jean gau", ["Gauthier"]),
        ("jeanbaptiste", ["Gauthier"]),
        ("legoff", ["Le Goff"]),
        ("le goff", ["Le Goff"]),
        ("maelle dupont", ["Le Goff"]),
        ("obrien", ["O\u2019Brien"]),
        ("o'brien", ["O\u2019Brien"]),
        ("o brian steven", ["O\u2019Brien"]),
        ("lukaszewski ivan", ["Łukaszewski"]),
        ("иван", ["Łukaszewski"]),
        ("李小", ["李"]),
        ("李 小龍", ["李"]),
        ("小龍", ["李"]),
        ("\N{GRINNING FACE}", ["\N{GRINNING FACE}"]),
        ("a" * 300, ["A" * 300]),
        ("علي محمد", ["محمد"]),
        ("12/03/1965", ["Lefèvre"]),
        ("12.3.1965", ["Lefèvre"]),
        ("12 03 1965", ["Lefèvre"]),
        ("1965-03-12", ["Lefèvre"]),
        ("12031965", ["Lefèvre"]),
        ("120365", ["Lefèvre"]),
        ("12.03.65", ["Lefèvre"]),
        ("mercier 03121965", ["Mercier"]),
        ("12039965", []),
        ("mercier 03/12/1965", ["Mercier"]),
        ("mercier 12/03/1965", []),
        ("1965", ["Lefèvre", "Mercier"]),
        ("31/02/1965", []),
        ("06 12 34", ["Lefèvre"]),
        ("0612345678", ["Lefèvre"]),
        ("06.12.34.56.78", ["Lefèvre"]),
        ("+33 6 12 34 56 78", ["Lefèvre"]),
        ("0033612345678", ["Lefèvre"]),
        ("01 45 67 89 10", ["Gauthier"]),
        ("+45 12 34 56 78", ["Le Goff"]),
        ("2 65 03 75 123 456 77", ["Lefèvre"]),
        ("7 80 02 2A 004 123 45", ["Gauthier"]),
        ("goff 0045 12345678", ["Le Goff"]),
        ("lefevre 1966", []),
        ("mrcier", ["Mercier"]),
        ("mercir jean", ["Mercier"]),
        ("mercire jaen 1965", ["Mercier"]),
        ("mercierr", ["Mercier"]),
        ("mzzrcier", []),
        ("mrcier 1966", []),
        ("zzz", []),
        ("l", []),
        ("", []),
        ("%", []),
        ("' or 1=1 --", []),
        ("\x00", []),
        ("   \N{RIGHT-TO-LEFT OVERRIDE} ", []),
    ],
)
def test_search_by_what_is_typed_finds(people, typed, names):
    found = find_patients(typed, 20)
    assert [each.patient.family_name for each in found] == names


def test_search_by_date_in_english_reads_both_orders(people):
    found = find_patients("12/03/1965", 20, "en")
    assert {each.patient.family_name for each in found} == {"Lefèvre", "Mercier"}
    assert [each.patient.family_name for each in find_patients("1965-12-03", 20, "en")] == ["Mercier"]


def test_search_by_record_number_finds_its_beginning(people):
    patient = people["Le Goff"]
    assert patient in [each.patient for each in find_patients(patient.record_number, 20)]


def test_search_shows_written_before_sounding(actor, people):
    register(actor, {"family_name": "Lefebvre", "given_names": "Zoé"})
    found = find_patients("lefebvre", 20)
    assert [(each.patient.family_name, each.is_written) for each in found] == [("Lefebvre", True), ("Lefèvre", False)]


def test_search_after_a_change_finds_the_new_name_only(actor, people):
    patient = people["Mercier"]
    services.change(actor, patient, Identity({"family_name": "Delmas"}), patient.revision)
    assert [each.patient for each in find_patients("delmas", 20)] == [patient]
    assert find_patients("mercier", 20) == []


def test_search_with_more_words_than_anybody_has_stays_small(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert find_patients("jean " * 1000, 20)
    with django_assert_max_num_queries(60):
        assert find_patients("jean " + " ".join(f"x{letter}y" for letter in "abcdefghijklmnop"), 20) == []


def test_search_reads_indexes_only(people):
    key = SearchKey.objects.filter(value__gte=b"n", value__lt=b"n\xff")
    other = SearchKey.objects.filter(value__gte=b"p", value__lt=b"p\xff", patient=OuterRef("patient"))
    rows = key.filter(Exists(other)).order_by("value", "patient").values_list("patient", flat=True)[:60]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a small table is otherwise read as a whole
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        assert rows.explain().count("Index Only Scan") == 2
    else:
        assert rows.explain().count("COVERING INDEX") == 2
        assert "TEMP B-TREE" not in rows.explain()


def test_search_costs_few_queries(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        find_patients("lefebvre", 20)
    with django_assert_max_num_queries(20):
        assert find_patients("mrcier jaen", 20)


def test_search_for_a_name_typed_with_a_slip_reads_indexes_only(people):
    near = SearchKey.objects.filter(within(nearly("mrcier"))).order_by("value", "patient")
    rows = near.values_list("patient", flat=True)[:60]
    if connection.vendor == "sqlite":
        assert "COVERING INDEX" in rows.explain()
        assert "TEMP B-TREE" not in rows.explain()
    assert {people["Mercier"].pk} == set(rows)


def test_registering_without_number_gives_a_free_one(actor):
    one = register(actor, {"family_name": "A", "given_names": "B"})
    make_patient(record_number=str(one.pk + 2))
    other = register(actor, {"family_name": "C", "given_names": "D"})
    assert one.record_number == str(one.pk)
    assert other.record_number not in ("", one.record_number, str(one.pk + 2))
