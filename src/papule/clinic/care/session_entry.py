"""What was filled in on the page of a session: plain fields, as a form sends them, read into values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, get_args

import msgspec
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from papule.clinic.care.plan_body import PlanBody, Point
from papule.clinic.stock.forms import clean_lot, find_expiry
from papule.kernel.value import Value
from papule.treatment.case import Appearance, Stated

Fields = dict[str, str]
LOOKS: tuple[Appearance, ...] = get_args(Appearance)
STATED: tuple[str, ...] = get_args(Stated)
ACTS = ("identity", "changes", "lots")
FIELD = re.compile(
    r"(identity|changes|changed|lots|consent|consent_on|consent_again|capacity|capacity_who|wait_why|kit|kit_why"
    r"|antiseptic|device|cleaned|cleaning|room|points"
    r"|points_json|reactions|reaction_text|observed_at|observe_why|nrs|vas|nrs_after|vas_after|next_on|note|pending"
    r"|steps|answered|plan_was|plan_seen|filled_on|(look|given|why)-\d{1,2}|(lot|expiry|gtin|volume|trade)-\d{1,2}-\d{1,2}-\d|fact-[a-z0-9-]{1,80}"
    r"|count-\d{1,3}|each-\d{1,3}|reason-.{1,200})"
)
LONGEST = 4_000
LONGEST_POINTS = 600_000
LOTS_EACH = 5  # of one product in one syringe


class EnteredLot(Value):
    """A lot as it was read off an ampoule."""

    number: str
    expiry: str
    gtin: str
    volume: str
    trade_name: str

    @property
    def expires_on(self) -> date | None:
        """Give the expiry date; none where what was typed is none."""
        return find_expiry(self.expiry)


class EnteredSyringe(Value):
    """A syringe as it was filled in."""

    look: Appearance | None
    given: bool
    why_not: str
    lots: tuple[tuple[EnteredLot, ...], ...]  # by content


class Entry(Value):
    """Everything that was filled in."""

    fields: Fields
    syringes: tuple[EnteredSyringe, ...]
    answers: dict[str, str]
    points: tuple[Point, ...]
    nrs: float | None
    vas: float | None
    nrs_after: float | None
    vas_after: float | None
    next_on: date | None
    consent_on: date | None
    observed_at: datetime | None
    errors: dict[str, str]

    def said(self, name: str) -> str:
        """Give a field; empty where it was not filled in."""
        return self.fields.get(name, "")


def kept(posted: Mapping[str, Any]) -> Fields:
    """Take the fields of a session out of what was sent, and nothing else; what is far too long is cut."""
    found = {}
    for name in posted:
        if FIELD.fullmatch(name):
            values = posted.getlist(name) if hasattr(posted, "getlist") else [posted[name]]
            limit = LONGEST_POINTS if name == "points_json" else LONGEST
            found[name] = " ".join(filter(None, map(str, values))).replace("\x00", "")[:limit]
    _forget_typed_over(found, posted)
    return found


def _forget_typed_over(found: Fields, posted: Mapping[str, Any]) -> None:
    """Drop the code and the trade name that were read with another lot than the one that was typed over it."""
    for name in [each for each in found if each.startswith("lot-")]:
        at = name.removeprefix("lot-")
        read_with = posted.get(f"of-{at}")
        if read_with is not None and clean_lot(str(read_with)) != clean_lot(found[name]):
            for other in ("gtin", "trade"):
                found.pop(f"{other}-{at}", None)


def read(fields: Fields, plan: PlanBody) -> Entry:
    """Read the fields against the plan."""
    errors: dict[str, str] = {}
    points = _points(fields, plan, errors)
    return Entry(
        fields=fields,
        syringes=tuple(_syringe(fields, number, len(each.contents)) for number, each in enumerate(plan.syringes)),
        answers=dict(_answers(fields)),
        points=points,
        nrs=_score(fields, "nrs", 10, errors),
        vas=_score(fields, "vas", 100, errors),
        nrs_after=_score(fields, "nrs_after", 10, errors),
        vas_after=_score(fields, "vas_after", 100, errors),
        next_on=_day(fields, "next_on", errors),
        consent_on=_day(fields, "consent_on", errors),
        observed_at=parse_datetime(fields.get("observed_at", "")),
        errors=errors,
    )


def lot_at(fields: Fields, at: str) -> EnteredLot:
    """Give the lot of a place: syringe, content and, where several ampoules were opened, which."""
    number, *parts = (fields.get(f"{name}-{at}", "").strip() for name in ("lot", "expiry", "gtin", "volume", "trade"))
    return EnteredLot(clean_lot(number), *parts)


def _syringe(fields: Fields, number: int, contents: int) -> EnteredSyringe:
    look = fields.get(f"look-{number}", "")
    return EnteredSyringe(
        look if look in LOOKS else None,
        fields.get(f"given-{number}", "yes") != "no",
        fields.get(f"why-{number}", "").strip(),
        tuple(tuple(_lots(fields, f"{number}-{content}")) for content in range(contents)),
    )


def _lots(fields: Fields, at: str) -> Iterator[EnteredLot]:
    """Give the lots of a content: the first always, further ones where something was filled in."""
    for place in range(LOTS_EACH):
        lot = lot_at(fields, f"{at}-{place}")
        if place == 0 or lot.number or lot.expiry:
            yield lot


def _answers(fields: Fields) -> Iterator[tuple[str, str]]:
    """Give today's answers. "Nothing changed" answers no to every question that was shown and not answered."""
    nothing = fields.get("changes") == "none"
    for name, said in fields.items():
        if name.startswith("fact-"):
            answer = "no" if nothing and said not in STATED else said
            if answer in STATED:
                yield name.removeprefix("fact-"), answer


