"""Few and specific: twelve ordinary, correct treatments of ordinary patients raise two cautions each at most.

The treatments are files of cases/alert-budget, all in France, with products that are marketed there.
"""

from collections import Counter
from typing import NamedTuple

import pytest
from tests.case_files import CASES, CaseFile, assess_file, case_of, read_case_file, told

from papule.assessment.finding import Assessment
from papule.kernel.age import completed_months
from papule.kernel.severity import ORDER
from papule.treatment.case import Case

PATHS = sorted((CASES / "alert-budget").glob("*.yaml"))
CAUTIONS = 2
TREATMENTS = 12
NOT_TO_BE_HAD = ("availability/withdrawn", "availability/not-marketed", "availability/no-injectable")


class Ordinary(NamedTuple):
    """One ordinary treatment with its assessment."""

    file: CaseFile
    case: Case
    found: Assessment

    @property
    def age(self) -> int:
        assert self.case.patient.birth_date
        assert self.case.as_of
        return completed_months(self.case.patient.birth_date, self.case.as_of) // 12


@pytest.fixture(scope="module")
def ordinary():
    files = [read_case_file(path) for path in PATHS]
    return [Ordinary(file, case_of(file), assess_file(file)) for file in files]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_ordinary_treatment_stays_within_the_budget(path):
    file = read_case_file(path)
    found = assess_file(file)
    loud = [told(each) for each in found.findings if each.severity != "info"]
    assert ORDER[found.verdict] <= ORDER["caution"], f"{file.name}\n" + "\n".join(loud)
    assert len(loud) <= CAUTIONS, f"{file.name}\n" + "\n".join(loud)


def test_nothing_but_what_stands_is_said_to_everyone(ordinary):
    said = Counter(code for each in ordinary for code in {finding.code for finding in each.found.findings})
    to_everyone = {code for code, times in said.items() if times == len(ordinary)}
    for each in ordinary:
        for finding in each.found.findings:
            if finding.code in to_everyone:
                assert (finding.severity, finding.scope) == ("info", "standing"), told(finding)


def test_the_treatments_are_twelve_and_differ(ordinary):
    assert len(ordinary) == TREATMENTS
    assert len({each.case.treatment.indication for each in ordinary}) >= TREATMENTS - 1
    assert {each.case.patient.sex for each in ordinary} == {"female", "male"}
    assert {each.case.setting.country for each in ordinary} == {"FR"}
    ages = sorted(each.age for each in ordinary)
    assert (ages[0], ages[-1]) == (30, 78)


def test_the_treatments_inject_what_france_has(ordinary):
    for each in ordinary:
        assert any(syringe.contents for syringe in each.case.treatment.syringes), each.file.name
        missing = [told(finding) for finding in each.found.findings if finding.code in NOT_TO_BE_HAD]
        assert missing == [], each.file.name
