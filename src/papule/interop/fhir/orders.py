"""The treatment of a case, from draft orders: each order of mesotherapy is one syringe, each instruction one zone."""

from __future__ import annotations

from typing import Any

import msgspec

from papule.interop.fhir import codes as code
from papule.interop.fhir.contents import read_contents
from papule.interop.fhir.reading import Plain, Reading, codes, find_named, label, medication_raw, said, words
from papule.interop.fhir.resources import Concept, Dosage, Element, Extension, Order
from papule.kernel.names import folded
from papule.kernel.told import told
from papule.treatment.case import FreeIndication, NeedleUse, Syringe, TechniqueName, Treatment, Zone
from papule.treatment.known import names_in

_NEEDLE = {"length": "length_mm", "gauge": "gauge", "angle": "angle_deg", "inserted": "inserted_mm"}
_UNITS = {"length": "mm", "inserted": "mm", "angle": "deg", "volume-per-point": "mL"}  # UCUM
_SAID_ONCE = {"aim": "aim", "phase": "phase", "onset": "onset_on", "device": "device"}
_SESSION = {"number": "number", "planned": "planned", "interval-days": "interval_days", "nrs": "nrs"}
_OPERATOR = {"profession": "profession", "diploma": "diploma"}
_DEFAULT: TechniqueName = "deep-intradermal"  # where none is said: past the dermis more stands against a product


