"""A case to FHIR R4 resources: what `from_fhir` reads back, to the last value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from papule.interop.fhir import codes as code
from papule.interop.fhir.orders_out import order_of
from papule.treatment.case import Case, Medicine, NamedAllergy, Patient

Resource = dict[str, Any]
_ABSENT = {"unknown": "unknown", "declined": "asked-declined"}
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"


def to_fhir(case: Case, patient_id: str, as_of: date) -> tuple[list[Resource], list[Resource]]:
    """Give the resources of the patient, and the draft orders. Earlier sessions are left out."""
    subject = {"reference": f"Patient/{patient_id}"}
    known = [_patient(case.patient, patient_id), *_known(case.patient, subject, as_of.isoformat())]
    orders = [
        order_of(number, syringe, case.treatment, subject) for number, syringe in enumerate(case.treatment.syringes)
    ]
    return known, orders


def bundle(kind: str, resources: list[Resource]) -> Resource:
    """Put resources into a bundle."""
    whole: Resource = {"resourceType": "Bundle", "type": kind}
    return whole | ({"entry": [{"resource": each} for each in resources]} if resources else {})


def _patient(patient: Patient, key: str) -> Resource:
    found: Resource = {"resourceType": "Patient", "id": key, "gender": patient.sex}
    if patient.birth_date is not None:
        found["birthDate"] = patient.birth_date.isoformat()
    if patient.age_years is not None:
        found["extension"] = [{"url": code.AGE, "valueDecimal": patient.age_years}]
    return found


def _known(patient: Patient, subject: Resource, day: str) -> Iterator[Resource]:
    if patient.weight_kg is not None:
        yield _observed("weight", *code.WEIGHT, subject, day) | {"valueQuantity": measured(patient.weight_kg, "kg")}
    if patient.amenorrhoea_weeks is not None:
        weeks = measured(patient.amenorrhoea_weeks, "wk")
        yield _observed("weeks", code.FACT, "amenorrhoea-weeks", subject, day) | {"valueQuantity": weeks}
    for fact, answer in patient.facts.items():
        yield _observed(f"fact-{fact}", code.FACT, fact, subject, day) | _answered(answer)
    for number, each in enumerate(_listed(patient.allergies, code.NO_ALLERGY[0])):
        yield _allergy(each, number, subject)
    for number, medicine in enumerate(_listed(patient.medicines, code.NO_MEDICINE[0])):
        yield _medicine(medicine, number, subject)


def _listed(said: Any, none: tuple[str, str]) -> tuple[Any, ...]:  # noqa: ANN401 -- none, a list, or not asked
    if said is None:
        return ()
    return (none,) if said == "none" else tuple(said)


def _observed(key: str, system: str, what: str, subject: Resource, day: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "code": coded(system, what),
        "subject": subject,
        "effectiveDateTime": day,
    }


def _answered(answer: str) -> Resource:
    if answer in ("yes", "no"):
        return {"valueCodeableConcept": coded(code.YES_NO, answer[0].upper())}
    return {"dataAbsentReason": coded(code.ABSENT, _ABSENT[answer])}


def _allergy(said: str | NamedAllergy | tuple[str, str], number: int, subject: Resource) -> Resource:
    none = isinstance(said, tuple)
    meant = coded(*said) if isinstance(said, tuple) else _group(said)
    active = {"clinicalStatus": coded(f"{_TERMINOLOGY}allergyintolerance-clinical", "active")}
    found = {"resourceType": "AllergyIntolerance", "id": f"allergy-{number}", "code": meant, "patient": subject}
    return found if none else found | active


def _group(said: str | NamedAllergy) -> Resource:
    return {"text": said.name} if isinstance(said, NamedAllergy) else coded(code.ALLERGY_GROUP, said)


def _medicine(said: Medicine | tuple[str, str], number: int, subject: Resource) -> Resource:
    if isinstance(said, Medicine):
        meant: Resource = {"text": said.name} | (coded(code.ATC, said.atc) if said.atc else {})
    else:
        meant = coded(*said)
    return {
        "resourceType": "MedicationStatement",
        "id": f"medicine-{number}",
        "status": "active",
        "medicationCodeableConcept": meant,
        "subject": subject,
    }


def coded(system: str, key: str) -> Resource:
    """Give a concept by its code."""
    return {"coding": [{"system": system, "code": key}]}


def measured(value: float, unit: str) -> Resource:
    """Give a quantity in a unit of UCUM."""
    return {"value": value, "unit": unit, "system": code.UCUM, "code": unit}
