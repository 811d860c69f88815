"""Cases as files: read, laid over their base, assessed, and compared with what they expect.

A file holds `name`, `why`, `base` (a file of cases/base), `case` (laid over the base: mappings join, lists and
values replace, a key set to nothing is taken out: it was not asked) and `expect` (the words of `Expect`).
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from papule.assessment.assess import assess
from papule.assessment.finding import Assessment, Finding
from papule.assessment.wording import Words
from papule.cli.inputs import Setting, read_case
from papule.kernel.severity import ORDER, Severity, Verdict
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary
from papule.reading.document import read_document
from papule.treatment.case import Case

CASES = Path(__file__).resolve().parent / "cases"
NOT_CASES = {"bad", "base"}
NO_DATE = Setting(date(1900, 1, 1))  # every case says its own date; a forgotten one shows


class Must(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that must be there, and what it is about where that matters."""

    code: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.code} about {self.about}" if self.about else self.code


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a case expects of its assessment."""

    verdict: Verdict | None = None
    at_least: Severity | None = None
    at_most: Severity | None = None
    max_cautions: int | None = None
    must: tuple[Must, ...] = ()
    must_not: tuple[str, ...] = ()  # beginnings of codes
    disagree: tuple[str, ...] = ()  # codes whose finding shows a disagreement
    may_ask: bool = False  # else the answers given are enough, and asking again is wrong


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of cases."""

    name: str
    case: dict[str, Any]
    expect: Expect
    why: str = ""
    base: str = ""


@cache
def formulary() -> Formulary:
    return load_formulary()


def case_paths() -> list[Path]:
    return sorted(path for path in CASES.rglob("*.yaml") if path.relative_to(CASES).parts[0] not in NOT_CASES)


def case_id(path: Path) -> str:
    return path.relative_to(CASES).with_suffix("").as_posix()


def read_case_file(path: Path) -> CaseFile:
    return msgspec.convert(read_document(path.read_bytes()).value, CaseFile)


@cache
def base(name: str) -> dict[str, Any]:
    value: dict[str, Any] = read_document((CASES / "base" / f"{name}.yaml").read_bytes()).value
    return value


def laid_over(under: Any, over: Any) -> Any:
    """Join mappings key by key; anything else replaces; nothing takes the key out."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    joined = {key: laid_over(under.get(key), value) for key, value in over.items() if value is not None}
    return {key: value for key, value in under.items() if key not in over} | joined


def whole_case(file: CaseFile) -> dict[str, Any]:
    case: dict[str, Any] = laid_over(base(file.base), file.case) if file.base else file.case
    return case


def case_of(file: CaseFile) -> Case:
    return read_case(json.dumps(whole_case(file)).encode(), formulary(), NO_DATE)


def assess_file(file: CaseFile) -> Assessment:
    case = case_of(file)
    assert case.as_of is not None
    return assess(case, formulary(), case.as_of)


def differences(expect: Expect, found: Assessment) -> Iterator[str]:
    """Say everything in which an assessment is not what was expected."""
    yield from _verdict(expect, found)
    cautions = sorted(each.code for each in found.findings if each.severity == "caution")
    if expect.max_cautions is not None and len(cautions) > expect.max_cautions:
        yield f"at most {expect.max_cautions} cautions expected, found {len(cautions)}: {', '.join(cautions)}"
    for must in expect.must:
        if not any(_is(each, must) for each in found.findings):
            yield f"missing: {must}"
    for prefix in expect.must_not:
        yield from (f"must not be there: {told(each)}" for each in found.findings if each.code.startswith(prefix))
    for code in expect.disagree:
        if not any(each.code == code and each.disagreement for each in found.findings):
            yield f"no disagreement is shown by {code}"
    if not expect.may_ask:
        asked = [each for each in found.findings if each.code.startswith("completeness/")]
        yield from (f"asks what needs no answer: {told(each)}" for each in asked)


def _verdict(expect: Expect, found: Assessment) -> Iterator[str]:
    rank = ORDER[found.verdict]
    if expect.verdict is not None and found.verdict != expect.verdict:
        yield f"verdict: expected {expect.verdict}, found {found.verdict}"
    if expect.at_least is not None and rank < ORDER[expect.at_least]:
        yield f"verdict: expected {expect.at_least} or graver, found {found.verdict}"
    if expect.at_most is not None and rank > ORDER[expect.at_most]:
        yield f"verdict: expected {expect.at_most} or milder, found {found.verdict}"


def _is(finding: Finding, must: Must) -> bool:
    return finding.code == must.code and must.about in ("", finding.about.id, *finding.about.ids)


def told(finding: Finding) -> str:
    """Write a finding on one line."""
    words = Words(formulary(), "en").message(finding)
    return f"{finding.severity:<12} {finding.code} about {finding.about.id}: {words}"


def report(path: Path, file: CaseFile, wrong: list[str], found: Assessment) -> str:
    """Write why a case failed, with everything that was found."""
    lines = ["", f"{path.relative_to(CASES.parents[1])}: {file.name}", f"  {file.why}", "", "not as expected:"]
    lines += [f"  - {each}" for each in wrong]
    lines += ["", f"found (verdict {found.verdict}):", *(f"  {told(each)}" for each in found.findings)]
    return "\n".join(lines)
