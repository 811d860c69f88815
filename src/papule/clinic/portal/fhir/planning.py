"""What was planned, each version of it, and the warnings gone past, as FHIR R4 resources."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from papule.clinic.care.models import PlanVersion
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.knowledge import words_in
from papule.clinic.portal.fhir.parts import UCUM, Names, Resource, coded, instant
from papule.clinic.portal.gone_past import GonePast
from papule.clinic.portal.held import Held
from papule.clinic.portal.held_words import places_of, plan_lines

SEVERITY = {"prohibited": "high", "stop": "high", "defer": "high", "needs_answer": "moderate", "caution": "moderate"}


def planning(held: Held, names: Names) -> Iterator[Resource]:
    """Give every version of every plan, each pointing to the one it replaced, and the warnings."""
    before: dict[int, PlanVersion] = {}
    newest = {each.plan_id: each.pk for each in held.plans}
    for each in held.plans:
        status = (
            "revoked" if newest[each.plan_id] != each.pk else "completed" if each.plan.course.closed_on else "active"
        )
        yield _plan(each, held, names) | {
            "status": status,
            "replaces": [names.ref("CarePlan", before[each.plan_id].pk)] if each.plan_id in before else [],
        }
        before[each.plan_id] = each
    yield from (_gone_past(each, held, names) for each in held.gone_past)


def _plan(version: PlanVersion, held: Held, names: Names) -> Resource:
    body = body_of(version.body)
    return names.start("CarePlan", version.pk) | {
        "intent": "plan",
        "title": _("Plan, version {number}").format(number=version.number),
        "description": "\n".join(plan_lines(version, held.language)),
        "subject": names.ref("Patient", held.patient.pk),
        "created": instant(version.made_at),
        "author": names.ref("Practitioner", version.made_by_id, version.made_by.name),
        "addresses": [names.ref("Condition", f"course-{version.plan.course_id}", version.plan.course.complaint)],
        "activity": list(_activities(version, body, held.language)),
        "note": [{"text": version.reason}] if version.reason else [],
    }


def _activities(version: PlanVersion, body: PlanBody, language: str) -> Iterator[Resource]:
    """Give what each syringe holds. How much of it was done stands in the sessions, not here."""
    say = words_in(language)
    for number, syringe in enumerate(body.syringes):
        places = places_of(version.body, language, number)
        told = ", ".join(filter(None, (say.name(syringe.technique), "; ".join(places))))
        for each in syringe.contents:
            yield {
                "detail": {
                    "kind": "MedicationRequest",
                    "status": "unknown",
                    "productCodeableConcept": coded(say.name(each.product or each.substance or "")),
                    "quantity": {"value": each.volume_ml, "unit": "mL", "system": UCUM, "code": "mL"},
                    "description": told,
                }
            }


def _gone_past(passed: GonePast, held: Held, names: Names) -> Resource:
    row = passed.override
    about = names.ref("Procedure", passed.session_id) if passed.session_id else None
    if passed.plan_version_id:
        about = names.ref("CarePlan", passed.plan_version_id)
    return names.start("DetectedIssue", row.pk) | {
        "status": "final",
        "code": coded(words_in(held.language).term(row.severity)),
        "severity": SEVERITY.get(row.severity, "low"),
        "patient": names.ref("Patient", held.patient.pk),
        "identifiedDateTime": instant(row.made_at),
        "implicated": [about] if about else [],
        "detail": passed.message,
        "mitigation": [
            {
                "action": coded(_("set aside by the doctor. Reason: {reason}").format(reason=row.reason)),
                "date": instant(row.made_at),
                "author": names.ref("Practitioner", row.made_by_id, row.made_by.name),
            }
        ],
    }
