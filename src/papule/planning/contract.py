"""Proposals, courses and sheets as plain values, for machines. What has no source is null."""

from decimal import Decimal
from typing import Any

import msgspec

from papule.assessment.contract import contract_of
from papule.assessment.finding import Assessment, Finding
from papule.assessment.view import View
from papule.knowledge.model.indication import StopRule
from papule.knowledge.model.statement import RANK
from papule.knowledge.model.tables import Formulary
from papule.planning.candidate import Candidate, Trial, others_at
from papule.planning.coverage import Covered
from papule.planning.draft import Origin, Portion
from papule.planning.preparation import Draw, Sheet
from papule.planning.proposals import Proposal
from papule.planning.sessions import Course, Session
from papule.treatment.case import Case

_HEAD = ("papule", "as_of", "edition", "fingerprint", "engine")
_NAMES = {rank: sorted(kind for kind, given in RANK.items() if given == rank) for rank in RANK.values()}


def proposal_contract(proposal: Proposal, case: Case, most: int | None = None) -> dict[str, Any]:
    """Write a proposal; the best so many of `found`, and the recipes. A volume without a source is null."""
    trial = proposal.trial
    base = contract_of(proposal.in_any_case, trial.view.formulary)
    return {
        **{key: base[key] for key in _HEAD},
        "indication": proposal.indication.id,
        "phase": case.treatment.phase,
        "country": case.setting.country,
        "society": case.setting.society,
        "technique_stated": trial.says_how,
        "in_any_case": base["findings"],
        "found": len(proposal.candidates),
        "candidates": [_candidate(rank, each, trial) for rank, each in proposal.shown(most)],
        "ruled_out": [_ruled_out(each, trial) for each in proposal.ruled_out],
        "without_products": [each.id for each in proposal.without_products],
    }


def _candidate(rank: int, candidate: Candidate, trial: Trial) -> dict[str, Any]:
    told = contract_of(candidate.assessment, trial.view.formulary)
    return {
        "rank": rank,
        "verdict": told["verdict"],
        "from": _origin(candidate.draft.origin),
        "components": [_portion(place, each, candidate, trial) for place, each in enumerate(candidate.draft.portions)],
        "doses_assessed": candidate.draft.is_dosed,
        **{key: told[key] for key in ("findings", "doses", "missing", "checked", "not_checked")},
    }


def _ruled_out(candidate: Candidate, trial: Trial) -> dict[str, Any]:
    return {
        "verdict": candidate.assessment.verdict,
        "from": _origin(candidate.draft.origin),
        "products": list(candidate.draft.products),
        "or": [list(each) for each in candidate.same],
        "reason": finding_contract(candidate.reason, candidate.assessment, trial.view.formulary),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "kind": origin.kind,
        "id": origin.id,
        "name": origin.name,
        "source_kinds": _NAMES[origin.rank],
        "citations": msgspec.to_builtins(origin.citations),
        "text": origin.text,
        "technique": origin.technique,
        "total_ml": origin.total_ml,
    }


def _portion(place: int, portion: Portion, candidate: Candidate, trial: Trial) -> dict[str, Any]:
    others = others_at(place, candidate)
    return {
        "substance": portion.substance,
        "product": portion.product,
        "or": others,
        "volume_ml": _number(portion.volume_ml),
        "grounds": portion.grounds,
        "published": msgspec.to_builtins(portion.published),
        "at_most": [] if portion.volume_ml is not None else [_most(each, trial) for each in (portion.product, *others)],
    }


def _most(product: str, trial: Trial) -> dict[str, Any]:
    most = trial.most_of(product)
    if most is None:
        return {"product": product, "volume_ml": None, "maximum": None}
    return {
        "product": product,
        "volume_ml": _number(most.volume_ml),
        "maximum": most.maximum,
        "per": most.per,
        "citations": msgspec.to_builtins(most.citations),
    }


def finding_contract(finding: Finding, assessment: Assessment, formulary: Formulary) -> dict[str, Any]:
    """Write one finding as the contract of an assessment does."""
    alone = msgspec.structs.replace(assessment, findings=(finding,))
    written: dict[str, Any] = contract_of(alone, formulary)["findings"][0]
    return written


def _number(volume: Decimal | None) -> float | None:
    return None if volume is None else round(float(volume), 6)


def courses_contract(
    own: list[Course], general: list[Course], rules: tuple[StopRule, ...], view: View
) -> dict[str, Any]:
    """Write the courses of an indication, those of none, when to look again, and what counts as better."""
    better = view.reassessment
    return {
        "papule": 1,
        "edition": view.formulary.edition.edition,
        "fingerprint": view.formulary.fingerprint,
        "start": view.here.as_of.isoformat(),
        "protocols": [_course(each, view) for each in own],
        "general": [_course(each, view) for each in general],
        "stop_rules": [_stop_rule(each, view) for each in rules],
        "improvement": better
        and {
            "measure": view.formulary.edition.improvement,
            "points": better.points,
            "share": better.share,
            "citations": msgspec.to_builtins(better.citations),
        },
    }


def _stop_rule(rule: StopRule, view: View) -> dict[str, Any]:
    return {
        "id": rule.id,
        "after_sessions": rule.after_sessions,
        "text": rule.text,
        "citations": msgspec.to_builtins(view.here.citations(rule)),
    }


def _course(course: Course, view: View) -> dict[str, Any]:
    schedule = course.schedule
    return {
        "protocol": schedule.id,
        "name": schedule.name,
        "phase": schedule.phase,
        "days": list(schedule.days),
        "interval_days": [schedule.min_interval_days, schedule.max_interval_days],
        "sessions_published": [schedule.sessions_min, schedule.sessions_max],
        "dates_from": course.given,
        "sessions": [_session(each) for each in course.sessions],
        "without_date": course.lacking,
        "then": schedule.then,
        "text": schedule.text,
        "citations": msgspec.to_builtins(view.here.citations_in(schedule.cite)),
        "disputed": msgspec.to_builtins(schedule.disputed),
    }


def _session(session: Session) -> dict[str, Any]:
    written: dict[str, Any] = msgspec.to_builtins(session._asdict())
    return written


def sheet_contract(
    sheet: Sheet, covered: tuple[Covered, ...], assessment: Assessment, formulary: Formulary
) -> dict[str, Any]:
    """Write the sheet of one syringe, with the points that cover an area where one was asked for."""
    order = sheet.order
    return {
        "syringe": sheet.number,
        "stopped": sheet.stopped,
        "against": [finding_contract(each, assessment, formulary) for each in sheet.against],
        "draw": [_draw(each) for each in sheet.draws],
        "order": order
        and {
            "substances": list(order.substances),
            "mixture": order.mixture,
            "citations": msgspec.to_builtins(order.citations),
        },
        "steps": [msgspec.to_builtins(each._asdict()) for each in sheet.steps],
        "technique": sheet.syringe.technique,
        "needle": msgspec.to_builtins(sheet.syringe.needle),
        "zones": msgspec.to_builtins(sheet.syringe.zones),
        "covers": [msgspec.to_builtins(each._asdict()) for each in covered],
        "arithmetic": msgspec.to_builtins(sheet.arithmetic),
    }


def _draw(draw: Draw) -> dict[str, Any]:
    opened = draw.ampoules
    return {
        "product": draw.written,
        "substance": draw.substance,
        "volume_ml": _number(draw.volume_ml),
        "amount": draw.amount or None,
        "marketed": draw.marketed,
        "containers": opened
        and {
            "count": opened.number,
            "size_ml": _number(opened.size_ml),
            "left_ml": _number(opened.left_ml),
            "presentations": list(opened.names),
        },
    }
