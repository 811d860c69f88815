"""The schemas accept what the command reads and writes, and refuse what it refuses."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from tests.case_files import CASES, NO_DATE, case_of, case_paths, read_case_file, whole_case

from papule.assessment.assess import assess
from papule.assessment.contract import contract_of
from papule.cli.inputs import read_case
from papule.cli.schema import WHICH, schema_of
from papule.cli.schema_assessment import assessment_schema, errors_schema, stored_schema
from papule.cli.schema_case import case_schema
from papule.cli.schema_knowledge import KINDS, knowledge_schema
from papule.cli.stored import store
from papule.knowledge.loading import knowledge_directory
from papule.reading.document import read_document

UNREADABLE = 2
TODAY = date(2026, 11, 21)
PATHS = case_paths()
EXAMPLE = CASES.parents[1] / "docs" / "examples" / "low-back-pain.yaml"


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def wrong(checker: Draft202012Validator, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(value)]


@pytest.fixture(scope="module")
def case_checker(formulary):
    from papule.cli.context import Context, Terminal  # noqa: PLC0415 -- a context for the module

    return validator(case_schema(Context(formulary, "en", Terminal(80, colour=False))))


@pytest.fixture(scope="module")
def assessment_checker():
    return validator(assessment_schema())


def example() -> dict[str, Any]:
    value: dict[str, Any] = read_document(EXAMPLE.read_bytes()).value
    return value


def test_every_case_of_the_tests_fits_its_schema(case_checker):
    assert PATHS
    misfits = {str(path): found for path in PATHS if (found := wrong(case_checker, whole_case(read_case_file(path))))}
    assert misfits == {}


def test_every_assessment_fits_its_schema(assessment_checker, formulary):
    misfits = {}
    for path in PATHS:
        case = case_of(read_case_file(path))
        made = json.loads(json.dumps(contract_of(assess(case, formulary, case.as_of or TODAY), formulary)))
        if found := wrong(assessment_checker, made):
            misfits[str(path)] = found
    assert misfits == {}


def at(value: Any, *place: Any) -> Any:
    for key in place:
        value = value[key]
    return value


CONTENT = ("treatment", "syringes", 0, "contents", 0)
NEEDLE = ("treatment", "syringes", 0, "needle")
ZONE = ("treatment", "syringes", 0, "zones", 0)
IMPOSSIBLE = [
    ((), "papule", 2),
    ((), "nonsense", 1),
    ((), "as_of", "21/11/2026"),
    ((), "as_of", "2026-02-30"),
    (("setting",), "country", "France"),
    (("setting",), "society", "nobody"),
    (("patient",), "sex", "f"),
    (("patient",), "age_years", 131),
    (("patient",), "weight_kg", 0),
    (("patient",), "amenorrhoea_weeks", 60),
    (("patient",), "allergies", "yes"),
    (("patient",), "allergies", ["nothing-known"]),
    (("patient", "facts"), "pregnancy", True),
    (("patient", "facts"), "pregnancy", "perhaps"),
    (("patient", "facts"), "nothing-known", "no"),
    (("patient", "facts"), "wocbp", "no"),  # worked out, never asked
    (("treatment",), "indication", "nothing-known"),
    (("treatment",), "phase", "both"),
    (("treatment",), "device", "hammer"),
    (CONTENT, "volume_ml", 0),
    (CONTENT, "volume_ml", 400),
    (CONTENT, "volume_ml", "2"),
    (CONTENT, "strength", "20 mg/mL"),
    (CONTENT, "substance", "lidocaine"),
    (NEEDLE, "angle_deg", 0),
    (NEEDLE, "angle_deg", 91),
    (NEEDLE, "gauge", 17),
    (NEEDLE, "length_mm", 41),
    (ZONE, "points", 1001),
    (ZONE, "points", 1.5),
    (ZONE, "site", "moon"),
    (("treatment", "session"), "nrs", 11),
]


@pytest.mark.parametrize(("place", "key", "value"), IMPOSSIBLE, ids=lambda each: str(each)[:40])
def test_what_the_command_refuses_the_schema_refuses(place, key, value, case_checker, call):
    case = example()
    at(case, *place)[key] = value
    assert wrong(case_checker, case) != []
    assert call("check", "-", given=json.dumps(case).encode()).status == UNREADABLE


def test_a_substance_stands_for_a_product_with_its_strength_only(case_checker):
    case = example()
    contents = case["treatment"]["syringes"][0]["contents"]
    contents[0] = {"substance": "lidocaine", "strength": "10 mg/mL", "volume_ml": 1}
    assert wrong(case_checker, case) == []
    del contents[0]["strength"]
    assert wrong(case_checker, case) != []


def test_a_trade_name_is_no_mistake(case_checker):
    case = example()
    at(case, *CONTENT)["product"] = "miorel-2mg-ml"
    assert wrong(case_checker, case) == []


def test_an_editor_is_told_what_each_field_is(case_checker):
    definitions = {"Case": case_checker.schema, **case_checker.schema["$defs"]}
    untold = [
        f"{name}.{field}"
        for name, definition in definitions.items()
        for field, told in definition["properties"].items()
        if not told.get("description")
    ]
    assert untold == []
    assert case_checker.schema["$defs"]["Patient"]["properties"]["facts"]["properties"]["pregnancy"]["description"]


def test_descriptions_speak_the_language_of_the_run(formulary):
    from papule.cli.context import Context, Terminal  # noqa: PLC0415 -- two contexts here only

    told = [case_schema(Context(formulary, each, Terminal(80, colour=False)))["title"] for each in ("en", "fr")]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [
        ((), "verdict", "safe"),
        ((), "more", 1),
        ((), "fingerprint", "sha256:0"),
        (("findings", 0), "severity", "grave"),
        (("findings", 0), "code", "contraindication"),
        (("findings", 0, "about"), "kind", "thing"),
        (("findings", 0, "about"), "ids", ["a", "b"]),
        (("findings", 0, "citations", 0), "read", "half"),
        (("doses", 0), "drawn", "twenty"),
        (("syringes", 0, "zones", 0), "layer", "bone"),
    ],
)
def test_the_schema_of_an_assessment_is_precise(place, key, value, assessment_checker, formulary):
    case = read_case(EXAMPLE.read_bytes(), formulary, NO_DATE)
    checked = json.loads(json.dumps(contract_of(assess(case, formulary, case.as_of or TODAY), formulary)))
    assert wrong(assessment_checker, checked) == []
    at(checked, *place)[key] = value
    assert wrong(assessment_checker, checked) != []


def test_errors_fit_their_schema(call, tmp_path):
    checker = validator(errors_schema())
    bad = sorted(path for path in (CASES / "bad").iterdir() if not path.name.endswith(".expected.yaml"))
    for path in bad:
        assert wrong(checker, json.loads(call("check", "--format", "json", str(path)).out)) == [], path.name
    lines = tmp_path / "cases.ndjson"
    lines.write_bytes(b"\nx\n")
    for line in call("check", str(lines)).out.splitlines():
        assert wrong(checker, json.loads(line)) == []


def test_a_stored_assessment_fits_its_schema(formulary):
    checker = validator(stored_schema())
    for path in PATHS[:20]:
        case = case_of(read_case_file(path))
        assert wrong(checker, json.loads(store(case, assess(case, formulary, case.as_of or TODAY), formulary))) == []


def read_plain(path: Path) -> Any:
    return read_document(path.read_bytes(), max_bytes=4_000_000).value


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_the_knowledge_fit_their_schema(kind):
    root = Path(knowledge_directory())
    paths = [root / "edition.yaml"] if kind == "edition" else sorted((root / kind).glob("*.yaml"))
    checker = validator(knowledge_schema(kind))
    assert paths
    for path in paths[:4]:
        assert wrong(checker, read_plain(path)) == [], path.name


def test_a_knowledge_file_with_an_unknown_key_is_refused():
    checker = validator(knowledge_schema("facts"))
    fact = read_plain(Path(knowledge_directory()) / "facts" / "pregnancy.yaml")
    assert wrong(checker, {**fact, "quesiton": "x"}) != []


@pytest.mark.parametrize("which", WHICH)
def test_the_command_prints_each_schema(which, call):
    kind = ("substances",) if which == "knowledge" else ()
    called = call("schema", which, *kind)
    assert (called.status, called.err) == (0, "")
    assert json.loads(called.out)["$id"].startswith("urn:papule:schema:")


@pytest.mark.parametrize(
    "arguments", [["case", "substances"], ["knowledge"], ["knowledge", "substence"], ["nothing"], []]
)
def test_a_schema_that_does_not_exist_is_refused(arguments, call):
    called = call("schema", *arguments)
    assert (called.status, called.out) == (UNREADABLE, "")
    assert called.err


def test_the_case_schema_is_the_same_twice(english):
    assert json.dumps(schema_of("case", None, english)) == json.dumps(schema_of("case", None, english))
