"""Cases that a clinician can read: each file of cases/ is one test."""

from collections import Counter

import pytest
from tests.case_files import (
    CASES,
    assess_file,
    base,
    case_id,
    case_paths,
    differences,
    formulary,
    read_case_file,
    report,
)

PATHS = case_paths()

# The table of the contract. A code that ends in a slash stands for a family: the fact, group or class follows.
CODES = """
law/fat-lysis law/substance-banned law/operator law/not-a-medicine law/compounding
society/corticosteroid society/too-many-products society/device
availability/withdrawn availability/not-marketed availability/no-injectable availability/shortage availability/unknown
route/off-label route/label-warns route/never-inject
contraindication/ contradiction/ age/minimum allergy/ interaction/
identity/unknown-medicine identity/alias
dose/maximum dose/local-anaesthetics dose/high dose/weight-unknown
compatibility/incompatible compatibility/conflicting compatibility/no-data
mixture/duplicate-family mixture/never-mixed mixture/appearance
geometry/outside-technique geometry/volume-per-point geometry/below-dermis geometry/not-measured
geometry/danger-zone geometry/volume-balance
indication/safety-restriction indication/licence indication/phase indication/evidence
schedule/interval schedule/too-early schedule/reassess schedule/course-maximum
completeness/
""".split()


@pytest.mark.parametrize("path", PATHS, ids=case_id)
def test_case(path):
    file = read_case_file(path)
    found = assess_file(file)
    wrong = list(differences(file.expect, found))
    assert not wrong, report(path, file, wrong, found)


def test_names_are_told_apart():
    names = Counter(read_case_file(path).name for path in PATHS)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("path", PATHS, ids=case_id)
def test_case_says_why_and_expects_something(path):
    file = read_case_file(path)
    expect = file.expect
    assert file.why or path.parent.name == "contract", "one line that a clinician understands"
    assert expect.verdict or expect.at_least or expect.at_most or expect.must or expect.must_not, "it cannot fail"
    written = [*(each.code for each in expect.must), *expect.must_not, *expect.disagree]
    unknown = [code for code in written if not any(code.startswith(each) or each.startswith(code) for each in CODES)]
    assert unknown == [], "no code of the contract begins so"


@pytest.mark.parametrize("code", CODES)
def test_code_is_shown_by_a_case_that_has_it_and_by_one_that_must_not(code):
    expected = [read_case_file(path).expect for path in PATHS]
    has = [each for each in expected if any(_covers(must.code, code) for must in each.must)]
    has_not = [each for each in expected if any(_covers(prefix, code) for prefix in each.must_not)]
    assert has, f"no case must have {code}"
    assert has_not, f"no case shows what must not give {code}"


def _covers(written: str, code: str) -> bool:
    return written.startswith(code) if code.endswith("/") else written == code


@pytest.mark.parametrize("name", sorted(path.stem for path in (CASES / "base").glob("*.yaml")))
def test_base_answers_every_fact_that_can_be_asked_of_the_patient(name):
    patient = base(name)["patient"]
    asked = {key for key, fact in formulary().facts.items() if not fact.computed}
    if name == "older-woman":
        asked -= {"childbearing-potential", "effective-contraception", "lactation", "pregnancy"}
    assert sorted(asked ^ patient["facts"].keys()) == [], "answer it in the base: the cases rest on full answers"
