"""Cases from files and from standard input, checked whole before anything is assessed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

import msgspec

from papule.knowledge.model.tables import Formulary
from papule.reading.document import Document, read_document
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable
from papule.reading.shape import placed, shaped
from papule.treatment.case import Case
from papule.treatment.impossible import find_impossible
from papule.treatment.known import find_unknown

_COUNTRY = re.compile(r"[A-Z]{2}")
_WRAPPER = {"name", "case", "expect"}


class Setting(NamedTuple):
    """What the command line says above the case: date, country, society."""

    as_of: date
    said: bool = False  # the date was given on the command line
    country: str | None = None
    society: str | None = None


def read_case(data: bytes, formulary: Formulary, setting: Setting) -> Case:
    """Read one case, with everything that is wrong with it at once.

    Raises Unreadable.
    """
    return case_of(read_document(data), formulary, setting)


def case_of(document: Document, formulary: Formulary, setting: Setting) -> Case:
    """Turn a document into a case under a setting.

    Raises Unreadable.
    """
    document = _unwrapped(document)
    problems = list(_unknown(document, formulary))
    try:
        case = _overridden(shaped(document, Case), setting)
    except Unreadable as error:
        raise Unreadable([*error.problems, *problems]) from None
    problems += [
        placed(Problem(each.at, each.problem, each.fix), document.lines)
        for each in find_impossible(case, case.as_of or setting.as_of)
    ]
    if not _COUNTRY.fullmatch(case.setting.country):
        problems.append(
            placed(
                Problem("setting.country", f"{case.setting.country!r} is no country code", "write it like FR or BE"),
                document.lines,
            )
        )
    if problems:
        raise Unreadable(problems)
    return case


def _unwrapped(document: Document) -> Document:
    """Take the case out of a file of the form name, case, expect."""
    value = document.value
    if isinstance(value, dict) and isinstance(value.get("case"), dict) and set(value) <= _WRAPPER:
        lines = {at.removeprefix("case."): line for at, line in document.lines.items() if at.startswith("case")}
        return Document(value["case"], lines)
    return document


def _overridden(case: Case, setting: Setting) -> Case:
    as_of = setting.as_of if setting.said or case.as_of is None else case.as_of
    changes: dict[str, Any] = {}
    if setting.country:
        changes["country"] = setting.country
    if setting.society:
        changes["society"] = setting.society
    where = msgspec.structs.replace(case.setting, **changes) if changes else case.setting
    return msgspec.structs.replace(case, as_of=as_of, setting=where)


def _unknown(document: Document, formulary: Formulary) -> list[Problem]:
    return [
        placed(
            Problem(each.at, f"{each.name[:80]!r} is no known {each.kind}", instead(each.name, list(each.known))),
            document.lines,
        )
        for each in find_unknown(document.value, formulary)
    ]
