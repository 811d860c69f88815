"""What findings say: figures that somebody can use, names and not ids."""

import re
from pathlib import Path

import msgspec
import pytest
from tests.case_files import (
    CASES,
    assess_file,
    case_id,
    case_paths,
    formulary,
    laid_over,
    read_case_file,
    whole_case,
)

from papule.assessment.finding import About, Finding
from papule.assessment.places import parts_of
from papule.assessment.wording import Words, legible
from papule.knowledge.audit_remark import every
from papule.knowledge.compiling import read_tables
from papule.knowledge.loading import knowledge_directory
from papule.knowledge.model.statement import Citation


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2.828427, "2.83"),
        (2.0, "2.0"),
        (0.005, "0.005"),
        (0.0012345, "0.00123"),
        ("53.333 %", "53.33 %"),
        ("1.1.3", "1.1.3"),
    ],
)
def test_figure_is_written_with_no_more_digits_than_anybody_can_use(value, said):
    assert legible(value) == said


@pytest.mark.parametrize("path", case_paths(), ids=case_id)
def test_finding_of_a_case_tells_no_long_decimal(path):
    words = Words(formulary(), "fr")
    for each in assess_file(read_case_file(path)).findings:
        assert not re.search(r"[1-9]\d*[.,]\d{3,}", f"{words.message(each)} {words.because(each)}"), each.code


@pytest.mark.parametrize(("language", "depth"), [("en", "2.83"), ("fr", "2,83")])
def test_depth_is_told_with_two_decimals_and_kept_exact_for_programs(language, depth):
    params = {"true_depth_mm": 2.828427, "skin_mm": 1.5}
    finding = Finding(
        code="geometry/below-dermis", check="geometry", severity="caution", scope="plan",
        about=About("zone", "knee-left"), because=params, params=params,
    )  # fmt: skip
    assert f" {depth} mm" in Words(formulary(), language).message(finding)
    assert finding.params["true_depth_mm"] == 2.828427


def test_answer_that_names_a_group_is_told_by_its_name():
    finding = Finding(
        code="allergy/group", check="allergies", severity="stop", scope="patient",
        about=About("product", "lidocaine"), because={"allergies": "amide-la"},
    )  # fmt: skip
    name = formulary().allergy_groups["amide-la"].name
    assert all(Words(formulary(), each).because(finding).endswith(name[each]) for each in ("en", "fr"))


PLACES = sorted({each.at for _, _, _, each in every(read_tables(Path(knowledge_directory()))[1], Citation)})


def test_every_place_in_a_source_has_french_words():
    known = formulary().wording["places"]
    assert [at for at in PLACES if not known.keys() >= {*parts_of(at)}] == []


def test_no_words_are_kept_for_places_that_nobody_cites():
    cited = {part for at in PLACES for part in parts_of(at)}
    assert {*formulary().wording["places"]} - cited == {*UNCHECKED, "none of the catalogue", "review due since #"}


def test_words_of_a_place_keep_its_numbers_and_names():
    for written, told in formulary().wording["places"].items():
        assert written.count("#") == told["fr"].count("#"), written


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("section 4.3", "section 4.3"),
        ("sections 4.1 and 4.2", "sections 4.1 et 4.2"),
        ("row of CIS 62583314, updated 04/07/2025", "ligne CIS 62583314, mise à jour 04/07/2025"),
        ("contraindications; warnings and precautions", "contre-indications ; mises en garde et précautions"),
        (
            "interactions of 'anti-inflammatoires non stéroïdiens' with 'inhibiteurs de l'enzyme de conversion'",
            "interactions de 'anti-inflammatoires non stéroïdiens' avec 'inhibiteurs de l'enzyme de conversion'",
        ),
        ("a place that nobody translated", "a place that nobody translated"),
    ],
)
def test_place_is_told_in_french_and_left_alone_in_english(at, said):
    assert (Words(formulary(), "fr").place(at), Words(formulary(), "en").place(at)) == (said, at)


UNCHECKED = {
    "interactions of": ("interactions : pénicilline", "interactions of: pénicilline"),
    "allergy to": ("allergie : pénicilline", "allergy to: pénicilline"),
    "excipients of": ("excipients : pénicilline", "excipients of: pénicilline"),
    "national label of": ("RCP national : pénicilline", "national label of: pénicilline"),
    "who may inject in": ("qui peut injecter dans ce pays : pénicilline", "who may inject in: pénicilline"),
}


@pytest.mark.parametrize("what", UNCHECKED)
def test_what_was_not_checked_is_told_in_french_and_in_english(what):
    told = tuple(Words(formulary(), each).not_checked(f"{what}: pénicilline") for each in ("fr", "en"))
    assert told == UNCHECKED[what]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("indication: none of the catalogue", "indication : aucune du catalogue"),
        ("review due since 2027-05-21: lidocaine", "révision attendue depuis le 2027-05-21 : lidocaïne"),
        ("national label of: skinbooster-vital", "RCP national : acide hyaluronique faiblement réticulé (skinbooster)"),
    ],
)
def test_what_was_not_checked_is_told_by_its_name(told, said):
    assert Words(formulary(), "fr").not_checked(told) == said


def test_every_structure_that_a_needle_comes_to_is_named():
    file = read_case_file(CASES / "geometry" / "lung-apex-within-reach.yaml")
    case = whole_case(file)
    syringe = case["treatment"]["syringes"][0]
    deep = syringe | {"needle": {"length_mm": 30, "angle_deg": 90}, "zones": [{"site": "chest", "points": 5}]}
    found = assess_file(
        msgspec.structs.replace(file, base="", case=laid_over(case, {"treatment": {"syringes": [deep]}}))
    )
    (danger,) = [each for each in found.findings if each.code == "geometry/danger-zone"]
    assert all(word in Words(formulary(), "en").message(danger) for word in ("heart", "pleura"))


@pytest.mark.parametrize(("years", "said"), [("1", ("1 year)", "1 an)")), ("2.5", ("2.5 years)", "2,5 ans)"))])
def test_one_year_is_told_in_the_singular(years, said):
    finding = Finding(
        code="age/minimum", check="age", severity="caution", scope="patient",
        about=About("substance", "lidocaine"), params={"minimum_years": years, "substance": "lidocaine"},
    )  # fmt: skip
    told = [Words(formulary(), each).message(finding) for each in ("en", "fr")]
    assert all(words in sentence for words, sentence in zip(said, told, strict=True))
