"""Every hazard names controls and tests that exist; every code of a finding leads to a hazard."""

from pathlib import Path

import pytest

from papule.assessment.contract import hazards_by_code
from papule.knowledge.loading import load_formulary

ROOT = Path(__file__).parents[1]
HAZARDS = load_formulary().hazards


@pytest.mark.parametrize("key", list(HAZARDS))
def test_hazard_names_controls_and_existing_tests(key: str) -> None:
    hazard = HAZARDS[key]
    assert hazard["controls"]
    for path in hazard["tests"]:
        assert (ROOT / path).exists(), f"{key} names {path}, which does not exist"


def test_every_code_of_the_catalogue_leads_to_a_hazard() -> None:
    formulary = load_formulary()
    known = hazards_by_code(formulary)
    codes = {key.partition(".")[0] for key in formulary.wording["findings"]}
    exempt = {"contraindication", "completeness"}  # by fact: those that are hazards of their own are listed
    orphans = {code for code in codes - exempt if code not in known and code.partition("/")[0] not in known}
    assert not orphans
