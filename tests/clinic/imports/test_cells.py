from datetime import date

import pytest

from papule.clinic.imports.cells import DAY_FIRST, MONTH_FIRST, Read, day_of, fits_only, read
from papule.clinic.imports.checking import Rules, check, packed, unpacked
from papule.clinic.imports.tables import Row

FIELDS = (
    "family_name birth_name given_names birth_date sex language weight_kg weighed_on ins nia ssin phone email "
    "record_number"
).split()
COLUMNS = dict(enumerate(FIELDS))
ZOE = {"family_name": "Lefebvre", "given_names": "Zoé", "birth_date": "29/02/1980"}


def cells(**more: str) -> tuple[str, ...]:
    said = ZOE | more
    return tuple(said.get(field, "") for field in FIELDS)


def row(**more: str) -> Read:
    return read(cells(**more), COLUMNS, DAY_FIRST, "fr")


def checked(**more: str):
    return check(Row(2, cells(**more)), Rules(COLUMNS, DAY_FIRST, "fr", "FR"))


@pytest.mark.parametrize(
    "text",
    ["29/02/1980", "29.02.1980", "29-2-1980", "1980-02-29", "1980/2/29", "29/02/1980 00:00:00", "1980-02-29T00:00"],
)
def test_date_is_read_as_people_and_programs_write_it(text):
    assert day_of(text, DAY_FIRST) == date(1980, 2, 29)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("29/02/80", "either century"),
        ("31/02/1980", "no such day"),
        ("02/29/1980", "no such day"),
        ("29/02/0000", "no such day"),
        ("1980", "no such day"),
        ("29 février 1980", "no such day"),
        ("29260", "no such day"),
        ("29/02/1980 10:30", "no such day"),
    ],
)
def test_date_of_which_it_is_not_sure_is_a_problem_and_never_guessed(text, told):
    found = row(birth_date=text)
    assert "birth_date" not in found.data
    assert told in " ".join(found.problems)
    assert checked(birth_date=text).said is None


def test_order_of_day_and_month_is_that_which_was_said():
    assert day_of("03/04/1980", DAY_FIRST) == date(1980, 4, 3)
    assert day_of("03/04/1980", MONTH_FIRST) == date(1980, 3, 4)
    assert [fits_only(each) for each in ("03/04/1980", "25/04/1980", "04/25/1980", "1980-04-25")] == [
        "", DAY_FIRST, MONTH_FIRST, "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sex"),
    [("F", "female"), ("Féminin", "female"), ("2", "female"), ("Mme", "female"), ("M", "male"), ("homme", "male"),
     ("1", "male"), ("M.", "male"), ("", "unknown"), ("inconnu", "unknown")],
)  # fmt: skip
def test_sex_is_read_in_both_languages(text, sex):
    assert row(sex=text).data["sex"] == sex


def test_sex_that_is_not_known_is_a_problem():
    assert "not known as a sex" in " ".join(checked(sex="blue").problems)


def test_language_that_papule_does_not_speak_is_said_and_the_chosen_one_taken():
    found = row(language="NL")
    assert (found.data["language"], row(language="English").data["language"]) == ("fr", "en")
    assert "NL" in " ".join(found.remarks)


def test_weight_without_its_day_is_left_out_and_said():
    found = checked(weight_kg="72,5")
    assert found.said.weight_kg is None
    assert found.said.weighed_on is None
    assert "has no day" in " ".join(found.remarks)
    found = checked(weight_kg="72,5 kg", weighed_on="01/02/2026")
    assert (float(found.said.weight_kg), found.said.weighed_on) == (72.5, date(2026, 2, 1))


def test_day_of_a_weight_without_the_weight_is_nothing():
    assert checked(weight_kg="0", weighed_on="01/02/2026").said.weighed_on is None


@pytest.mark.parametrize("field", ["phone", "ins", "record_number"])
def test_number_that_a_spreadsheet_shortened_is_a_problem(field):
    assert "shortened" in " ".join(checked(**{field: "6,39985E+08"}).problems)


def test_name_at_birth_stands_in_where_no_other_name_is_used():
    found = checked(family_name="", birth_name="Martin")
    assert (found.said.family_name, found.said.birth_name) == ("Martin", "Martin")


def test_text_kept_from_being_a_formula_is_read_without_its_guard():
    assert checked(phone="'+33 6 39 98 00 01").said.phone == "+33 6 39 98 00 01"


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("family_name", "", "required"),
        ("family_name", "x" * 301, "300"),
        ("birth_date", "01/01/2190", "still to come"),
        ("birth_date", "01/01/1870", "that old"),
        ("email", "nobody", "email|e-mail"),
        ("phone", "06", "too few digits"),
        ("ins", "2 80 02 75 123 456 27", "do not belong together"),
        ("ins", "2800275123456", "15 in all"),
        ("ssin", "85.07.30-033.29", "do not belong together"),
        ("record_number", "x" * 21, "20"),
        ("given_names", "\N{RIGHT-TO-LEFT OVERRIDE}\x07", "required"),
    ],
)
def test_row_is_held_against_the_rules_of_the_form(field, text, told):
    found = checked(**{field: text})
    assert found.said is None
    assert any(each in " ".join(found.problems) for each in told.split("|"))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "محمد", "Zoé 🌸", "O’Brien", "x" * 300])
def test_odd_name_is_kept_as_it_stands(name):
    assert checked(family_name=name).said.family_name == name


def test_number_that_says_otherwise_than_the_row_is_said():
    assert "another month or year" in " ".join(checked(ins="1 80 03 75 123 456 92", birth_date="28/02/1981").remarks)


def test_temporary_number_is_kept_as_one():
    assert list(checked(nia="2 80 02 75 123 456 26").numbers) == ["ins-nia"]
    assert list(checked(ins="2 80 02 75 123 456 26").numbers) == ["ins-nir"]


def test_row_waits_without_loss():
    found = checked(ins="2 80 02 75 123 456 26", weight_kg="72,5", weighed_on="01/02/2026", language="NL")
    assert unpacked(packed(found)) == found
