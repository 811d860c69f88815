"""What is drawn into a syringe, from a mixture of ampoules or one product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import msgspec

from papule.interop.fhir import codes as code
from papule.interop.fhir.reading import Plain, Reading, find_raw, label, medication_raw, own_code, said, words
from papule.interop.fhir.resources import Concept, Ingredient, Medication, Order, Quantity, Ratio
from papule.kernel.names import folded
from papule.kernel.quantity import exact, plain, quantity
from papule.kernel.told import told
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Content
from papule.treatment.naming import UnknownName, find_product, find_substance

_STRENGTH = re.compile(r"\s+(\d+(?:[.,]\d+)?)\s*(mg|iu|ui)\s*/\s*ml\b")
_ALIKE = Decimal("0.01")  # of a volume that is said twice
_MASS = {"mg": "mg", "g": "g", "ug": "ug", "[iU]": "IU", "[IU]": "IU"}  # UCUM -> as the case writes it
_ONE = ("", "1")


def read_contents(order: Order, name: str, others: dict[str, Plain], reading: Reading) -> tuple[Content, ...]:
    """Give what an order draws up; a remark for everything that could not be read of it."""
    raw = medication_raw(order, others)
    if raw is None:
        concept = order.medication_codeable_concept
        if concept is None and order.medication_reference is not None:
            concept = Concept(text=order.medication_reference.display)
        if own_code(concept, code.PRODUCT) == code.NO_PRODUCT:
            return ()
        return tuple(_one(name, concept, None, _dose(order), reading))
    found = reading.shaped(raw, Medication)
    if found is None:
        return ()
    if not any(each.item_reference for each in found.ingredient) and said(found.code):
        return tuple(_one(name, found.code, _strength(found), _dose(order), reading))
    if not found.ingredient:
        reading.unread(told("{name}: what is in it is not said", name=name))
    if any(line.dose_and_rate for line in order.dosage_instruction):
        reading.aside(told("{name}: the dose of a mixture; all that is drawn up counts", name=name))
    return tuple(_mixture(found, (*order.contained, *_inside(raw)), others, reading))


def _inside(raw: Plain) -> tuple[Plain, ...]:
    contained = raw.get("contained", ())
    return tuple(each for each in contained if isinstance(each, dict)) if isinstance(contained, list) else ()


def _mixture(
    mixture: Medication, contained: tuple[Plain, ...], others: dict[str, Plain], reading: Reading
) -> Iterator[Content]:
    whole = _whole(mixture)
    volumes = [_volume(each.strength, whole) for each in mixture.ingredient]
    total = sum((each for each in volumes if each is not None), Decimal(0))
    if whole is not None and None not in volumes and abs(total - whole) > whole * _ALIKE:
        reading.unread(
            told("the volumes add up to {sum} mL, and the mixture is {whole} mL", sum=plain(total), whole=plain(whole))
        )
    for each, volume in zip(mixture.ingredient, volumes, strict=True):
        yield from _ingredient(each, volume, contained, others, reading)


def _whole(mixture: Medication) -> Decimal | None:
    """Give the volume of a mixture: as it is said, else that in which every ingredient is said to be."""
    if mixture.amount is not None:
        return _millilitres(mixture.amount.numerator)
    below = {_millilitres(each.strength.denominator) if each.strength else None for each in mixture.ingredient}
    return below.pop() if len(below) == 1 else None


def _ingredient(
    each: Ingredient, volume: Decimal | None, contained: tuple[Plain, ...], others: dict[str, Plain], reading: Reading
) -> Iterator[Content]:
    if each.item_reference is None:
        yield from _one(said(each.item_codeable_concept), each.item_codeable_concept, None, volume, reading)
        return
    raw = find_raw(each.item_reference, contained, others)
    if raw is None:
        name = each.item_reference.display or each.item_reference.reference
        yield from _one(name, Concept(text=each.item_reference.display), None, volume, reading)
        return
    ampoule = reading.shaped(raw, Medication)
    if ampoule is not None:
        yield from _one(said(ampoule.code) or label(raw), ampoule.code, _strength(ampoule), volume, reading)


def _one(
    name: str, concept: Concept | None, strength: str | None, volume: Decimal | None, reading: Reading
) -> Iterator[Content]:
    """Give one content, or say why there is none: its product or its volume is not known."""
    called = _called(concept, strength, reading.formulary)
    if called is None:
        reading.unread(told("the product {name}: it is not known here", name=name or "?"))
    elif not _is_of_strength(called, strength, reading.formulary):
        reading.unread(told("the product {name}: its strength is said to be {strength}", name=name, strength=strength))
    elif volume is None:
        reading.unread(told("the volume of {name}: it must be said in mL", name=name))
    else:
        try:
            yield msgspec.convert({**called, "volume_ml": float(volume)}, Content)
        except msgspec.ValidationError:
            reading.unread(told("the volume of {name}: {said} mL cannot be", name=name, said=plain(volume)))


def _called(concept: Concept | None, strength: str | None, formulary: Formulary) -> dict[str, str] | None:
    """Give how the case calls a product: by its id, else as a substance with its strength; none for an unknown one."""
    product, substance = own_code(concept, code.PRODUCT), own_code(concept, code.SUBSTANCE)
    names = [product or substance] if product or substance else list(words(concept))
    for name in names if strength and not product else ():
        if _is_substance(name, formulary):
            return {"substance": name, "strength": strength or ""}
    for name in names if not substance else ():
        found = find_product_called(name, formulary)
        if found:
            return {"product": found}
    return None


def _is_of_strength(called: dict[str, str], strength: str | None, formulary: Formulary) -> bool:
    """Tell whether a product has the strength that is said beside it, where one is."""
    if strength is None or "product" not in called:
        return True
    known = formulary.products[find_product(called["product"], formulary)[0]].strength
    return not known or quantity(known) == quantity(strength)


def find_product_called(name: str, formulary: Formulary) -> str:
    """Give how a case writes the product of a name: an id, an alias, `lidocaine 10 mg/mL`, a brand; else nothing."""
    written = _STRENGTH.sub(
        lambda found: f"-{found[1].replace(',', '.')}{found[2].replace('ui', 'iu')}-ml", folded(name)
    )
    for each in (name, written):
        try:
            find_product(each, formulary)
        except UnknownName:
            continue
        return each
    return _products_called(formulary).get(folded(name), "")


@lru_cache(maxsize=8)
def _products_called(formulary: Formulary) -> dict[str, str]:
    """Map the names of products and of their presentations to ids, where one product alone bears them."""
    found: dict[str, set[str]] = {}
    for key, each in formulary.products.items():
        for name in (*each.name.values(), *(presentation.name for presentation in each.presentations)):
            found.setdefault(folded(name), set()).add(key)
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}


def _is_substance(name: str, formulary: Formulary) -> bool:
    try:
        find_substance(name, formulary)
    except UnknownName:
        return False
    return True


def _strength(ampoule: Medication) -> str | None:
    """Give the strength of an ampoule of one substance, as a case writes it: 20 mg/mL."""
    if len(ampoule.ingredient) != 1 or ampoule.ingredient[0].strength is None:
        return None
    ratio = ampoule.ingredient[0].strength
    amount, volume = ratio.numerator, _millilitres(ratio.denominator)
    unit = _MASS.get(amount.code or amount.unit) if amount and not amount.comparator else None
    if amount is None or unit is None or amount.value is None or amount.value <= 0 or not volume:
        return None
    return f"{plain(exact(amount.value) / volume)} {unit}/mL"


def _volume(strength: Ratio | None, whole: Decimal | None) -> Decimal | None:
    """Give how much of an ingredient is drawn: so many mL, or so many mL in so many of the mixture."""
    drawn = _millilitres(strength.numerator) if strength else None
    if strength is None or drawn is None or strength.denominator is None:
        return drawn
    below = _millilitres(strength.denominator)
    if below:
        return drawn * whole / below if whole else None
    return drawn if _is_one(strength.denominator) else None


def _is_one(quantity: Quantity) -> bool:
    return quantity.value == 1 and quantity.code in _ONE and not quantity.comparator


def _millilitres(quantity: Quantity | None) -> Decimal | None:
    """Give a volume in mL; none where it is in another unit, or not exact."""
    if quantity is None or quantity.value is None or quantity.comparator:
        return None
    unit = (quantity.code or quantity.unit).lower()
    if quantity.system not in ("", code.UCUM) or unit != "ml" or quantity.value <= 0:
        return None
    return exact(quantity.value)


def _dose(order: Order) -> Decimal | None:
    """Add up what the dosage instructions give of a single product, in mL."""
    doses = [each.dose_quantity for line in order.dosage_instruction for each in line.dose_and_rate]
    volumes = [_millilitres(each) for each in doses]
    return sum((each for each in volumes if each is not None), Decimal(0)) if volumes and None not in volumes else None
