"""What of a session that was begun still fits, where its plan has changed since, or another day has begun."""

from __future__ import annotations

import re
from datetime import date

import msgspec
from django.utils.dateparse import parse_date

from papule.clinic.care.models import Course, PlanVersion
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.session_drafts import Basis
from papule.clinic.care.session_entry import LOTS_EACH, Fields
from papule.clinic.care.session_opening import Opening, first_fields, propose_next
from papule.clinic.dates import date_format
from papule.clinic.knowledge import words
from papule.treatment.case import Content

OF_PLAN = re.compile(
    r"(look|given|why)-\d+|(lot|expiry|gtin|volume|trade)-\d+-\d+-\d|lots|points|points_json|(count|each)-\d+"
    r"|consent|consent_on|consent_again|capacity|capacity_who"
)
OF_DAY = re.compile(
    r"identity|changes|fact-.+|lots|(look|given|why)-\d+|nrs|vas|nrs_after|vas_after|kit|kit_why|steps|cleaned"
    r"|consent|consent_on|consent_again|capacity|capacity_who|reactions|observed_at|observe_why"
)
WORDS_OF_DAY = ("changed", "reaction_text")
LOT = ("lot", "expiry", "gtin", "volume", "trade")


def basis_of(opening: Opening, today: date) -> Basis:
    """Give on what a page rests that is drawn now."""
    return Basis(opening.version.number, today)


def find_version(course: Course, number: int) -> PlanVersion | None:
    """Give a version of the plan of a course."""
    return PlanVersion.objects.filter(plan__course=course, number=number).first()


def renewed(fields: Fields, basis: Basis, opening: Opening, today: date) -> Fields:
    """Give what still fits of what was filled in, and begin the rest anew; all where plan and day are the same."""
    found = fields
    if basis.plan != opening.version.number:
        found = _on_new_plan(found, basis.plan, opening, today)
    if basis.on != today:
        found = _on_new_day(found, basis.on, opening, today)
    return found


def _on_new_plan(fields: Fields, was: int, opening: Opening, today: date) -> Fields:
    """Keep what does not depend on the plan, and what of the plan is the same; what changed is to be looked at."""
    version, after = find_version(opening.course, was), opening.plan
    before = body_of(version.body) if version else PlanBody()
    again = {name for name in ("device", "next_on") if not _is_same(name, before, after)}
    first = first_fields(opening, today)
    begun = {name: said for name, said in first.items() if OF_PLAN.fullmatch(name) or name in again}
    left = {name: said for name, said in fields.items() if not OF_PLAN.fullmatch(name) and name not in again}
    unseen = left.get("plan_was") if left.pop("plan_seen", "") != str(was) else ""
    return begun | left | _carried(fields, before, after) | {"plan_was": unseen or str(was)}


def _is_same(name: str, before: PlanBody, after: PlanBody) -> bool:
    return before.device == after.device if name == "device" else before.interval_days == after.interval_days


def _carried(fields: Fields, before: PlanBody, after: PlanBody) -> Fields:
    """Carry over lots to where their product stands now, the look of syringes that are the same, and their points."""
    moved: dict[str, str] = {}
    for new, old in _pairs(before, after):
        for which in range(LOTS_EACH):
            moved |= {f"{each}-{old}-{which}": f"{each}-{new}-{which}" for each in LOT}
    for number, syringe in enumerate(after.syringes):
        if number < len(before.syringes) and before.syringes[number] == syringe:
            moved |= {f"{each}-{number}": f"{each}-{number}" for each in ("look", "given", "why")}
    if before.points == after.points and len(before.syringes) == len(after.syringes):
        kept = re.compile(r"points|points_json|(count|each)-\d+")
        moved |= {name: name for name in fields if kept.fullmatch(name)}
    return {new: fields[old] for old, new in moved.items() if old in fields}


def _pairs(before: PlanBody, after: PlanBody) -> list[tuple[str, str]]:
    """Give where each content stands, and where it stood: in the same syringe if it can be."""
    free, found = _places(before), []
    for at, content in _places(after).items():
        same = [each for each, held in free.items() if _is_same_content(held, content)]
        if same:
            old = min(same, key=lambda each: (each != at, each.partition("-")[0] != at.partition("-")[0]))
            del free[old]
            found.append((at, old))
    return found


def _places(body: PlanBody) -> dict[str, Content]:
    return {
        f"{number}-{place}": content
        for number, syringe in enumerate(body.syringes)
        for place, content in enumerate(syringe.contents)
    }


def _is_same_content(one: Content, other: Content) -> bool:
    """Tell whether it is the same product; how much of it is taken does not matter to its lot."""
    return msgspec.structs.replace(one, volume_ml=other.volume_ml) == other


def _on_new_day(fields: Fields, was: date | None, opening: Opening, today: date) -> Fields:
    """Keep lots, points and words; what is done, asked or measured on the day itself begins anew."""
    begun = {name: said for name, said in first_fields(opening, today).items() if OF_DAY.fullmatch(name)}
    left = {name: said for name, said in fields.items() if not OF_DAY.fullmatch(name) and name not in WORDS_OF_DAY}
    next_on = parse_date(left["next_on"]) if re.fullmatch(r"\d{4}-\d\d-\d\d", left.get("next_on", "")) else None
    if next_on and (next_on <= today or (was and left["next_on"] == propose_next(opening, was))):
        left["next_on"] = propose_next(opening, today)
    said = [fields.get(each, "").strip() for each in WORDS_OF_DAY]
    day = f"{date_format(was, 'j F Y')}{words().colon} " if was else ""
    lines = [fields.get("note", "").strip(), *(f"{day}{each}" for each in said if each)]
    note = {"note": "\n".join(filter(None, lines))} if any(said) else {}
    return begun | left | note | {"filled_on": was.isoformat() if was else ""}
