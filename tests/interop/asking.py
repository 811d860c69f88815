"""Calls of services as another system sends them, with made-up patients."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from papule.assessment.view import view_of
from papule.interop.cds_hooks.answering import answer
from papule.interop.cds_hooks.cards import Cards
from papule.interop.cds_hooks.model import Card, Request
from papule.interop.cds_hooks.saying import Saying
from papule.interop.cds_hooks.services import find_service
from papule.interop.fhir.from_fhir import Received, Sent, from_fhir
from papule.knowledge.loading import load_formulary
from papule.treatment.case import Case, Setting

EXAMPLES = Path(__file__).parent / "examples"
TODAY = date(2026, 11, 28)
FRANCE = Setting(country="FR", society="sfm")
Plain = dict[str, Any]


@cache
def formulary():
    return load_formulary()


def example(name: str) -> Plain:
    found: Plain = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def cards_of(call: Plain, language: str = "en", service: str = "", home: str = "") -> list[Card]:
    found = find_service(service or f"mesotherapy-{call['hook']}")
    assert found is not None
    say = Saying(formulary(), language)
    made = Cards(say, lambda finding: f"{home}code/{finding.code}/" if home else "", home)
    request = msgspec.convert(call, Request)
    return answer(found, request, view_of(formulary(), TODAY, "FR", "sfm"), made)


def read(known: list[Plain], orders: list[Plain] | None = None) -> Received:
    """Read resources of the patient p1, who stands first, as they come in a bundle."""
    sent = Sent("p1", {"all": bundle(PATIENT, *known)}, bundle(*orders) if orders is not None else None)
    return from_fhir(sent, FRANCE, formulary(), TODAY, without_orders=orders is None)


def understood(received: Received) -> Case:
    assert received.case is not None, received
    return received.case


def texts(received: Received, kind: str = "unread") -> list[str]:
    return [str(each.text) for each in received.remarks if each.kind == kind]


PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1990-03-02"}
HERS = {"reference": "Patient/p1"}


def bundle(*resources: Plain) -> Plain:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def observation(system: str, code: str, **value: Any) -> Plain:
    said = {"status": "final", "subject": HERS, "effectiveDateTime": "2026-11-28T09:00:00+01:00"} | value
    return {"resourceType": "Observation", "id": "o1", "code": {"coding": [{"system": system, "code": code}]}} | said


def concept(system: str, code: str) -> Plain:
    return {"coding": [{"system": system, "code": code}]}


INTRADERMAL = concept("http://standardterms.edqm.eu", "20030000")


def order(*ampoules: tuple[str, float], **more: Any) -> Plain:
    """An order of a mixture: names of ampoules with millilitres."""
    mixture = {
        "resourceType": "Medication",
        "id": "mixture",
        "ingredient": [
            {
                "itemReference": {"reference": f"#a{number}"},
                "strength": {"numerator": millilitres(volume), "denominator": {"value": 1}},
            }
            for number, (_, volume) in enumerate(ampoules)
        ],
    }
    drawn = [
        {"resourceType": "Medication", "id": f"a{number}", "code": {"text": name}}
        for number, (name, _) in enumerate(ampoules)
    ]
    return {
        "resourceType": "MedicationRequest",
        "id": "r1",
        "status": "draft",
        "intent": "order",
        "subject": HERS,
        "contained": [mixture, *drawn],
        "medicationReference": {"reference": "#mixture"},
        "dosageInstruction": [{"route": INTRADERMAL, "site": {"text": "knee"}}],
        "extension": [TECHNIQUE],
    } | more


TECHNIQUE = {
    "url": "urn:papule:fhir:syringe",
    "extension": [{"url": "technique", "valueCode": "superficial-intradermal"}],
}


def millilitres(volume: float) -> Plain:
    return {"value": volume, "unit": "mL", "system": "http://unitsofmeasure.org", "code": "mL"}


def call(hook: str = "order-sign", known: Plain | None = None, orders: list[Plain] | None = None) -> Plain:
    context: Plain = {"userId": "Practitioner/d1", "patientId": "p1"}
    if hook != "patient-view":
        context["draftOrders"] = bundle(*(orders or []))
    if hook == "order-select":
        context["selections"] = ["MedicationRequest/r1"]
    return {
        "hook": hook,
        "hookInstance": "6bc883b2-b795-4dcb-b661-34884a31d472",
        "context": context,
        "prefetch": {"patient": PATIENT} if known is None else known,
    }
