import codecs
import io
import tracemalloc
import zipfile

import pytest
from django.forms import ValidationError
from tests.clinic.imports.files import HEADING, LUC, ZOE, written

from papule.clinic.imports import tables
from papule.clinic.imports.columns import recognised


def read(content: bytes) -> tuple[tuple[str, ...], list[tables.Row]]:
    tables.refuse_other_files(content)
    text = tables.text_of(content, tables.letters_of(content))
    heading, rows = tables.table(text, tables.separator_of(text))
    return heading, list(rows)


@pytest.mark.parametrize("between", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("letters", "start"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_file_of_every_kind_of_letters_and_separators_is_read(letters, start, between):
    content = start + written(ZOE, LUC, between=between).decode().encode(letters)
    heading, rows = read(content)
    assert (heading, [row.cells for row in rows]) == (HEADING, [ZOE, LUC])


def test_rows_bear_the_numbers_that_a_spreadsheet_shows():
    content = b'sep=;\r\nNom;Pr\xc3\xa9nom;Adresse\r\n\r\nUn;A;"1 rue\r\n75011 Paris"\r\nDeux;B;\r\n;;\r\nTrois;C;\r\n'
    _heading, rows = read(content)
    assert [(row.number, row.cells[0]) for row in rows] == [(3, "Un"), (4, "Deux"), (6, "Trois")]
    assert rows[0].cells[2] == "1 rue\r\n75011 Paris"


def test_row_with_more_or_fewer_cells_than_headings_is_a_problem():
    _heading, rows = read(b"Nom;Prenom;Ville\nUn;A;Paris;75011\nDeux;B\nTrois;C;Lyon;;\n")
    assert [bool(row.fault) for row in rows] == [True, True, False]
    assert "4 cells under 3 headings" in rows[0].fault


def test_quotation_mark_that_is_not_closed_is_told_and_rows_before_it_stand():
    _heading, rows = read(b'Nom;Prenom\nUn;A\nDeux;"B\nTrois;C\n')
    assert [(row.number, bool(row.fault)) for row in rows] == [(2, False), (3, True)]


def test_quotation_mark_inside_a_text_is_told_and_rows_after_it_stand():
    _heading, rows = read(b'Nom;Prenom\nUn;"A" B\nDeux;B\n')
    assert [(row.number, bool(row.fault)) for row in rows] == [(2, True), (3, False)]


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xef\xbb\xbf\r\n;;\r\n", "empty"),
        (workbook(), "CSV UTF-8"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100), "CSV UTF-8"),
        (b"%PDF-1.7\n", "document"),
        (b"Nom;Prenom\nUn\0;A\n", "no text has"),
        (b"Nom;Prenom\n\x81;A\n", "Windows-1252"),
        (b"\xff\xfeN\x00o", "UTF-16"),
        (b"Nom;" * 1_000_000 + b"\n", "more than 200 columns"),
        (b"Nom;" * 250 + b"Prenom\n", "more than 200 columns"),
        (b"Nom;Prenom\n" + b";" * 1_000_000, "more than 200 columns"),
        (b"Nom;Prenom\n" + b"Un;A\n" * (tables.MOST_ROWS + 1), "more than 20000 rows"),
        (b"Nom;Prenom\n" + b"\n" * (tables.MOST_ROWS + 1), "more than 20000 rows"),
    ],
)
def test_what_is_no_table_of_patients_is_refused_in_words_that_help(content, told):
    with pytest.raises(ValidationError) as refused:
        read(content)
    assert told in " ".join(refused.value.messages)


def test_million_columns_take_little_memory():
    content = b"Nom;" * 1_000_000
    tracemalloc.start()
    with pytest.raises(ValidationError):
        read(content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * len(content)  # a million cells would take fifteen times as much beside the text


def test_cell_longer_than_any_text_of_a_patient_is_a_problem_of_its_row():
    _heading, rows = read(b"Nom;Prenom\nUn;" + b"x" * 200_000 + b"\nDeux;B\n")
    assert [(row.number, bool(row.fault)) for row in rows] == [(2, True), (3, False)]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (HEADING, "family_name given_names birth_date sex phone email address postcode town record_number"),
        (
            ("LAST NAME", "first name", "DOB", "Gender", "Mobile", "Zip code", "City", "Family doctor"),
            "family_name given_names birth_date sex phone postcode town family_doctor",
        ),
        (
            ("Nom d'usage", "NOM DE NAISSANCE", "Prénom(s)", "Né(e) le", "Téléphone", "Portable", "INS", "NISS"),
            "family_name birth_name given_names birth_date phone other_phone ins ssin",
        ),
        (("Nom", "Nom de famille", "Prénom", "Allergies", "N° de sécurité sociale"), "family_name - given_names - -"),
    ],
)
def test_headings_are_known_in_french_and_english_whatever_their_case_and_accents(headings, fields):
    known = recognised(headings)
    assert [known.get(at, "-") for at in range(len(headings))] == fields.split()
