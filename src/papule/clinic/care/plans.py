"""The plan of a course: its versions, what changed between them, drafts, templates, what was acknowledged."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from django.db.models import Count
from django.utils import timezone

from papule.assessment.finding import Assessment
from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.care.assessing import Judged, stored_text
from papule.clinic.care.findings import key_of
from papule.clinic.care.models import Acknowledgement, Course, Draft, Override, Plan, PlanVersion, Template
from papule.clinic.care.plan_body import PlanBody, body_of, plain
from papule.clinic.care.plan_fields import read
from papule.clinic.care.rows import find_newest_plan, hold
from papule.clinic.prepared import Prepared
from papule.kernel.severity import at_least
from papule.kernel.value import Value

LIMIT = 500  # of a reason
_DRAFT = Prepared(
    lambda course: Draft.objects.filter(course=course, kind=Draft.Kind.plan).select_related("owner").order_by("pk")[:1]
)
_ACKNOWLEDGED = Prepared(
    lambda doctor, recipe, edition: Acknowledgement.objects.filter(
        doctor=doctor, recipe=recipe, edition=edition
    ).values_list("codes", flat=True)
)


class StaleError(Exception):
    """Somebody else works on the same plan; nothing was written."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft


class SavedError(Exception):
    """What came is the plan that was just saved: no draft begins."""


class Seen(Value):
    """What a page had seen: which draft at which revision, and which page it is."""

    key: str
    revision: int
    page: str


def save_plan(
    actor: Actor, by: User, course: Course, body: PlanBody, judged: Judged, reasons: Mapping[str, str]
) -> PlanVersion:
    """Keep a plan as a new version, with what was found and why the doctor went past it; the draft ends."""
    with writing(actor, "plan.save", patient_id=course.patient_id, subject=f"care.Course:{course.pk}") as event:
        hold(course)
        plan, _made = Plan.objects.get_or_create(course=course)
        newest = plan.versions.order_by("-number").first()
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
        _overrides(course, by, judged.assessment, reasons)
        Draft.objects.filter(course=course, kind=Draft.Kind.plan).delete()
        event.detail = {"version": version.number, "verdict": judged.assessment.verdict}
    return version


def _overrides(course: Course, by: User, assessment: Assessment, reasons: Mapping[str, str]) -> None:
    Override.objects.bulk_create(
        Override(
            course=course,
            code=each.code,
            about=each.about.id,
            severity=each.severity,
            reason=reasons[key_of(each)][:LIMIT],
            made_by=by,
            made_at=timezone.now(),
        )
        for each in assessment.findings
        if each.override == "reason" and reasons.get(key_of(each)) and at_least(each.severity, "caution")
    )


def is_saved(course: Course, body: PlanBody) -> bool:
    """Tell whether the plan of a course, as it stands, is this one."""
    newest = find_newest_plan(course)
    return newest is not None and body_of(newest.body) == body


def find_draft(course: Course) -> Draft | None:
    """Give the draft of a course's plan."""
    return _DRAFT.first(course.pk)


def keep_draft(actor: Actor, user: User, course: Course, fields: dict[str, str], seen: Seen) -> Draft:
    """Keep what is being composed.

    Raises StaleError where somebody else, or another page, has changed it meanwhile, SavedError for what a page sent
    just before it saved the plan and what comes only now.
    """
    with writing(actor, "plan.draft", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        hold(course)
        draft = find_draft(course)
        if draft is not None and draft.body.get("page") != seen.page and draft.revision > seen.revision:
            raise StaleError(draft)
        if draft is None:
            if is_saved(course, read(fields).body):
                raise SavedError
            draft = Draft(
                course=course,
                kind=Draft.Kind.plan,
                owner=user,
                key=seen.key or secrets.token_urlsafe(24),
                revision=seen.revision,
            )
        draft.body = {"fields": dict(fields), "page": seen.page, "by": user.name}
        draft.revision += 1
        draft.changed_at = timezone.now()
        draft.save()
    return draft


def discard_draft(actor: Actor, course: Course) -> None:
    """Throw the draft away."""
    with writing(actor, "plan.discard", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        Draft.objects.filter(course=course, kind=Draft.Kind.plan).delete()


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


def differences(before: PlanBody, after: PlanBody) -> list[tuple[str, str, str]]:
    """Give what changed between two plans: what, before, after."""
    one, two = _told(before), _told(after)
    return [
        (name, one.get(name, ""), two.get(name, ""))
        for name in dict.fromkeys([*one, *two])
        if one.get(name) != two.get(name)
    ]


def _told(body: PlanBody) -> dict[str, str]:
    told = {"planned": str(body.planned or ""), "interval": str(body.interval_days or ""), "device": body.device}
    for number, syringe in enumerate(body.syringes, 1):
        for content in syringe.contents:
            told[f"{number}: {content.product}"] = f"{content.volume_ml:g} mL"
        told[f"{number}: technique"] = syringe.technique
        if syringe.needle:
            told[f"{number}: needle"] = msgspec.json.encode(syringe.needle).decode()
    for (site, side), count in Counter((each.site, each.side) for each in body.points).items():
        told[f"{site}, {side}"] = str(count)
    return told


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


def template_body(template: Template) -> PlanBody:
    """Read the plan of a template."""
    return body_of(template.body)


def overrides_by_rule() -> list[dict[str, Any]]:
    """Count how often each rule was gone past, most first."""
    return list(
        Override.objects.values("code")
        .annotate(count=Count("pk"), doctors=Count("made_by", distinct=True))
        .order_by("-count")
    )