def _score(fields: Fields, name: str, most: float, errors: dict[str, str]) -> float | None:
    typed = fields.get(name, "").strip().replace(",", ".")
    if not typed or typed == "none":
        return None
    try:
        score = float(typed)
    except ValueError:
        score = -1
    if not 0 <= score <= most:
        errors[name] = _("This is no score: 0 to %(most)s.") % {"most": int(most)}
        return None
    return score


def _day(fields: Fields, name: str, errors: dict[str, str]) -> date | None:
    typed = fields.get(name, "").strip()
    try:
        day = parse_date(typed) if typed else None
    except ValueError:
        day = None
    if typed and day is None:
        errors[name] = _("This is no date.")
    return day


def _points(fields: Fields, plan: PlanBody, errors: dict[str, str]) -> tuple[Point, ...]:
    """Give the points as planned, as drawn, or as counted in the form."""
    if fields.get("points") != "changed":
        return plan.points
    drawn = fields.get("points_json", "")
    try:
        points = msgspec.json.decode(drawn, type=tuple[Point, ...]) if drawn else plan.points
    except (msgspec.ValidationError, msgspec.DecodeError):
        errors["points"] = _("The points could not be read. Draw them again, or count them in the form.")
        return plan.points
    if any(each.syringe >= len(plan.syringes) for each in points):
        errors["points"] = _("A point belongs to a syringe that is not planned.")
        return plan.points
    return tuple(_counted(fields, points))


def groups(points: tuple[Point, ...]) -> dict[tuple[int, str, str], tuple[Point, ...]]:
    """Put points together that are of one syringe, site and side."""
    found: dict[tuple[int, str, str], tuple[Point, ...]] = {}
    for each in points:
        at = (each.syringe, each.site, each.side)
        found[at] = (*found.get(at, ()), each)
    return found


def _counted(fields: Fields, points: tuple[Point, ...]) -> Iterator[Point]:
    """Keep as many points of each group as were counted; more than were drawn are added without a place."""
    for number, group in enumerate(groups(points).values()):
        typed = fields.get(f"count-{number}", "").strip()
        count = min(int(typed), 1000) if typed.isdecimal() else len(group)
        yield from group[:count]
        for extra in range(len(group), count):
            name = f"{group[-1].id[:30]}+{extra}"
            yield msgspec.structs.replace(group[-1], id=name, x=None, y=None, view="", map="")
