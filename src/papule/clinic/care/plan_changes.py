"""What a button of the composer does to the fields: add, remove, take a proposal, a template, a protocol."""

from __future__ import annotations

import re
from collections.abc import Callable

from papule.clinic.care.plan_body import PlanBody
from papule.clinic.care.plan_fields import Fields, fields_of, numbers_of
from papule.clinic.care.plan_points import remove_points
from papule.clinic.knowledge import formulary
from papule.planning.candidate import Candidate

TECHNIQUE = "superficial-intradermal"
OF_SYRINGE = re.compile(
    r"(?P<what>technique|length|gauge|angle|inserted|each|mixture|product|volume)-(?P<number>\d+)(?P<place>(-\d+)?)"
)


def add_syringe(fields: Fields, _what: str = "") -> None:
    """Add an empty syringe."""
    number = _next(fields, r"technique-(\d+)")
    fields |= {f"technique-{number}": TECHNIQUE, f"product-{number}-0": "", f"volume-{number}-0": ""}


def add_content(fields: Fields, number: str) -> None:
    """Add an empty place for a product in a syringe."""
    place = _next(fields, rf"product-{number}-(\d+)")
    fields |= {f"product-{number}-{place}": "", f"volume-{number}-{place}": ""}


def add_area(fields: Fields, _what: str = "") -> None:
    """Add a row of site, side and number of points."""
    row = _next(fields, r"area-site-(\d+)")
    fields |= {
        f"area-site-{row}": "",
        f"area-side-{row}": "midline",
        f"area-count-{row}": "",
        f"area-syringe-{row}": "0",
    }


def remove(fields: Fields, what: str) -> None:
    """Remove a syringe with its points (`syringe-1`), a product (`content-1-0`) or a row (`area-2`)."""
    kind, _, key = what.partition("-")
    if kind == "syringe":
        _remove_syringe(fields, key)
        return
    endings = {"content": rf"(product|volume)-{key}", "area": rf"area-[a-z]+-{key}"}
    pattern = re.compile(endings.get(kind, r"(?!)"))
    for name in [each for each in fields if pattern.fullmatch(each)]:
        del fields[name]


def _remove_syringe(fields: Fields, key: str) -> None:
    """Remove a syringe and its points; those after it move up, each with its own points.

    Points name the place of their syringe, not the number of its fields: afterwards both are the same.
    """
    numbers = numbers_of(fields, "technique")
    if key not in map(str, numbers):
        return
    gone = numbers.index(int(key))
    del numbers[gone]
    parts = [found for found in map(OF_SYRINGE.fullmatch, fields) if found]
    said = [(each, fields.pop(each[0])) for each in parts]
    fields |= {
        f"{each['what']}-{numbers.index(int(each['number']))}{each['place']}": value
        for each, value in said
        if int(each["number"]) in numbers
    }
    remove_points(fields, gone)


def use(fields: Fields, place: int, candidate: Candidate) -> None:
    """Put a proposed mixture into the syringe at a place; a volume that no source gives is left to the doctor."""
    numbers = numbers_of(fields, "technique")
    number = numbers[place] if place < len(numbers) else _next(fields, r"technique-(\d+)")
    for name in [each for each in fields if re.fullmatch(rf"(product|volume)-{number}-\d+", each)]:
        del fields[name]
    fields.setdefault(f"technique-{number}", TECHNIQUE)
    fields[f"mixture-{number}"] = candidate.draft.origin.id
    for row, portion in enumerate(candidate.draft.portions):
        fields[f"product-{number}-{row}"] = portion.product
        fields[f"volume-{number}-{row}"] = f"{portion.volume_ml:g}" if portion.volume_ml is not None else ""


def follow(fields: Fields, key: str) -> None:
    """Follow a protocol of the knowledge: its sessions and its shortest interval, where its source gives them."""
    schedule = formulary().schedules.get(key)
    if schedule is None:
        return
    fields["schedule"] = key
    if schedule.sessions_min or schedule.days:
        fields["planned"] = str(schedule.sessions_min or len(schedule.days))
    if schedule.min_interval_days:
        fields["interval"] = str(schedule.min_interval_days)


def take(fields: Fields, body: PlanBody) -> None:
    """Take a template over, points and all; an empty one leaves everything as it is."""
    if body.syringes:
        fields.clear()
        fields |= fields_of(body)


def _next(fields: Fields, pattern: str) -> int:
    found = [re.fullmatch(pattern, each) for each in fields]
    return max((int(each[1]) + 1 for each in found if each), default=0)


SIMPLE: dict[str, Callable[[Fields, str], None]] = {
    "add-syringe": add_syringe,
    "add-area": add_area,
    "add-content": add_content,
    "remove": remove,
}
