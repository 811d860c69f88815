"""The draft of a course's plan, and what a page must have seen before it writes over anything."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.draft_order import find_ended, is_overtaken
from papule.clinic.care.models import Course, Draft, PlanVersion
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.plan_fields import fields_of, read
from papule.clinic.care.rows import find_newest_plan, hold
from papule.clinic.prepared import Prepared
from papule.kernel.value import Value

_DRAFT = Prepared(
    lambda course: Draft.objects.filter(course=course, kind=Draft.Kind.plan).select_related("owner").order_by("pk")[:1]
)


class StaleError(Exception):
    """Somebody else, or another page, changed the same plan; nothing was written."""

    def __init__(self, by: str, at: datetime, body: PlanBody) -> None:
        self.by = by
        self.at = at
        self.body = body


class SavedError(Exception):
    """What came is the plan that was just saved, or older than what the same page sent later: nothing is kept."""


class Seen(Value):
    """What a page had seen: which draft at which revision, which version it began from; which page, how often sent."""

    key: str
    revision: int
    base: int
    page: str
    turn: int = 0


def find_draft(course: Course) -> Draft | None:
    """Give the draft of a course's plan."""
    return _DRAFT.first(course.pk)


def find_saved(course: Course, body: PlanBody) -> PlanVersion | None:
    """Give the version that counts, where a composer shows it as this very plan."""
    newest = find_newest_plan(course)
    return newest if newest is not None and fields_of(body_of(newest.body)) == fields_of(body) else None


def check_seen(course: Course, seen: Seen) -> None:
    """Make sure that a page knows what it is about to write over.

    Raises StaleError with the newer version, or the draft that another page has kept since.
    """
    newest, draft = find_newest_plan(course), find_draft(course)
    if newest is not None and newest.number != seen.base:
        raise StaleError(newest.made_by.name, newest.made_at, body_of(newest.body))
    if draft is not None and _is_newer(draft, seen):
        raise StaleError(draft.body["by"], draft.changed_at, read(draft.body["fields"]).body)


def _is_newer(draft: Draft, seen: Seen) -> bool:
    return draft.body.get("page") != seen.page and draft.revision > seen.revision


def keep_draft(actor: Actor, user: User, course: Course, fields: dict[str, str], seen: Seen) -> Draft:
    """Keep what is being composed.

    Raises StaleError where somebody else, or another page, has changed it meanwhile, or this page has ended it;
    SavedError for what a page sent just before it saved the plan, or pressed a button, and what comes only now.
    """
    with writing(actor, "plan.draft", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        hold(course)
        draft = find_draft(course)
        _check_order(course, draft, fields, seen)
        check_seen(course, seen)
        if draft is None:
            draft = Draft(
                course=course,
                kind=Draft.Kind.plan,
                owner=user,
                key=seen.key or secrets.token_urlsafe(24),
                revision=seen.revision,
            )
        draft.body = {"fields": dict(fields), "page": seen.page, "turn": seen.turn, "by": user.name}
        draft.revision += 1
        draft.changed_at = timezone.now()
        draft.save()
    return draft


def _check_order(course: Course, draft: Draft | None, fields: dict[str, str], seen: Seen) -> None:
    """Make sure that what came is not older than what the same page has done since."""
    if is_overtaken(draft, seen.page, seen.turn) or (draft is None and find_saved(course, read(fields).body)):
        raise SavedError
    ended = find_ended(course, draft, seen.page, "plan.save", "plan.discard")
    if ended is not None:
        newest = find_newest_plan(course)
        raise StaleError(ended.actor, ended.at, body_of(newest.body) if newest else PlanBody())


def discard_draft(actor: Actor, course: Course, seen: Seen) -> None:
    """Throw the draft away.

    Raises StaleError where somebody else, or another page, has changed it meanwhile.
    """
    detail = {"page": seen.page}
    with writing(
        actor, "plan.discard", patient_id=course.patient_id, subject=f"care.Course:{course.pk}", detail=detail
    ):
        hold(course)
        check_seen(course, seen)
        end_draft(course, seen)


def end_draft(course: Course, seen: Seen | None) -> None:
    """Delete the draft, inside the transaction that makes it needless; one that a page has not seen stays."""
    draft = find_draft(course)
    if draft is not None and (seen is None or not _is_newer(draft, seen)):
        draft.delete()
