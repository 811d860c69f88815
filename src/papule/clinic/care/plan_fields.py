"""The fields of the composer's form, as a browser sends them, read into a plan; and a plan written as fields."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from papule.clinic.care.plan_body import PlanBody, PlannedSyringe, Point
from papule.clinic.knowledge import formulary
from papule.kernel.value import Value
from papule.planning.recipes import is_variant
from papule.treatment.case import Content, NeedleUse

Fields = dict[str, str]
FIELD = re.compile(
    r"(technique|length|gauge|angle|inserted|each)-\d{1,2}|(product|volume)-\d{1,2}-\d{1,2}"
    r"|area-(site|side|count|syringe)-\d{1,3}|points_json|planned|interval|schedule|device|note|nrs|mixture-\d{1,2}|reason-.{1,200}"
)
LONGEST, LONGEST_POINTS = 4000, 600_000
SIDES = ("left", "right", "midline")
TYPED = "typed-"  # begins the name of a point that was counted, not drawn


class Read(Value):
    """A plan as it was filled in, and what is wrong with the fields, by field."""

    body: PlanBody
    errors: dict[str, str]
    nrs: float | None
    undosed: tuple[str, ...]  # fields of products that have no volume yet


def kept(posted: Mapping[str, Any]) -> Fields:
    """Take the fields of a plan out of what was sent, and nothing else; what is far too long is cut."""
    return {
        name: str(posted[name]).replace("\x00", "")[: LONGEST_POINTS if name == "points_json" else LONGEST]
        for name in posted
        if FIELD.fullmatch(name)
    }


def numbers_of(fields: Fields, name: str) -> list[int]:
    """Give the numbers at which a field stands, in their order: those of `technique` are the syringes."""
    found = (re.fullmatch(rf"{name}-(\d+)", each) for each in fields)
    return sorted(int(each[1]) for each in found if each)


def mixture_in(fields: Fields, number: int) -> str:
    """Give the published mixture that a syringe began from; none once its products are others."""
    said = fields.get(f"mixture-{number}", "")
    mixture = formulary().mixtures.get(said)
    if mixture is None:
        return said
    places = numbers_of(fields, f"product-{number}")
    held = filter(None, (fields[f"product-{number}-{place}"] for place in places))
    known = formulary().products
    return said if is_variant(mixture, [known[each].substance if each in known else each for each in held]) else ""


def read(fields: Fields) -> Read:
    """Read the fields; what cannot be read is told, and the rest is taken all the same."""
    reader = _Reader(fields)
    syringes = tuple(reader.syringe(number) for number in numbers_of(fields, "technique"))
    points = (*reader.drawn(len(syringes)), *reader.typed(len(syringes)))
    body = PlanBody(
        syringes=syringes,
        points=tuple(points),
        device=reader.choice("device", "manual"),
        planned=reader.whole("planned", 200),
        interval_days=reader.whole("interval", 3660),
        schedule=fields.get("schedule", ""),
        note=fields.get("note", ""),
    )
    return Read(body, reader.errors, reader.number("nrs", 10), tuple(reader.undosed))


class _Reader:
    """Reads fields one by one and remembers what is wrong."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.errors: dict[str, str] = {}
        self.undosed: list[str] = []

    def number(self, name: str, most: float) -> float | None:
        """Read a number above zero, or zero; the comma of a French hand is one."""
        text = self.fields.get(name, "").strip().replace(",", ".")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            self.errors[name] = _("Give a number from 0 to {most}.").format(most=f"{most:g}")
            return None
        return value

    def above(self, name: str, most: float) -> float | None:
        """Read a number above zero."""
        value = self.number(name, most)
        if value == 0:
            self.errors[name] = _("Give a number above 0.")
            return None
        return value

    def whole(self, name: str, most: int) -> int | None:
        """Read a whole number from 1."""
        value = self.above(name, most)
        if value is not None and value != int(value):
            self.errors[name] = _("Give a whole number.")
            return None
        return None if value is None else int(value)

    def choice(self, name: str, default: str) -> Any:  # noqa: ANN401 -- checked where the plan is read as a whole
        """Read a choice."""
        return self.fields.get(name) or default

    def syringe(self, number: int) -> PlannedSyringe:
        """Read a syringe."""
        return PlannedSyringe(
            contents=tuple(self.contents(number)),
            technique=self.choice(f"technique-{number}", "superficial-intradermal"),
            needle=self.needle(number),
            volume_per_point_ml=self.above(f"each-{number}", 100),
            mixture=mixture_in(self.fields, number),
        )

    def contents(self, number: int) -> Iterator[Content]:
        """Read what a syringe holds; a product without a volume waits for one."""
        for place in numbers_of(self.fields, f"product-{number}"):
            product, name = self.fields[f"product-{number}-{place}"], f"volume-{number}-{place}"
            volume = self.above(name, 100)
            if product and volume is not None:
                yield Content(product=product, volume_ml=volume)
            elif product:
                self.undosed.append(name)

    def needle(self, number: int) -> NeedleUse | None:
        """Read a needle; none without its length."""
        length = self.above(f"length-{number}", 40)
        if length is None:
            return None
        inserted = self.above(f"inserted-{number}", 40)
        if inserted is not None and inserted > length:
            self.errors[f"inserted-{number}"] = _("No more than the length of the needle can be inserted.")
            inserted = None
        gauge = self.whole(f"gauge-{number}", 34)
        return NeedleUse(
            length_mm=length, gauge=gauge, angle_deg=self.above(f"angle-{number}", 90) or 90, inserted_mm=inserted
        )

    def drawn(self, syringes: int) -> Iterator[Point]:
        """Read the points of the body map."""
        try:
            listed = json.loads(self.fields.get("points_json") or "[]")
            points = [_point(each) for each in listed]
        except (ValueError, TypeError, AttributeError, msgspec.ValidationError):
            self.errors["points_json"] = _("The points of the body map could not be read. Draw them anew.")
            return
        held = [each for each in points if each.syringe < max(syringes, 1)]
        if len(held) < len(points):
            self.errors["points_json"] = _("Points of the body map belong to a syringe that is not in the plan.")
        yield from held

    def typed(self, syringes: int) -> Iterator[Point]:
        """Make points of rows that say how many."""
        for row in numbers_of(self.fields, "area-site"):
            site, side = self.fields[f"area-site-{row}"], self.choice(f"area-side-{row}", "midline")
            count, syringe = self.whole(f"area-count-{row}", 1000), self.number(f"area-syringe-{row}", 19) or 0
            if count and not site:
                self.errors[f"area-site-{row}"] = _("Choose a site.")
            elif count and syringe >= max(syringes, 1):
                self.errors[f"area-syringe-{row}"] = _("There is no such syringe.")
            elif count and side in SIDES:
                for number in range(count):
                    yield Point(id=f"{TYPED}{row}-{number}", syringe=int(syringe), site=site, side=side)


