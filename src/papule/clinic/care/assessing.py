"""Assessing what is planned: what cannot be told at once, then what the assessment says, as it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from papule.assessment.assess import assess_in
from papule.assessment.contract import contract_of
from papule.assessment.finding import Assessment
from papule.clinic.accounts.models import Practice, User
from papule.clinic.care.facts import case_of
from papule.clinic.care.models import Course
from papule.clinic.care.plan_body import PlanBody
from papule.clinic.knowledge import formulary, view_on, words
from papule.kernel.told import Catalogue
from papule.kernel.value import Value
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable
from papule.treatment.case import Case
from papule.treatment.impossible import find_impossible
from papule.treatment.known import find_unknown

STORED = 1  # the form, as `papule replay` reads it


class Judged(Value):
    """A case, and what was found on it."""

    case: Case
    assessment: Assessment


class ImpossibleError(Exception):
    """What cannot be, all of it, in the reader's words."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def judge(
    course: Course, body: PlanBody, practice: Practice, operator: User, on: date, nrs: float | None = None
) -> Judged:
    """Assess a plan for a day.

    Raises ImpossibleError with everything that names nothing known or cannot be.
    """
    case = case_of(course, body, practice, operator, on, nrs)
    problems = tuple(problems_of(case, on))
    if problems:
        raise ImpossibleError(problems)
    return Judged(case, assess_in(case, view_on(on, practice.country, practice.society or None)))


def problems_of(case: Case, on: date) -> Iterator[str]:
    """Say what of a case names nothing known or cannot be. The names in signed sessions were known when signed."""
    asked = msgspec.structs.replace(case, treatment=msgspec.structs.replace(case.treatment, history=()))
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(asked))  # lists, where to_builtins leaves tuples
    found = [
        Problem(each.at, each.problem, instead(each.name, each.called)) for each in find_unknown(plain, formulary())
    ]
    found += [Problem(each.at, each.problem, each.fix) for each in find_impossible(case, on)]
    yield from worded(found)


def worded(found: list[Problem]) -> list[str]:
    """Say problems in the language of the request."""
    catalogue: Catalogue = formulary().wording["problems"]
    return [str(each) for each in Unreadable(found).worded(catalogue, words().language).problems] if found else []


def stored_text(case: Case, assessment: Assessment) -> str:
    """Write a case with its assessment as `papule replay` reads it."""
    value = {"papule": STORED, "case": msgspec.to_builtins(case), "assessment": contract_of(assessment, formulary())}
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()
