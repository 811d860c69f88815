"""The services that are offered: their ids never change."""

from __future__ import annotations

from typing import Any

from papule.interop.cds_hooks.model import Hook
from papule.interop.cds_hooks.saying import Saying
from papule.kernel.value import Value

PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "weight": "Observation?patient={{context.patientId}}&code=http://loinc.org|29463-7&_sort=-date&_count=1",
    "answers": (
        "Observation?patient={{context.patientId}}"
        "&code=http://loinc.org|82810-3,http://loinc.org|63895-7,urn:papule:fhir:fact|"
    ),
    "allergies": "AllergyIntolerance?patient={{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}&clinical-status=active",
    "statements": (
        "MedicationStatement?patient={{context.patientId}}&status=active&_include=MedicationStatement:medication"
    ),
    "requests": "MedicationRequest?patient={{context.patientId}}&status=active&_include=MedicationRequest:medication",
}


class Service(Value):
    """One service: its id, its hook, and by which words it is described."""

    id: str
    hook: Hook
    about: str

    @property
    def reads_orders(self) -> bool:
        """Tell whether draft orders come with the call."""
        return self.hook != "patient-view"


SERVICES = (
    Service("mesotherapy-order-sign", "order-sign", "service.order"),
    Service("mesotherapy-order-select", "order-select", "service.order"),
    Service("mesotherapy-patient-view", "patient-view", "service.patient"),
)


def find_service(key: str) -> Service | None:
    """Give a service by its id."""
    return next((each for each in SERVICES if each.id == key), None)


def discovery(say: Saying) -> dict[str, Any]:
    """Give what is offered, as another system reads it."""
    return {
        "services": [
            {
                "hook": each.hook,
                "id": each.id,
                "title": say.card(f"title.{each.hook}"),
                "description": say.card(each.about),
                "prefetch": PREFETCH,
                "usageRequirements": say.card("service.usage"),
            }
            for each in SERVICES
        ]
    }
