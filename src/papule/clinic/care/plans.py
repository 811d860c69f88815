"""The plan of a course: its versions, what changed between them, templates, what was acknowledged."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec
from django.db.models import Count, Q
from django.utils import timezone

from papule.assessment.finding import Assessment
from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.care.assessing import Judged, stored_text
from papule.clinic.care.findings import key_of
from papule.clinic.care.models import Acknowledgement, Course, Override, Plan, PlanVersion, Template
from papule.clinic.care.plan_body import PlanBody, body_of, plain
from papule.clinic.care.plan_drafts import Seen, check_seen, end_draft, find_saved
from papule.clinic.care.rows import find_newest_plan, hold
from papule.clinic.prepared import Prepared
from papule.clinic.requests import counted
from papule.kernel.severity import at_least
from papule.kernel.value import Value

_ACKNOWLEDGED = Prepared(
    lambda doctor, recipe, edition: Acknowledgement.objects.filter(
        doctor=doctor, recipe=recipe, edition=edition
    ).values_list("codes", flat=True)
)


class Composed(Value):
    """A plan that was composed, what was found on it, and why the doctor goes past it."""

    body: PlanBody
    judged: Judged
    reasons: dict[str, str]


def save_plan(actor: Actor, by: User, course: Course, composed: Composed, seen: Seen | None = None) -> PlanVersion:
    """Keep a plan as a new version, with what was found and why the doctor went past it; the draft ends.

    The plan that counts already, saved again, stays the version it is. `seen` is what its page had seen, if any.
    Raises StaleError where somebody else, or another page, has changed it meanwhile.
    """
    assessment = composed.judged.assessment
    with writing(actor, "plan.save", patient_id=course.patient_id, subject=f"care.Course:{course.pk}") as event:
        hold(course)
        version = find_saved(course, composed.body)
        if version is None:
            if seen is not None:
                check_seen(course, seen)
            version = _add_version(by, course, composed)
        _overrides(course, by, composed, version)
        end_draft(course, seen)
        event.detail = {"version": version.number, "verdict": assessment.verdict, "page": seen.page if seen else ""}
    return version


def _add_version(by: User, course: Course, composed: Composed) -> PlanVersion:
    plan, _made = Plan.objects.get_or_create(course=course)
    newest, body, judged = find_newest_plan(course), composed.body, composed.judged
    version = PlanVersion.objects.create(
        plan=plan,
        number=newest.number + 1 if newest else 1,
        body=plain(body),
        assessment=stored_text(judged.case, judged.assessment),
        made_by=by,
        made_at=timezone.now(),
    )
    plan.current = version
    plan.save()
    course.planned_sessions, course.interval_days = body.planned, body.interval_days
    course.save(update_fields=["planned_sessions", "interval_days"])
    return version


def _overrides(course: Course, by: User, composed: Composed, version: PlanVersion) -> None:
    """Keep the reasons; one that was kept with this version before is not counted twice."""
    kept = course.overrides.filter(session_version=None, made_at__gte=version.made_at)
    known = set(kept.values_list("code", "about", "reason"))
    reasons = composed.reasons
    Override.objects.bulk_create(
        Override(
            course=course,
            code=each.code,
            about=each.about.id,
            severity=each.severity,
            reason=reasons[key_of(each)],
            made_by=by,
            made_at=timezone.now(),
        )
        for each in composed.judged.assessment.findings
        if each.override == "reason" and reasons.get(key_of(each)) and at_least(each.severity, "caution")
        if (each.code, each.about.id, reasons[key_of(each)]) not in known
    )


def recipe_of(body: PlanBody) -> str:
    """Give the digest of a recipe: products and technique, not volumes, points or the patient."""
    listed = sorted(
        (each.technique, sorted(content.product or "" for content in each.contents)) for each in body.syringes
    )
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()


def acknowledge(doctor: User, body: PlanBody, assessment: Assessment) -> None:
    """Note that a doctor has read the standing remarks of a recipe, in this edition."""
    codes = sorted({each.code for each in assessment.findings if each.scope == "standing"})
    Acknowledgement.objects.update_or_create(
        doctor=doctor, recipe=recipe_of(body), edition=assessment.edition, defaults={"codes": codes}
    )


def is_acknowledged(doctor: User, body: PlanBody, assessment: Assessment) -> bool:
    """Tell whether every standing remark was read before."""
    read = _ACKNOWLEDGED.first(doctor.pk, recipe_of(body), assessment.edition)
    codes = {each.code for each in assessment.findings if each.scope == "standing"}
    return read is not None and codes <= set(read)


def keep_template(actor: Actor, owner: User, name: str, course: Course, body: PlanBody, *, is_shared: bool) -> Template:
    """Keep a plan as a template of one's own; no patient is in it."""
    bare = msgspec.structs.replace(body, note="")
    made = Template.objects.create(
        owner=owner, name=name, indication=course.indication, is_shared=is_shared, body=plain(bare)
    )
    record(actor, "template.keep", subject=f"care.Template:{made.pk}")
    return made


def templates_for(user: User) -> list[Template]:
    """Give one's own templates, and those that others share."""
    own = list(Template.objects.filter(owner=user).order_by("name"))
    return own + list(Template.objects.filter(is_shared=True).exclude(owner=user).order_by("name"))


def find_template(user: User, key: str) -> PlanBody:
    """Read the plan of a template of one's own, or of one that is shared; an empty plan where there is none."""
    found = Template.objects.filter(Q(owner=user) | Q(is_shared=True), pk=counted(key)).first()
    return body_of(found.body) if found else PlanBody()


def drawn_points(body: PlanBody) -> list[dict[str, Any]]:
    """Give the points of a plan that have their place on the body."""
    return [each for each in plain(body).get("points", ()) if each.get("x") is not None]


def overrides_by_rule() -> list[dict[str, Any]]:
    """Count how often each rule was gone past, most first."""
    return list(
        Override.objects.values("code")
        .annotate(count=Count("pk"), doctors=Count("made_by", distinct=True))
        .order_by("-count")
    )
