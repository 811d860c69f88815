"""Who looks like somebody, by the same rule as while one types; and rows of one file among themselves."""

import pytest
from tests.clinic.imports.files import HEADING
from tests.clinic.made import make_patient

from papule.clinic.audit.writing import system
from papule.clinic.imports import likeness
from papule.clinic.imports.checking import Rules, check, patient_of
from papule.clinic.imports.columns import recognised
from papule.clinic.imports.likeness import ALIKE, NUMBERED, SAME, UNDATED, find_alike
from papule.clinic.imports.tables import Row
from papule.clinic.patients import services
from papule.clinic.patients.alike import alike

NAMES = (*HEADING[:3], "INS", "Nom de naissance")
NIR = "2 80 02 75 123 456 26"


def rows(*said: str):
    """Rows: family name, given name, birth date, INS, name at birth, with strokes between."""
    rules = Rules(recognised(NAMES), "day", "fr", "FR")
    found = []
    for number, each in enumerate(said, 2):
        cells = (*each.split("|"), "", "", "")[: len(NAMES)]
        found.append(check(Row(number, tuple(cells)), rules))
    assert all(row.said for row in found), [row.problems for row in found]
    return found


def kinds(*said: str):
    return {number: [each.kind for each in whom] for number, whom in find_alike(rows(*said)).items()}


PEOPLE = [
    "Lefebvre|Zoé|29/02/1980", "Lefèvre|Zoe|29/02/1980", "Zoé|Lefebvre|29/02/1980", "Martin|Zoé|29/02/1980",
    "Lefebvre|Luc|01/03/1980", "Martin|Luc|29/02/1980", "Durand|Anne|29/02/1980||Lefebvre", "Le Goff|Ana|01/01/1950",
    "Legoff|Ana|01/01/1950", "محمد|علي|02/02/1990", "Nguyen|Thi|03/03/1970|" + NIR,
]  # fmt: skip


def test_who_looks_like_a_patient_does_so_by_the_rule_of_typing(practice, monkeypatch):
    for each in rows(*PEOPLE[::2]):
        services.register(system("tests"), services.Identity(_columns(each), each.numbers))
    monkeypatch.setattr(likeness, "AT_ONCE", 3)
    wanted = rows(*PEOPLE)
    found = find_alike(wanted)
    for row in wanted:
        by_typing = {each.pk for each in alike(patient_of(row.said), row.numbers.values())}
        assert {each.patient for each in found.get(row.number, []) if each.patient} == by_typing, row.said
    assert sum(bool(alike(patient_of(row.said))) for row in wanted) > 4


def _columns(row):
    return {name: getattr(row.said, name) for name in ("family_name", "given_names", "birth_name", "birth_date", "sex")}


def test_rows_of_one_person_in_a_file_look_alike_and_the_first_does_not(practice):
    found = kinds(
        "Lefebvre|Zoé|29/02/1980", "LEFEBVRE|Zoe|29/02/1980", "Lefèvre|Zoé|29/02/1980", "Martin|Luc|01/01/1970"
    )
    assert found == {3: [SAME], 4: [ALIKE, ALIKE]}


def test_twins_look_alike(practice):
    assert kinds("Lefebvre|Zoé|29/02/1980", "Lefebvre|Ana|29/02/1980") == {3: [ALIKE]}


def test_strangers_born_on_one_day_do_not(practice):
    make_patient(family_name="Martin", given_names="Luc")
    assert kinds("Durand|Anne|29/02/1980", "Nguyen|Thi|29/02/1980") == {}


def test_namesakes_born_on_other_days_do_not(practice):
    assert kinds("Lefebvre|Zoé|29/02/1980", "Lefebvre|Zoé|01/03/1980") == {}


@pytest.mark.parametrize("born", ["", "29/02/1980"])
def test_who_has_no_birth_date_looks_like_whoever_has_the_same_names(practice, born):
    make_patient(family_name="Martin", given_names="Luc", birth_date=None)
    assert kinds(f"Lefebvre|Zoé|{born}", "Lefebvre|Zoé|") == {3: [UNDATED]}
    assert kinds(f"Martin|Luc|{born}") == {2: [UNDATED]}


def test_one_national_number_is_one_person_whatever_the_name(practice):
    assert kinds(f"Lefebvre|Zoé|29/02/1980|{NIR}", f"Martin|Luc|01/01/1970|{NIR}") == {3: [NUMBERED]}


def test_number_of_queries_does_not_grow_with_the_rows(practice, django_assert_num_queries):
    few, many = rows("Lefebvre|Zoé|29/02/1980"), rows(*PEOPLE)
    make_patient(family_name="Lefebvre", given_names="Zoé")
    with django_assert_num_queries(4):
        find_alike(few)
    with django_assert_num_queries(5):  # one more for the national number
        find_alike(many)
