"""What findings say: figures that somebody can use, names and not ids."""

import re

import pytest
from tests.case_files import assess_file, case_id, case_paths, formulary, read_case_file

from papule.assessment.finding import About, Finding
from papule.assessment.wording import Words, legible


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
