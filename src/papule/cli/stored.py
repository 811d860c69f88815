"""A stored assessment: it carries its case, and can be made again.

The form is JSON, `{"papule": 1, "case": …, "assessment": …}`. The case is written out with the date,
country and society that applied; the assessment names the edition, its fingerprint and the engine.
"""

from datetime import date
from typing import Any

import msgspec

from papule.assessment.assess import ENGINE, assess
from papule.assessment.contract import contract_of
from papule.assessment.finding import Assessment
from papule.cli.differences import Change, changes
from papule.cli.inputs import Setting, case_of
from papule.cli.output import json_text
from papule.knowledge.model.tables import Formulary
from papule.reading.document import Document, read_document
from papule.reading.problem import Problem, Unreadable, told
from papule.treatment.case import Case

STORED = 1
MAX_BYTES = 20_000_000
_KEYS = ("papule", "case", "assessment")
_MADE_UNDER = ("edition", "fingerprint", "engine")


class Under(msgspec.Struct, frozen=True):
    """What an assessment was made under."""

    edition: str
    fingerprint: str
    engine: str


class Stored(msgspec.Struct, frozen=True):
    """A stored assessment, read: its case as written, its assessment, what it was made under."""

    case: dict[str, Any]
    assessment: dict[str, Any]
    under: Under


class Replay(msgspec.Struct, frozen=True):
    """An assessment made again: whether it is the same to the byte, and what differs."""

    same: bool
    recorded: Under
    replayed: Under
    differences: tuple[Change, ...]
    assessment: dict[str, Any]


def store(case: Case, assessment: Assessment, formulary: Formulary) -> bytes:
    """Write a case with its assessment.

    Raises ValueError for a case without its date: it could not be made again.
    """
    if case.as_of is None:
        message = "a case is stored with its date"
        raise ValueError(message)
    value = {"papule": STORED, "case": msgspec.to_builtins(case), "assessment": contract_of(assessment, formulary)}
    return json_text(value).encode()


def read_stored(data: bytes) -> Stored:
    """Read a stored assessment.

    Raises Unreadable when it is none.
    """
    value = read_document(data, max_bytes=MAX_BYTES).value
    problems = []
    if not isinstance(value, dict) or tuple(sorted(value)) != tuple(sorted(_KEYS)):
        fix = told("give a file that `papule check --store FILE` wrote")
        raise Unreadable([Problem("", told("this is no stored assessment"), fix)])
    assessment, case = value["assessment"], value["case"]
    if value["papule"] != STORED:
        problems.append(
            Problem("papule", told("this form is not known"), told("use the version of Papule that wrote it"))
        )
    if not isinstance(case, dict) or not isinstance(case.get("as_of"), str):
        problems.append(Problem("case.as_of", told("the case has no date"), told("restore the file")))
    if not isinstance(assessment, dict) or not all(isinstance(assessment.get(key), str) for key in _MADE_UNDER):
        problems.append(Problem("assessment", told("it does not say what it was made under"), told("restore the file")))
    if problems:
        raise Unreadable(problems)
    return Stored(case, assessment, Under(*(assessment[key] for key in _MADE_UNDER)))


def replay(stored: Stored, formulary: Formulary) -> Replay:
    """Make a stored assessment again under a formulary.

    Raises Unreadable when the case names what that formulary does not know, or is no case any more.
    """
    case = case_of(Document(stored.case, {}), formulary, Setting(date.max))
    if case.as_of is None:
        raise Unreadable([Problem("case.as_of", told("the case has no date"), told("restore the file"))])
    made = contract_of(assess(case, formulary, case.as_of), formulary)
    again = msgspec.json.decode(msgspec.json.encode(made))
    return Replay(
        same=json_text(made) == json_text(stored.assessment),
        recorded=stored.under,
        replayed=Under(formulary.edition.edition, formulary.fingerprint, ENGINE),
        differences=tuple(each for each in changes(stored.assessment, again) if each.at not in _MADE_UNDER),
        assessment=made,
    )
