"""What the page of a session shows: every row ready for the template, nothing decided there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from papule.assessment.people import Person
from papule.assessment.view import View
from papule.clinic.care.plan_words import content_name
from papule.clinic.care.session_assessing import Judged
from papule.clinic.care.session_checks import antiseptic_refusal, lot_refusal
from papule.clinic.care.session_entry import LOOKS, LOTS_EACH, EnteredLot, Entry, groups
from papule.clinic.care.session_opening import Opening, asepsis_steps, find_lot
from papule.clinic.knowledge import formulary, words
from papule.clinic.stock.lots import usable
from papule.clinic.stock.models import Antiseptic, Device, DeviceCleaning, Lot
from papule.clinic.stock.services import antiseptics_in_use
from papule.kernel.value import Value
from papule.knowledge.model.rule import Guidance

ANSWERS = (("no", _("no")), ("yes", _("yes")), ("unknown", _("not known")), ("declined", _("not said")))
CONSENTS = (
    ("oral", _("given today, by word of mouth")),
    ("written", _("given in writing")),
    ("withdrawn", _("not given, or withdrawn")),
)
LOOK_WORDS = {
    "clear": _("clear"),
    "cloudy": _("cloudy"),
    "milky": _("milky"),
    "precipitate": _("with a precipitate"),
}
OTHERS = 6  # lots of the cupboard that are offered beside the first


class LotRow(Value):
    """A lot of an ampoule: what is filled in, why it is refused."""

    at: str
    lot: EnteredLot
    expires_on: date | None
    refusal: str
    is_further: bool
    is_first: bool  # of the cupboard, to expire


class ContentRow(Value):
    """A product of a syringe with its lots, and what else lies in the cupboard."""

    at: str
    name: str
    volume_ml: float
    lots: tuple[LotRow, ...]
    others: tuple[Lot, ...]
    product: str
    next_at: str  # where one more lot would stand; empty where there is no room


class SyringeRow(Value):
    """A syringe."""

    number: int  # from 0, as in the names of the fields
    title: int
    technique: str
    contents: tuple[ContentRow, ...]
    look: str
    given: bool
    why_not: str


class Question(Value):
    """A question of the day."""

    fact: str
    text: str
    name: str
    answer: str
    elsewhere: str  # what was answered today on another page


class GroupRow(Value):
    """Points of one syringe, site and side."""

    at: int
    syringe: int
    site: str
    side: str
    planned: int
    count: str


class AntisepticRow(Value):
    """An antiseptic, and why it is refused."""

    antiseptic: Antiseptic
    refusal: str
    is_chosen: bool


class DeviceRow(Value):
    """An injector with its last cleaning."""

    device: Device
    last: DeviceCleaning | None
    is_chosen: bool


def syringe_rows(opening: Opening, entry: Entry, on: date) -> tuple[SyringeRow, ...]:
    """Give the syringes with their lots."""
    return tuple(
        SyringeRow(
            number,
            number + 1,
            words().name(syringe.technique),
            tuple(_contents(opening, entry, number, on)),
            entry.syringes[number].look or "",
            entry.syringes[number].given,
            entry.syringes[number].why_not,
        )
        for number, syringe in enumerate(opening.plan.syringes)
    )


def _contents(opening: Opening, entry: Entry, number: int, on: date) -> Iterator[ContentRow]:
    for place, content in enumerate(opening.plan.syringes[number].contents):
        at = f"{number}-{place}"
        entered, first = entry.syringes[number].lots[place], find_lot(content, on)
        rows = tuple(
            LotRow(
                f"{at}-{which}",
                lot,
                lot.expires_on,
                _told(lot, lot_refusal(content, lot, on)),
                which > 0,
                first is not None and lot.number == first.number,
            )
            for which, lot in enumerate(entered)
        )
        taken = {lot.number for lot in entered}
        others = usable(content.product, on).exclude(number__in=taken)[:OTHERS] if content.product else ()
        following = f"{at}-{len(entered)}" if len(entered) < LOTS_EACH else ""
        yield ContentRow(
            at, content_name(content), content.volume_ml, rows, tuple(others), content.product or "", following
        )


def _told(lot: EnteredLot, told: str) -> str:
    """Leave an empty row without a reproach: it is asked for at signing."""
    return told if lot.number or lot.expiry else ""


def questions(entry: Entry, asked: list[str], elsewhere: Mapping[str, str]) -> tuple[Question, ...]:
    """Give the questions of the day, with what was answered today on another page."""
    facts = formulary().facts
    listed = [*asked, *(key for key in elsewhere if key not in asked)]
    return tuple(
        Question(
            key,
            words().text(facts[key].question),
            words().fact(key),
            entry.fields.get(f"fact-{key}", elsewhere.get(key, "")),
            elsewhere.get(key, ""),
        )
        for key in listed
    )


def red_flags(opening: Opening, view: View) -> tuple[Guidance, ...]:
    """Give the signs to look for in this complaint."""
    indication = opening.course.indication
    topics = (each for key, each in view.formulary.guidance.items() if key.startswith("red-flags"))
    listed = (each for topic in topics for each in topic.items if indication in each.indications)
    return tuple(each for each in listed if view.here.in_force(each))


def group_rows(opening: Opening, entry: Entry) -> tuple[GroupRow, ...]:
    """Give the points by syringe, site and side, to be counted where they cannot be drawn."""
    planned = {at: len(points) for at, points in groups(opening.plan.points).items()}
    return tuple(
        GroupRow(
            number,
            at[0] + 1,
            words().name(at[1]),
            words().term(at[2]),
            planned.get(at, 0),
            entry.fields.get(f"count-{number}") or str(len(points)),
        )
        for number, (at, points) in enumerate(groups(entry.points).items())
    )


def antiseptic_rows(entry: Entry, person: Person, on: date) -> tuple[AntisepticRow, ...]:
    """Give the antiseptics of the practice, those refused with the reason."""
    return tuple(
        AntisepticRow(each, antiseptic_refusal(each, person, on), entry.said("antiseptic") == str(each.pk))
        for each in antiseptics_in_use(on)
    )


def device_rows(entry: Entry) -> tuple[DeviceRow, ...]:
    """Give the injectors of the practice with their last cleaning."""
    return tuple(
        DeviceRow(
            each,
            each.cleanings.select_related("cleaned_by").order_by("-cleaned_at").first(),
            entry.said("device") == str(each.pk),
        )
        for each in Device.objects.filter(is_used=True).order_by("name")
    )


def observation(entry: Entry, judged: Judged) -> dict[str, Any] | None:
    """Give the time for which a label asks to watch, when it began and when it ends."""
    if not judged.minutes:
        return None
    started = entry.observed_at
    ends: datetime | None = started + timedelta(minutes=judged.minutes) if started else None
    because = [words().text(each.text) for each in judged.duties if each.minutes]
    return {"minutes": judged.minutes, "started": started, "ends": ends, "because": because}


def steps(entry: Entry, view: View) -> list[dict[str, Any]]:
    """Give the steps of asepsis with those that are ticked."""
    ticked = set(entry.said("steps").split())
    return [{"step": each, "ticked": each.id in ticked} for each in asepsis_steps(view)]


def looks() -> tuple[tuple[str, str], ...]:
    """Give how a mixture may look, in words."""
    return tuple((key, look_word(key)) for key in LOOKS)


def look_word(look: str) -> str:
    """Say how a mixture looks."""
    return str(LOOK_WORDS[look])