POINT_KEYS = set(Point.__struct_fields__)


def _point(value: dict[str, Any]) -> Point:
    """Read a point of the body map; what the map adds for itself is left out."""
    return msgspec.convert({key: each for key, each in value.items() if key in POINT_KEYS}, Point)


def fields_of(body: PlanBody) -> Fields:
    """Write a plan as fields."""
    fields: Fields = {
        "planned": str(body.planned or ""),
        "interval": str(body.interval_days or ""),
        "schedule": body.schedule,
        "device": body.device,
        "note": body.note,
    }
    for number, syringe in enumerate(body.syringes):
        fields |= _syringe_fields(number, syringe)
    drawn = [msgspec.to_builtins(each) for each in body.points if each.x is not None]
    fields["points_json"] = json.dumps(drawn)
    counts: dict[tuple[str, str, int], int] = defaultdict(int)
    for each in body.points:
        if each.x is None:
            counts[each.site, each.side, each.syringe] += 1
    for row, ((site, side, place), count) in enumerate(counts.items()):
        fields |= {
            f"area-site-{row}": site,
            f"area-side-{row}": side,
            f"area-count-{row}": str(count),
            f"area-syringe-{row}": str(place),
        }
    return fields


def _syringe_fields(number: int, syringe: PlannedSyringe) -> Fields:
    needle = syringe.needle
    fields = {
        f"technique-{number}": syringe.technique,
        f"each-{number}": _text(syringe.volume_per_point_ml),
        f"mixture-{number}": syringe.mixture,
    }
    if needle is not None:
        fields |= {
            f"length-{number}": _text(needle.length_mm),
            f"gauge-{number}": _text(needle.gauge),
            f"angle-{number}": _text(needle.angle_deg),
            f"inserted-{number}": _text(needle.inserted_mm),
        }
    for place, content in enumerate(syringe.contents):
        fields[f"product-{number}-{place}"] = content.product or ""
        fields[f"volume-{number}-{place}"] = _text(content.volume_ml)
    return fields


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
