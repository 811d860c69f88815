"""What is read of FHIR R4 resources: strict in what is named here, open to what is not."""

from __future__ import annotations

from typing import Any, dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Element(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of everything: other properties are let pass, those that are named must have their type."""

    extension: tuple[Extension, ...] = ()


class Coding(Element, kw_only=True):
    """A code in a system."""

    system: str = ""
    code: str = ""
    display: str = ""


class Concept(Element, kw_only=True):
    """Something meant, in codes and in words."""

    coding: tuple[Coding, ...] = ()
    text: str = ""


class Quantity(Element, kw_only=True):
    """A measured value."""

    value: float | None = None
    comparator: str = ""
    unit: str = ""
    system: str = ""
    code: str = ""


class Ratio(Element, kw_only=True):
    """One quantity to another."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Reference(Element, kw_only=True):
    """Another resource."""

    reference: str = ""
    display: str = ""


class Extension(Element, kw_only=True):
    """What the standard has no word for."""

    url: str
    value_code: str = ""
    value_date: str = ""
    value_integer: int | None = None
    value_decimal: float | None = None
    value_quantity: Quantity | None = None


class Resource(Element, kw_only=True):
    """Base of resources. What is in `modifierExtension` may turn the meaning round."""

    resource_type: str
    id: str = ""
    implicit_rules: str = ""
    modifier_extension: tuple[Extension, ...] = ()


class Patient(Resource, kw_only=True):
    """Who it is about."""

    birth_date: str = ""
    gender: str = ""


class Observation(Resource, kw_only=True):
    """Something measured or asked."""

    status: str
    code: Concept
    subject: Reference | None = None
    effective_date_time: str = ""
    effective_instant: str = ""
    value_quantity: Quantity | None = None
    value_codeable_concept: Concept | None = None
    value_boolean: bool | None = None
    data_absent_reason: Concept | None = None


class Noted(Resource, kw_only=True):
    """An allergy or a condition."""

    clinical_status: Concept = Concept()
    verification_status: Concept = Concept()
    code: Concept = Concept()
    subject: Reference | None = None
    patient: Reference | None = None


class Ingredient(Element, kw_only=True):
    """What is in a mixture, or in an ampoule."""

    item_reference: Reference | None = None
    item_codeable_concept: Concept | None = None
    strength: Ratio | None = None


class Medication(Resource, kw_only=True):
    """An ampoule, or a mixture of several."""

    code: Concept = Concept()
    amount: Ratio | None = None
    ingredient: tuple[Ingredient, ...] = ()


class Dose(Element, kw_only=True):
    """How much of it."""

    dose_quantity: Quantity | None = None


class Dosage(Element, kw_only=True):
    """Where and how it is given."""

    site: Concept | None = None
    route: Concept | None = None
    dose_and_rate: tuple[Dose, ...] = ()
    modifier_extension: tuple[Extension, ...] = ()


class Order(Resource, kw_only=True):
    """A MedicationRequest, or a MedicationStatement."""

    status: str
    do_not_perform: bool = False
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference | None = None
    contained: tuple[dict[str, Any], ...] = ()
    reason_code: tuple[Concept, ...] = ()
    dosage_instruction: tuple[Dosage, ...] = ()
