"""How the page of a session begins: from the plan, the last session, and what lies in the cupboard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice, User
from papule.clinic.aesthetic.waiting import Waiting, find_waiting
from papule.clinic.agenda.rooms import first_room
from papule.clinic.care.models import Course, PlanVersion, Session
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.rows import find_last
from papule.clinic.care.session_agreement import LONGEST_NAME
from papule.clinic.care.session_consent import Signed, find_signed
from papule.clinic.care.session_entry import Fields
from papule.clinic.knowledge import view_on
from papule.clinic.stock.kit import kit_on
from papule.clinic.stock.lots import usable
from papule.clinic.stock.models import Antiseptic, Device, Lot
from papule.clinic.stock.services import antiseptics_in_use
from papule.kernel.value import Value
from papule.knowledge.model.rule import Guidance
from papule.treatment.case import Content

STEPS = ("hands-hygiene", "single-use", "skin-contact-time", "skin-no-tap-water")  # of the knowledge: things to do
STEPS_IN = ("hands-gloves-vials", "antisepsis")  # topics of the knowledge where they stand
WRITTEN_ANEW = {"schedule/reassess"}  # what was found on looking again is of its day


class Opening(Value):
    """What a session of a course begins with."""

    course: Course
    version: PlanVersion
    plan: PlanBody
    last: Session | None
    record: dict[str, Any]  # of the last session
    number: int
    waiting: Waiting | None  # of an aesthetic act: its quote and the time to think

    @property
    def is_same_plan(self) -> bool:
        """Tell whether the last session followed this version of the plan too."""
        return self.record.get("plan_version") == self.version.number


class Couch(Value):
    """A session at hand: what it begins with, in which practice, by whom, on which day."""

    opening: Opening
    practice: Practice
    operator: User
    on: date

    @property
    def view(self) -> View:
        """Give the knowledge as it holds that day, there."""
        return view_on(self.on, self.practice.country, self.practice.society or None)


def find_opening(course: Course) -> Opening | None:
    """Give what the next session of a course begins with; none where nothing is planned."""
    plan = getattr(course, "plan", None)
    version = plan.current if plan else None
    if version is None:
        return None
    last = find_last(course)
    record = last.current.record if last and last.current else {}
    plan_body, number = body_of(version.body), last.number + 1 if last else 1
    return Opening(course, version, plan_body, last, record, number, find_waiting(course, plan_body))


def first_fields(opening: Opening, on: date) -> Fields:
    """Fill in what is known. Identity, changes, look and lots stay open: they are done, each by itself, by a hand."""
    kit = kit_on(on)
    fields = {
        "kit": "yes" if kit.is_ready and kit.checked_on else "",
        "points": "planned",
        "next_on": propose_next(opening, on),
        "reactions": "none",
        **_from_last(opening, on),
    }
    for number, syringe in enumerate(opening.plan.syringes):
        fields[f"given-{number}"] = "yes"
        for place, content in enumerate(syringe.contents):
            lot = find_lot(content, on)
            if lot is not None:
                fields |= lot_fields(lot, f"{number}-{place}-0")
    return fields


def propose_next(opening: Opening, on: date) -> str:
    """Propose the day that the plan's interval gives; none once the planned number is reached."""
    days = opening.plan.interval_days or opening.course.interval_days
    planned = opening.plan.planned or opening.course.planned_sessions
    if not days or (planned and opening.number >= planned):
        return ""
    return (on + timedelta(days=days)).isoformat()


def _from_last(opening: Opening, on: date) -> Fields:
    record = opening.record
    antisepsis = record.get("antisepsis", {})
    used = record.get("device", {})
    antiseptic = _antiseptic(antisepsis.get("antiseptic", ""), on)
    device = Device.objects.filter(name=used.get("name") or None, is_used=True).first()
    signed = find_signed(opening.course, opening.version)
    return {
        **_consent(opening, signed),
        **_capacity(opening, signed),
        "antiseptic": str(antiseptic.pk) if antiseptic else "",
        "steps": " ".join(each["id"] for each in antisepsis.get("steps", ())),
        "device": str(device.pk) if device else _device(opening.plan.device),
        "room": first_room(opening.course, record.get("practice", {}).get("room", ""), on),
        **_reasons(opening),
    }


def _consent(opening: Opening, signed: Signed | None) -> Fields:
    """Take over the consent that was signed to this plan; else that of last time, unless the plan has changed since."""
    if signed is not None:
        return {"consent": "written", "consent_on": signed.on.isoformat()}
    last = opening.record.get("consent", {}) if opening.is_same_plan else {}
    return {"consent": "standing" if last else "", "consent_on": last.get("given_on", "")}


def _capacity(opening: Opening, signed: Signed | None) -> Fields:
    """Take over who decided last time; a changed plan is decided anew. Who signed for the patient is only named."""
    last = opening.record.get("consent", {}) if opening.is_same_plan else {}
    if signed is not None and signed.who and last.get("capacity") != "represented":
        return {"capacity": "", "capacity_who": signed.who[:LONGEST_NAME]}
    return {"capacity": last.get("capacity", ""), "capacity_who": last.get("who", "")}


def _reasons(opening: Opening) -> Fields:
    """Take over why findings were gone past: at the plan, and at the last session. They are read and signed anew."""
    planned = opening.course.overrides.filter(session_version=None).values("code", "about", "reason")
    written = [*planned, *opening.record.get("overrides", ())]
    lasting = (each for each in written if each["code"] not in WRITTEN_ANEW)
    return {f"reason-{each['code']}|{each['about']}": each["reason"] for each in lasting}


def _antiseptic(name: str, on: date) -> Antiseptic | None:
    """Give the one of last time where it is still good; else the only one there is."""
    here = antiseptics_in_use(on)
    same = next((each for each in here if each.name == name), None)
    return same or (here[0] if len(here) == 1 else None)


def _device(kind: str) -> str:
    """Give the injector of the practice that the plan means; the hand where it means that."""
    if kind == "manual":
        return "manual"
    only = list(Device.objects.filter(kind=kind, is_used=True)[:2])
    return str(only[0].pk) if len(only) == 1 else ""


def find_lot(content: Content, on: date) -> Lot | None:
    """Give the lot that is first to expire."""
    return usable(content.product, on).first() if content.product else None


def lot_fields(lot: Lot, at: str) -> Fields:
    """Fill in a lot of the cupboard."""
    return {
        f"lot-{at}": lot.number,
        f"expiry-{at}": lot.expires_on.isoformat(),
        f"gtin-{at}": lot.gtin,
        f"trade-{at}": lot.trade_name,
    }


def asepsis_steps(view: View) -> tuple[Guidance, ...]:
    """Give the steps of asepsis that are ticked off."""
    listed = (each for topic in STEPS_IN for each in view.formulary.guidance[topic].items)
    known = {each.id: each for each in listed if view.here.in_force(each)}
    return tuple(known[each] for each in STEPS if each in known)
