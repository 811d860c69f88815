"""The case of a session with what was really given, and what the assessment says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from papule.assessment.assess import assess_in
from papule.assessment.contract import contract_of
from papule.assessment.finding import Assessment, DutyToDo, Finding
from papule.clinic.care.assessing import ImpossibleError, problems_of
from papule.clinic.care.facts import case_of
from papule.clinic.care.findings import key_of
from papule.clinic.care.plan_body import PlanBody, PlannedSyringe
from papule.clinic.care.session_entry import Entry
from papule.clinic.care.session_opening import Couch
from papule.clinic.care.session_record import Overridden
from papule.clinic.knowledge import formulary, view_on
from papule.clinic.prepared import Prepared
from papule.clinic.stock.models import Device
from papule.kernel.severity import at_least
from papule.kernel.value import Value
from papule.treatment.case import Case

_DEVICE = Prepared(lambda pk: Device.objects.filter(pk=pk))
DAILY = ("today", "site")


class Judged(Value):
    """A case of a session, with its assessment."""

    case: Case
    assessment: Assessment
    body: PlanBody
    on: date

    @property
    def duties(self) -> tuple[DutyToDo, ...]:
        """Give the duties that it brings, each once."""
        listed = [duty for finding in self.assessment.findings for duty in finding.duties]
        return tuple({(each.id, each.minutes, each.months): each for each in listed}.values())

    @property
    def minutes(self) -> int:
        """Give how long the patient is to be watched."""
        return max((each.minutes for each in self.duties if each.minutes), default=0)


def given_body(entry: Entry, plan: PlanBody) -> PlanBody:
    """Give the plan as it was carried out: only what was given, as it looked, with what, where."""
    kept = [number for number, each in enumerate(entry.syringes) if each.given]
    place = {number: new for new, number in enumerate(kept)}
    return msgspec.structs.replace(
        plan,
        syringes=tuple(_looked(plan.syringes[number], entry, number) for number in kept),
        points=tuple(
            msgspec.structs.replace(each, syringe=place[each.syringe]) for each in entry.points if each.syringe in place
        ),
        device=_device(entry, plan),
    )


def _looked(syringe: PlannedSyringe, entry: Entry, number: int) -> PlannedSyringe:
    return msgspec.structs.replace(syringe, appearance=entry.syringes[number].look)


def _device(entry: Entry, plan: PlanBody) -> str:
    chosen = find_device(entry)
    if chosen is not None:
        return chosen.kind
    return "manual" if entry.said("device") == "manual" else plan.device


def find_device(entry: Entry) -> Device | None:
    """Give the injector that was chosen; none for the hand."""
    key = entry.said("device")
    return _DEVICE.first(int(key)) if key.isdecimal() else None


def judge(couch: Couch, entry: Entry) -> Judged:
    """Assess a session with what was really given, and with today's answers.

    Raises ImpossibleError.
    """
    opening, on = couch.opening, couch.on
    body = given_body(entry, opening.plan)
    case = case_of(opening.course, body, couch.practice, couch.operator, on, entry.nrs)
    case = msgspec.structs.replace(
        case,
        as_of=on,
        patient=msgspec.structs.replace(case.patient, facts={**case.patient.facts, **daily(entry)}),
    )
    problems = tuple(problems_of(case, on))
    if problems:
        raise ImpossibleError(problems)
    return Judged(case, assess_in(case, couch.view), body, on)


def daily(entry: Entry) -> dict[str, str]:
    """Give the answers that are true of a day or of a site: only these are asked at a session."""
    facts = formulary().facts
    return {fact: said for fact, said in entry.answers.items() if fact in facts and facts[fact].about in DAILY}


def asked_today(judged: Judged) -> list[str]:
    """Give the questions of the day that can matter to what is given; red flags are looked for at every session."""
    facts = formulary().facts
    case = judged.case
    said = {fact: answer for fact, answer in case.patient.facts.items() if facts[fact].about not in DAILY}
    blank = msgspec.structs.replace(case, patient=msgspec.structs.replace(case.patient, facts=said))
    setting = case.setting
    assessment = assess_in(blank, view_on(judged.on, setting.country, setting.society))
    missing = {fact for fact in assessment.missing if fact in facts and facts[fact].about in DAILY}
    return sorted(missing | {"red-flags"} & facts.keys(), key=lambda each: (each != "red-flags", each))


def blocking(judged: Judged, reasons: dict[str, str]) -> list[Finding]:
    """Give the findings that stand in the way: an answer is lacking or more, and no reason counts or is given."""
    return [
        each
        for each in judged.assessment.findings
        if at_least(each.severity, "needs_answer") and not (each.override == "reason" and reasons.get(key_of(each)))
    ]


def reasons_of(entry: Entry) -> dict[str, str]:
    """Give the written reasons, by finding."""
    said = {name.removeprefix("reason-"): words for name, words in entry.fields.items() if name.startswith("reason-")}
    return {key: words.strip() for key, words in said.items() if words.strip()}


def overridden(judged: Judged, reasons: dict[str, str]) -> Iterator[Overridden]:
    """Give the findings that were gone past with a reason."""
    written: list[dict[str, Any]] = contract_of(judged.assessment, formulary())["findings"]
    for finding, plain in zip(judged.assessment.findings, written, strict=True):
        reason = reasons.get(key_of(finding))
        if reason and finding.override == "reason" and at_least(finding.severity, "caution"):
            yield Overridden(
                code=finding.code,
                about=finding.about.id,
                severity=finding.severity,
                message=plain["message"],
                reason=reason,
            )
