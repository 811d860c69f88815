"""A syringe of a case as a draft order of FHIR R4."""

from __future__ import annotations

from typing import Any

import msgspec

from papule.interop.fhir import codes as code
from papule.kernel.quantity import quantity
from papule.treatment.case import Content, NeedleUse, Syringe, Treatment, Zone

Resource = dict[str, Any]
_MG = {"mg": "mg", "IU": "[iU]"}
_NEEDLE = {"length_mm": ("length", "mm"), "angle_deg": ("angle", "deg"), "inserted_mm": ("inserted", "mm")}


def order_of(number: int, syringe: Syringe, treatment: Treatment, subject: Resource) -> Resource:
    """Give the order of one syringe, with the ampoules of its mixture inside it."""
    found: Resource = {
        "resourceType": "MedicationRequest",
        "id": f"syringe-{number}",
        "status": "draft",
        "intent": "order",
        "subject": subject,
        "extension": _extensions(syringe, treatment),
        "dosageInstruction": _instructions(syringe),
    }
    if syringe.contents:
        found["contained"] = _medications(syringe.contents)
        found["medicationReference"] = {"reference": "#mixture"}
    else:
        found["medicationCodeableConcept"] = _coded(code.PRODUCT, code.NO_PRODUCT)
    reason = treatment.indication
    if reason is not None:
        concept = _coded(code.INDICATION, reason) if isinstance(reason, str) else {"text": reason.name}
        found["reasonCode"] = [concept]
    return found


def _extensions(syringe: Syringe, treatment: Treatment) -> list[Resource]:
    own = [_code("technique", syringe.technique)]
    own += [_code("appearance", syringe.appearance)] if syringe.appearance else []
    own += _needle(syringe.needle)
    said = [_code("aim", treatment.aim), _code("device", treatment.device)]
    said += [_code("phase", treatment.phase)] if treatment.phase else []
    if treatment.onset_on is not None:
        said.append({"url": "onset", "valueDate": treatment.onset_on.isoformat()})
    if treatment.operator is not None:
        said.append(_code("profession", treatment.operator.profession))
        said += [_code("diploma", treatment.operator.diploma)] if treatment.operator.diploma else []
    for name, value in msgspec.structs.asdict(treatment.session).items() if treatment.session else ():
        if value is not None:
            kind = "valueDecimal" if name == "nrs" else "valueInteger"
            said.append({"url": name.replace("_", "-"), kind: value})
    return [{"url": code.SYRINGE, "extension": own}, {"url": code.TREATMENT, "extension": said}]


def _instructions(syringe: Syringe) -> list[Resource]:
    route = _coded(*code.SUBCUTANEOUS[0]) if syringe.technique == "hypodermic" else _coded(*code.INTRADERMAL[0])
    lines = [_instruction(each) | {"route": route} for each in syringe.zones]
    return lines or [{"route": route}]


def _instruction(zone: Zone) -> Resource:
    own = [_code("technique", zone.technique)] if zone.technique else []
    own += [_code("side", zone.side)] if zone.side else []
    own += [{"url": "points", "valueInteger": zone.points}] if zone.points is not None else []
    if zone.volume_per_point_ml is not None:
        own.append({"url": "volume-per-point", "valueQuantity": _measured(zone.volume_per_point_ml, "mL")})
    own += _needle(zone.needle)
    found: Resource = {"site": _coded(code.SITE, zone.site)}
    return found | ({"extension": [{"url": code.ZONE, "extension": own}]} if own else {})


def _needle(needle: NeedleUse | None) -> list[Resource]:
    if needle is None:
        return []
    found: list[Resource] = [
        {"url": name, "valueQuantity": _measured(value, unit)}
        for field, (name, unit) in _NEEDLE.items()
        if (value := getattr(needle, field)) is not None
    ]
    return found + ([{"url": "gauge", "valueInteger": needle.gauge}] if needle.gauge is not None else [])


def _medications(contents: tuple[Content, ...]) -> list[Resource]:
    ampoules = [_ampoule(number, each) for number, each in enumerate(contents)]
    one = {"value": 1}
    ingredients = [
        {
            "itemReference": {"reference": f"#ampoule-{number}"},
            "strength": {"numerator": _measured(each.volume_ml, "mL"), "denominator": one},
        }
        for number, each in enumerate(contents)
    ]
    return [{"resourceType": "Medication", "id": "mixture", "ingredient": ingredients}, *ampoules]


def _ampoule(number: int, content: Content) -> Resource:
    found: Resource = {"resourceType": "Medication", "id": f"ampoule-{number}"}
    if content.product is not None:
        return found | {"code": _coded(code.PRODUCT, content.product)}
    strength = quantity(content.strength or "")
    unit = _MG[strength.unit.removesuffix("/mL")]
    named = _coded(code.SUBSTANCE, content.substance or "")
    ratio = {"numerator": _measured(float(strength.amount), unit), "denominator": _measured(1, "mL")}
    return found | {"code": named, "ingredient": [{"itemCodeableConcept": named, "strength": ratio}]}


def _code(url: str, value: str) -> Resource:
    return {"url": url, "valueCode": value}


def _coded(system: str, key: str) -> Resource:
    return {"coding": [{"system": system, "code": key}]}


def _measured(value: float, unit: str) -> Resource:
    return {"value": value, "unit": unit, "system": code.UCUM, "code": unit}
