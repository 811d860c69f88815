"""Case to FHIR and back: the ninth property of the design, for the part of a case that FHIR carries here.

Carried: the patient with every answer, the treatment with its syringes, the session and who injects. Not carried:
earlier sessions (nobody reads them from another system). The date and the setting are those of the reader. A strength
comes back in mg or IU; an empty list says no more than an absent one.
"""

import json

import msgspec
import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import HealthCheck, assume, given, settings
from tests.interop.asking import EXAMPLES, formulary
from tests.properties.strategies import cases

from papule.interop.fhir.from_fhir import Sent, from_fhir
from papule.interop.fhir.to_fhir import bundle, to_fhir
from papule.kernel.quantity import quantity
from papule.treatment.case import Case, Content, SessionPlan

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150, derandomize=True)


def carried(case: Case) -> Case:
    """The part of a case that FHIR carries."""
    treatment, patient = case.treatment, case.patient
    syringes = tuple(
        msgspec.structs.replace(each, contents=tuple(map(canonical, each.contents))) for each in treatment.syringes
    )
    session = treatment.session if treatment.session != SessionPlan() else None
    lists = {
        name: tuple(dict.fromkeys(said)) or None if isinstance(said, tuple) else said
        for name, said in (("allergies", patient.allergies), ("medicines", patient.medicines))
    }
    return msgspec.structs.replace(
        case,
        patient=msgspec.structs.replace(patient, **lists),
        treatment=msgspec.structs.replace(treatment, syringes=syringes, session=session, history=()),
    )


def canonical(content: Content) -> Content:
    strength = content.strength and str(quantity(content.strength))
    return msgspec.structs.replace(content, strength=strength)


@pytest.mark.parametrize(
    "path", [each for each in sorted(EXAMPLES.glob("*.json")) if each.stem != "cards"], ids=lambda x: x.stem
)
def test_example_is_valid_fhir(path):
    call = json.loads(path.read_text(encoding="utf-8"))
    sent = [call["context"].get("draftOrders"), *call["prefetch"].values()]
    for each in filter(None, sent):
        get_fhir_model_class(each["resourceType"]).model_validate_json(json.dumps(each))


@QUIET
@given(cases())
def test_case_comes_back_from_fhir_as_it_was(case):
    assume(case.treatment.syringes and case.as_of)
    case = carried(case)
    known, orders = json.loads(json.dumps(to_fhir(case, "p1", case.as_of)))
    sent = Sent("p1", {"all": bundle("searchset", known)}, bundle("collection", orders))
    received = from_fhir(sent, case.setting, formulary(), case.as_of)
    assert (received.case, received.remarks, received.impossible) == (case, (), ())


@settings(QUIET, max_examples=25)
@given(cases())
def test_every_resource_that_is_written_is_valid_fhir(case):
    assume(case.as_of)
    for each in (resource for part in to_fhir(carried(case), "p1", case.as_of) for resource in part):
        get_fhir_model_class(each["resourceType"]).model_validate_json(json.dumps(each))
