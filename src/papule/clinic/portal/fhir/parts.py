"""What resources of FHIR R4 are made of: stable names, references inside a bundle, coded words, instants."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from papule.clinic.patients.models import Patient

Resource = dict[str, Any]
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
PAPULE = uuid5(NAMESPACE_URL, "urn:papule")


class Names:
    """Names the resources of one patient: the same in every export, and no other patient's."""

    def __init__(self, patient: Patient) -> None:
        """Begin from what never changes of a patient."""
        self._space: UUID = uuid5(PAPULE, f"{patient.pk} {patient.registered_at.isoformat()}")
        self._known: dict[str, str] = {}

    def id(self, kind: str, key: object) -> str:
        """Give the id of a resource."""
        name = f"{kind}/{key}"
        if name not in self._known:
            self._known[name] = str(uuid5(self._space, name))
        return self._known[name]

    def ref(self, kind: str, key: object, display: str = "") -> Resource:
        """Give a reference to a resource of the bundle."""
        return {"reference": f"urn:uuid:{self.id(kind, key)}", "type": kind, "display": display}

    def start(self, kind: str, key: object) -> Resource:
        """Begin a resource."""
        return {"resourceType": kind, "id": self.id(kind, key)}


def coded(text: object, system: str = "", code: str = "", display: str = "") -> Resource:
    """Give a concept: in words, and with its code where there is one."""
    coding = [{"system": system, "code": code, "display": display}] if code else []
    return {"coding": coding, "text": str(text)}


def instant(at: datetime) -> str:
    """Write an instant with the offset of the practice."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def quantity(value: Decimal, unit: str, code: str) -> Resource:
    """Give a measured value."""
    return {"value": float(value), "unit": unit, "system": UCUM, "code": code}


def without_empty(value: Any) -> Any:  # noqa: ANN401 -- plain values of JSON
    """Leave out what is empty: FHIR has no empty text, list or object."""
    if isinstance(value, dict):
        kept = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, (list, tuple)):
        return [found for each in value if (found := without_empty(each)) not in (None, "", [], {})]
    return value.isoformat() if isinstance(value, date) else value
