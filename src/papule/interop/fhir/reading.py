"""Reading what another system sent: whatever cannot be taken is told, never left out in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Literal, TypeVar

import msgspec

from papule.interop.fhir.resources import Coding, Concept, Order, Reference, Resource
from papule.kernel.names import folded
from papule.kernel.told import Told, shortened, told
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Setting
from papule.treatment.known import Names

R = TypeVar("R", bound=Resource)
Plain = dict[str, Any]
RemarkKind = Literal["unread", "unchecked", "aside"]
_DAY = 10  # letters of a date
_LONGEST = 100


class Remark(Value):
    """Something that was sent and does not stand in the case: not understood, of no rule, or told to hold no longer."""

    kind: RemarkKind
    text: Told


class Refused(Exception):  # noqa: N818 -- says what it is
    """What was sent cannot be used at all; the words say why."""

    def __init__(self, text: Told) -> None:
        """Keep the words."""
        super().__init__(text)
        self.text = text


class Reading:
    """What is known while a patient and orders are read, and what could not be."""

    def __init__(self, patient_id: str, setting: Setting, formulary: Formulary, as_of: date) -> None:
        """Begin with nothing to remark."""
        self.patient_id = patient_id
        self.setting = setting
        self.formulary = formulary
        self.as_of = as_of
        self.remarks: list[Remark] = []

    def unread(self, text: Told) -> None:
        """Note what could not be read."""
        self._note(Remark("unread", text))

    def unchecked(self, text: Told) -> None:
        """Note what was understood and is held against no rule: a condition that the knowledge does not know."""
        self._note(Remark("unchecked", text))

    def aside(self, text: Told) -> None:
        """Note what was understood and does not count."""
        self._note(Remark("aside", text))

    def _note(self, remark: Remark) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)

    def shaped(self, raw: Plain, kind: type[R]) -> R | None:
        """Take a resource; none, with a remark, where it has another shape, meaning or patient."""
        name = label(raw)
        try:
            found = msgspec.convert(raw, kind)
        except msgspec.ValidationError as error:
            self.unread(told("{name}: {problem}", name=name, problem=shortened(str(error), 120)))
            return None
        if found.modifier_extension or found.implicit_rules:
            self.unread(told("{name}: it carries an extension or a rule that may turn its meaning round", name=name))
            return None
        subject = getattr(found, "subject", None) or getattr(found, "patient", None)
        if subject is not None and not self._is_patient(subject):
            self.unread(told("{name}: it is of another patient", name=name))
            return None
        return found

    def _is_patient(self, reference: Reference) -> bool:
        """Tell whether a reference leads to the patient; a display alone leads nowhere, and is let pass."""
        if not reference.reference:
            return True
        kind, _slash, key = reference.reference.partition("/_history/")[0].rpartition("/")
        return key == self.patient_id and kind.rpartition("/")[2] in ("", "Patient")


def label(raw: Plain) -> str:
    """Name a resource for a person: its type and id."""
    kind, key = raw.get("resourceType"), raw.get("id")
    said = kind if isinstance(kind, str) else "?"
    return shortened(visible(f"{said}/{key}" if isinstance(key, str) and key else said), 60)


def codes(concept: Concept | None) -> list[tuple[str, str]]:
    """Give the codes of a concept, with their systems."""
    return [(each.system, each.code) for each in concept.coding if each.code] if concept else []


def is_one(concept: Concept | None, known: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a concept bears one of some codes."""
    return not set(codes(concept)).isdisjoint(known)


def said(concept: Concept | None) -> str:
    """Give a concept in words: its text, else the name of a code, else a code."""
    if concept is None:
        return ""
    names = (concept.text, *(each.display for each in concept.coding), *(each.code for each in concept.coding))
    return next((shortened(plain, _LONGEST) for each in names if (plain := visible(each))), "")


def visible(text: str) -> str:
    """Give a text on one line, without what is not seen: a direction turned round, a sign of no width."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())


def words(concept: Concept | None) -> Iterator[str]:
    """Give everything a concept is called."""
    for each in (concept.text, *(coding.display for coding in concept.coding)) if concept else ():
        if each.strip():
            yield " ".join(each.split())


def own_code(concept: Concept | None, system: str) -> str:
    """Give the code of a concept in a system, empty where it has none there."""
    found: Coding | None = next((each for each in concept.coding if each.system == system), None) if concept else None
    return found.code if found else ""


def find_named(concept: Concept | None, system: str, called: Names) -> str:
    """Give the one id that a concept means, by its code in a system of ours or by a name; empty where none or many."""
    code = own_code(concept, system)
    if code:
        return code if code in called else ""
    by_name: dict[str, set[str]] = {}
    for name, ids in called.items():
        by_name.setdefault(folded(name), set()).update(ids)
    found = {each for name in words(concept) for each in by_name.get(folded(name), ())}
    return found.pop() if len(found) == 1 else ""


def day_of(text: str) -> date | None:
    """Give the day of a date or an instant; none where it is incomplete or none at all."""
    try:
        return date.fromisoformat(text[:_DAY])
    except ValueError:
        return None


def medication_raw(order: Order, others: dict[str, Plain]) -> Plain | None:
    """Find the Medication that an order points to: inside it, or sent beside it."""
    if order.medication_reference is None:
        return None
    return find_raw(order.medication_reference, order.contained, others)


def find_raw(reference: Reference, contained: Iterable[Plain], others: dict[str, Plain]) -> Plain | None:
    """Find a resource by its reference: `#id` inside, else by address or `Type/id`."""
    at = reference.reference
    if at.startswith("#"):
        return next((each for each in contained if each.get("id") == at[1:]), None)
    return others.get(at) or others.get("/".join(at.split("/")[-2:]))