class Orders:
    """Sorts draft orders: those of mesotherapy, and medicines that the patient will take."""

    def __init__(self, orders: list[Plain], others: dict[str, Plain], reading: Reading) -> None:
        """Read the orders. `others`: what they may point to, by address."""
        self.reading = reading
        self.others = others
        self.ours: list[tuple[str, Order]] = []
        self.medicines: list[Plain] = []
        for raw in orders:
            self._sort(raw)

    def _sort(self, raw: Plain) -> None:
        if raw.get("resourceType") != "MedicationRequest":
            return
        order = self.reading.shaped(raw, Order)
        if order is None:
            return
        if not self._is_ours(order):
            self.medicines.append(raw)
        elif order.do_not_perform or order.status in code.NOT_TAKEN:
            self.reading.aside(told("{name}: it is an order not to give it, or one that ended", name=label(raw)))
        else:
            self.ours.append((label(raw), order))

    def _is_ours(self, order: Order) -> bool:
        """Tell whether an order is of mesotherapy: by what we add, by its route, by a mixture without a route."""
        if part(order, code.SYRINGE) or any(part(each, code.ZONE) for each in order.dosage_instruction):
            return True
        routes = [each.route for each in order.dosage_instruction if codes(each.route) or said(each.route)]
        if routes:
            return any(map(_is_intradermal, routes))
        raw = medication_raw(order, self.others) or {}
        mixed = raw.get("ingredient")
        return isinstance(mixed, list) and any(isinstance(each, dict) and "itemReference" in each for each in mixed)

    def treatment(self) -> Treatment | None:
        """Give the treatment; none where no order is of mesotherapy."""
        if not self.ours:
            return None
        syringes = tuple(self._syringe(name, order) for name, order in self.ours)
        parts: dict[str, Any] = {}
        for name, order in self.ours:
            parts |= self._said(name, part(order, code.TREATMENT))
        made = self._convert(parts, Treatment, self.ours[0][0]) or Treatment()
        return msgspec.structs.replace(made, indication=self._indication(), syringes=syringes)

    def _said(self, name: str, given: Extension | None) -> dict[str, Any]:
        """Give what our extension says of the treatment."""
        values = self._values(name, given, {*_SAID_ONCE, *_SESSION, *_OPERATOR})
        found: dict[str, Any] = {field: values[key] for key, field in _SAID_ONCE.items() if key in values}
        for key, names in (("session", _SESSION), ("operator", _OPERATOR)):
            inner = {field: values[each] for each, field in names.items() if each in values}
            if inner:
                found[key] = inner
        return found

    def _indication(self) -> str | FreeIndication | None:
        """Give the reason of the orders: of the knowledge by name or by ICD-10, else in words."""
        reasons = [each for _, order in self.ours for each in order.reason_code if said(each)]
        found = list(dict.fromkeys(map(self._meant, reasons)))
        for each in found[1:]:
            name = each if isinstance(each, str) else each.name
            self.reading.unread(told("a further reason: {said}. The first one counts", said=name))
        return found[0] if found else None

    def _meant(self, reason: Concept) -> str | FreeIndication:
        known = self.reading.formulary.indications
        named = find_named(reason, code.INDICATION, names_in(known))
        icd = {key for system, key in codes(reason) if system in code.ICD10}
        coded = [key for key, each in known.items() if not icd.isdisjoint(each.icd10)]
        return named or (coded[0] if len(coded) == 1 else FreeIndication(name=said(reason)))

    def _syringe(self, name: str, order: Order) -> Syringe:
        own = part(order, code.SYRINGE)
        values = self._values(name, own, {"technique", "appearance", *_NEEDLE})
        zones = [self._zone(name, each) for each in order.dosage_instruction if each.site or part(each, code.ZONE)]
        if "technique" not in values and not all(each and each.technique for each in zones or (None,)):
            self.reading.unread(told("{name}: the technique is not said; assessed as deep intradermal", name=name))
        plain = {key: values[key] for key in ("technique", "appearance") if key in values}
        made = self._convert({"technique": _DEFAULT} | plain, Syringe, name) or Syringe(technique=_DEFAULT)
        self._routes(name, order, made)
        return msgspec.structs.replace(
            made,
            contents=read_contents(order, name, self.others, self.reading),
            needle=self._needle(name, values),
            zones=tuple(each for each in zones if each) if all(zones) else (),  # one unread: nobody can tell how deep
        )

    def _zone(self, name: str, line: Dosage) -> Zone | None:
        sites = names_in(self.reading.formulary.body_sites)
        site = find_named(line.site, code.SITE, sites)
        if not site or line.modifier_extension:
            self.reading.unread(told("{name}: the site {said}", name=name, said=said(line.site) or "?"))
            return None
        values = self._values(
            name, part(line, code.ZONE), {"technique", "side", "points", "volume-per-point", *_NEEDLE}
        )
        found: dict[str, Any] = {key: values[key] for key in values if key in ("technique", "side", "points")}
        if "volume-per-point" in values:
            found["volume_per_point_ml"] = values["volume-per-point"]
        made: Zone | None = self._convert({"site": site} | found, Zone, name)
        return made and msgspec.structs.replace(made, needle=self._needle(name, values))

    def _routes(self, name: str, order: Order, syringe: Syringe) -> None:
        """Remark a route that is not that of the technique."""
        for line in order.dosage_instruction:
            under = syringe.technique == "hypodermic" and any(each in code.SUBCUTANEOUS for each in codes(line.route))
            if line.route and not under and not _is_intradermal(line.route):
                self.reading.unread(told("{name}: the route {said}", name=name, said=said(line.route) or "?"))

    def _needle(self, name: str, values: dict[str, Any]) -> NeedleUse | None:
        found = {field: values[key] for key, field in _NEEDLE.items() if key in values}
        return self._convert(found, NeedleUse, name) if found else None

    def _values(self, name: str, given: Extension | None, known: set[str]) -> dict[str, Any]:
        """Give the parts of an extension of ours; a remark for each that is none of it, or in another unit."""
        found: dict[str, Any] = {}
        for each in given.extension if given else ():
            value = _value(each)
            if each.url in known and value is not None:
                found[each.url] = value
            else:
                self.reading.unread(told("{name}: {part}", name=name, part=each.url[:60]))
        return found

    def _convert(self, values: dict[str, Any], kind: type[Any], name: str) -> Any:  # noqa: ANN401 -- of that kind
        try:
            return msgspec.convert(values, kind)
        except msgspec.ValidationError as error:
            self.reading.unread(told("{name}: {problem}", name=name, problem=str(error)[:120]))
            return None


def part(element: Element, url: str) -> Extension | None:
    """Give an extension of an element."""
    return next((each for each in element.extension if each.url == url), None)


def _value(each: Extension) -> Any:  # noqa: ANN401 -- of any type
    """Give the value of a part; none where it has none, or one in another unit."""
    amount = each.value_quantity
    if amount is not None:
        return amount.value if amount.code == _UNITS.get(each.url) and not amount.comparator else None
    plain = (each.value_code, each.value_date, each.value_integer, each.value_decimal)
    return next((value for value in plain if value not in ("", None)), None)


def _is_intradermal(route: Concept | None) -> bool:
    return any(each in code.INTRADERMAL for each in codes(route)) or any(
        folded(each) in code.INTRADERMAL_WORDS for each in words(route)
    )
