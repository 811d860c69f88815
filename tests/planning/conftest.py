"""A patient who was asked everything, over the real knowledge."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from papule.assessment.view import View, view_of
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case

TODAY = date(2026, 11, 21)

MakeCase = Callable[..., Case]


@pytest.fixture(scope="session")
def formulary() -> Formulary:
    return load_formulary()


@pytest.fixture
def view(formulary) -> View:
    return view_of(formulary, TODAY, "FR", "sfm")


@pytest.fixture(scope="session")
def make_case(formulary) -> MakeCase:
    """Make a case of a man of 50 whose every answer stands against nothing; treatment and patient are laid over it."""
    facts = {key: "no" for key, each in formulary.facts.items() if not each.computed}
    facts["effective-contraception"] = "yes"

    def make(patient: dict[str, Any] | None = None, **treatment: Any) -> Case:
        person = {"age_years": 50, "sex": "male", "weight_kg": 80, "facts": facts, "allergies": "none"}
        return msgspec.convert(
            {
                "papule": 1,
                "as_of": TODAY.isoformat(),
                "setting": {"country": "FR", "society": "sfm"},
                "patient": {**person, "medicines": "none", **(patient or {})},
                "treatment": treatment,
            },
            Case,
        )

    return make
