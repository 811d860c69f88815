"""FHIR R4 resources to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from papule.interop.fhir.bundles import by_address, resources_in
from papule.interop.fhir.orders import Orders
from papule.interop.fhir.patients import Person
from papule.interop.fhir.reading import Plain, Reading, Refused, Remark, label
from papule.kernel.told import Told, told
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case, Setting, Treatment
from papule.treatment.impossible import find_impossible
from papule.treatment.known import find_unknown
from papule.treatment.units import find_wrong_units

_BESIDE = ("Bundle", "Medication", "MedicationRequest", "Practitioner", "PractitionerRole", "Organization", "Encounter")


class Sent(Value):
    """What another system sent: what it knows of a patient by name of the query, and draft orders if any."""

    patient_id: str
    known: Mapping[str, Any]
    orders: Any = None


class Received(Value):
    """The case that was understood, what was not, and what cannot be."""

    case: Case | None  # none where nothing of mesotherapy was ordered, or where the case cannot be
    remarks: tuple[Remark, ...]
    is_ours: bool  # something of mesotherapy was ordered
    impossible: tuple[Told, ...] = ()


def from_fhir(
    sent: Sent, setting: Setting, formulary: Formulary, as_of: date, *, without_orders: bool = False
) -> Received:
    """Read a patient and draft orders. `without_orders`: read the patient even if nothing is ordered.

    Raises Refused where no patient was sent, or another one.
    """
    reading = Reading(sent.patient_id, setting, formulary, as_of)
    ordered = list(resources_in(sent.orders, "draftOrders", reading))
    beside = Reading(sent.patient_id, setting, formulary, as_of)
    entries = [each for name, value in sent.known.items() for each in resources_in(value, name, beside)]
    others = by_address([*entries, *ordered])
    orders = Orders([raw for _, raw in ordered], others, reading)
    treatment = orders.treatment()
    if treatment is None and not without_orders:
        return Received(None, tuple(each for each in reading.remarks if each.kind == "unread"), is_ours=False)
    reading.remarks += beside.remarks
    person = Person(reading)
    for _, raw in entries:
        _read(raw, person, others, reading)
    for raw in orders.medicines:
        person.read_medicine(raw, others)
    if person.patient is None:
        raise Refused(told("the patient is missing: send the resource Patient in the prefetch"))
    case = Case(papule=1, as_of=as_of, setting=setting, patient=person.gathered(), treatment=treatment or Treatment())
    impossible = _impossible(case, formulary, as_of)
    remarks = tuple(reading.remarks)
    return Received(None if impossible else case, remarks, treatment is not None, impossible)


def _read(raw: Plain, person: Person, others: dict[str, Plain], reading: Reading) -> None:
    kind = raw.get("resourceType")
    if kind == "Patient":
        person.read_patient(raw)
    elif kind == "Observation":
        person.read_observation(raw)
    elif kind == "AllergyIntolerance":
        person.read_allergy(raw)
    elif kind == "Condition":
        person.read_condition(raw)
    elif kind in ("MedicationStatement", "MedicationRequest"):
        person.read_medicine(raw, others)
    elif kind not in _BESIDE:
        reading.unchecked(told("{name}: this kind of resource is not read", name=label(raw)))


def _impossible(case: Case, formulary: Formulary, as_of: date) -> tuple[Told, ...]:
    """Say what of a case cannot be, or names nothing known."""
    plain: Plain = msgspec.json.decode(msgspec.json.encode(case))
    found = [each.problem for each in find_impossible(case, as_of)]
    found += [each.problem for each in find_wrong_units(plain, formulary)]
    found += [each.problem for each in find_unknown(plain, formulary)]
    try:
        msgspec.convert(plain, Case)
    except msgspec.ValidationError as error:
        found.append(told("a value that cannot be: {problem}", problem=str(error)[:120]))
    return tuple(dict.fromkeys(found))
