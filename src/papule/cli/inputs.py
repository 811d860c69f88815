"""Cases from files and from standard input, checked whole before anything is assessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import Any

import msgspec

from papule.kernel.told import shortened, told
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary
from papule.reading.document import Document, parse_document
from papule.reading.problem import MOST, Problem, Unreadable, first_of
from papule.reading.shape import placed, shaped
from papule.treatment.case import Case
from papule.treatment.impossible import find_impossible
from papule.treatment.known import find_unknown
from papule.treatment.units import find_wrong_units

_COUNTRY = re.compile(r"[A-Z]{2}")
_WRAPPER = {"name", "case", "expect"}


class Setting(Value):
    """What the command line says above the case: date, country, society."""

    as_of: date
    said: bool = False  # the date was given on the command line
    country: str | None = None
    society: str | None = None


def read_case(data: bytes, formulary: Formulary, setting: Setting) -> Case:
    """Read one case, with everything that is wrong with it at once.

    Raises Unreadable.
    """
    return case_of(parse_document(data), formulary, setting)


def case_of(document: Document, formulary: Formulary, setting: Setting) -> Case:
    """Turn a document into a case under a setting.

    Raises Unreadable.
    """
    document = _unwrapped(document)
    found = chain(_unknown(document, formulary), _impossible(document, formulary, setting))
    try:
        case = _overridden(shaped(document, Case), setting)
    except Unreadable as error:
        raise Unreadable(first_of([*error.problems, *islice(found, MOST + 1)])) from None
    problems = first_of(found)
    if problems:
        raise Unreadable(problems)
    return case


def _unwrapped(document: Document) -> Document:
    """Take the case out of a file of the form name, case, expect."""
    value = document.value
    if isinstance(value, dict) and isinstance(value.get("case"), dict) and set(value) <= _WRAPPER:
        lines = {at.removeprefix("case."): line for at, line in document.lines.items() if at.startswith("case")}
        return Document(value["case"], lines, document.problems)
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


def _unknown(document: Document, formulary: Formulary) -> Iterator[Problem]:
    for each in find_unknown(document.value, formulary):
        from papule.reading.expected import instead  # noqa: PLC0415 -- only when a name is wrong

        known = instead(each.name, each.called)
        fix = told("as free text: {{name: …}}; {known}", known=known) if each.free else known
        yield placed(Problem(each.at, each.problem, fix), document.lines)


def _impossible(document: Document, formulary: Formulary, setting: Setting) -> Iterator[Problem]:
    case = document.value if isinstance(document.value, dict) else {}
    for each in chain(find_impossible(case, _day(case, setting)), find_wrong_units(case, formulary)):
        yield placed(Problem(each.at, each.problem, each.fix), document.lines)
    where = case.get("setting")
    country = where.get("country") if isinstance(where, dict) and not setting.country else None
    if isinstance(country, str) and len(country) == 2 and not is_country(country):  # noqa: PLR2004
        yield placed(no_country("setting.country", country), document.lines)


def _day(case: dict[str, Any], setting: Setting) -> date:
    try:
        return setting.as_of if setting.said else msgspec.convert(case["as_of"], date)
    except (KeyError, msgspec.ValidationError):
        return setting.as_of


def is_country(text: str) -> bool:
    """Tell whether a text looks like a country code: two capitals."""
    return _COUNTRY.fullmatch(text) is not None


def no_country(at: str, text: str) -> Problem:
    """Say that a text is no country code."""
    return Problem(at, told("{text!r} is no country code", text=shortened(text)), told("write it like FR or BE"))
