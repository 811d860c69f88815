"""What must hold of every case (docs: the design, section 4): ten properties, nine of them here.

The ninth (case to FHIR and back) comes with the exchange. `strategies.py` draws the cases,
`naive.py` is the second engine.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, note, settings
from hypothesis import strategies as st
from papule.assessment.assess import assess
from papule.assessment.contract import contract_of
from papule.assessment.finding import Assessment, Finding
from papule.cli.inputs import Setting, read_case
from papule.kernel.severity import ORDER, at_least
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary
from papule.reading.problem import Unreadable
from papule.treatment.case import Case, Content
from papule.treatment.impossible import find_impossible

from tests.properties import strategies
from tests.properties.naive import naive_assess
from tests.properties.reordered import reordered
from tests.properties.strategies import Plain, askable, case_from, cases, formulary, plain_from

DEEP = 20 if settings.get_current_profile_name() == "deep" else 1
# facts whose yes protects: for them the careless answer is no
LIFTS = {"effective-contraception": {"wocbp-no-contraception", "men-no-contraception"}}
# findings that speak of absence or arithmetic only; all others are cited
UNCITED = (
    *("completeness/", "contradiction/", "identity/", "compatibility/no-data", "availability/unknown"),
    *("geometry/volume-balance", "geometry/not-measured", "dose/weight-unknown"),
)


def steady(examples: int) -> settings:
    """Run the same examples every time, or many new ones under the deep profile."""
    return settings(
        max_examples=examples * DEEP,
        derandomize=DEEP == 1,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def assessed(case: Case, book: Formulary | None = None) -> Assessment:
    assert case.as_of is not None
    return assess(case, book or formulary(), case.as_of)


def changed(case: Case, **patient: Any) -> Case:  # noqa: ANN401 -- any field of a patient
    return msgspec.structs.replace(case, patient=msgspec.structs.replace(case.patient, **patient))


def shown(assessment: Assessment) -> set[tuple[str, str, str]]:
    """Give the findings, the gravest of each code and subject."""
    gravest: dict[tuple[str, str], str] = {}
    for each in assessment.findings:
        key = (each.code, each.about.id)
        gravest[key] = max(each.severity, gravest.get(key, "info"), key=ORDER.__getitem__)
    return {(code, about, severity) for (code, about), severity in gravest.items()}


def verdict_without(assessment: Assessment, *prefixes: str) -> str:
    """Give the verdict of what is found, some codes left out."""
    kept = [each.severity for each in assessment.findings if not each.code.startswith(prefixes)]
    return max(kept, key=ORDER.__getitem__, default="no_finding")


def bytes_of(assessment: Assessment, book: Formulary | None = None) -> bytes:
    return msgspec.json.encode(contract_of(assessment, book or formulary()))
