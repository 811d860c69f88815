"""The draft of a session: one a course, kept at every change, by whoever fills it in. Nothing is overwritten unseen."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Course, Draft, Session
from papule.clinic.care.rows import find_last, find_signed, hold
from papule.clinic.care.session_entry import ACTS, Fields
from papule.clinic.prepared import Prepared
from papule.kernel.value import Value

_DRAFT = Prepared(
    lambda course: (
        Draft.objects.filter(course=course, kind=Draft.Kind.session).select_related("owner").order_by("pk")[:1]
    )
)


class Held(Value):
    """What was kept of a session that is being filled in."""

    fields: Fields
    acts: dict[str, dict[str, str]]  # act: {by, at}
    key: str
    revision: int
    by: str  # who began


class Seen(Value):
    """What a page had seen when it was sent: which draft, at which revision; and which page it is."""

    key: str
    revision: int
    page: str
    number: int  # of the session


class StaleError(Exception):
    """Somebody else has filled in the same session meanwhile; nothing was written."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft


class SignedError(Exception):
    """The session was signed meanwhile."""

    def __init__(self, session: Session) -> None:
        self.session = session


def find_draft(course: Course) -> Draft | None:
    """Give the draft of the session of a course."""
    return _DRAFT.first(course.pk)


def held_in(draft: Draft | None) -> Held:
    """Give what a draft holds; an empty one where there is none."""
    if draft is None:
        return Held({}, {}, "", 0, "")
    body = draft.body
    return Held(body.get("fields", {}), body.get("acts", {}), draft.key, draft.revision, draft.owner.name)


def keep(actor: Actor, user: User, course: Course, fields: Fields, seen: Seen) -> Draft:
    """Keep what was filled in.

    Raises StaleError, SignedError.
    """
    with writing(actor, "session.draft", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        hold(course)
        draft = find_draft(course)
        check_seen(course, draft, seen)
        if draft is None:
            draft = Draft(course=course, kind=Draft.Kind.session, owner=user, key=seen.key, revision=0)
        before = held_in(draft) if draft.pk else None
        draft.body = {
            "fields": fields,
            "acts": acts_of(fields, before.acts if before else {}, user),
            "page": seen.page,
            "by": user.name,
        }
        draft.revision += 1
        draft.changed_at = timezone.now()
        draft.save()
    return draft


def check_seen(course: Course, draft: Draft | None, seen: Seen) -> None:
    """Make sure that a page knows what it is about to write over.

    Raises StaleError, SignedError.
    """
    signed, last = find_signed(seen.key), find_last(course)
    if signed is None and last is not None and last.number >= seen.number:
        signed = last
    if signed is not None:
        raise SignedError(signed)
    if draft is None or (draft.key == seen.key and draft.body.get("page") == seen.page):
        return
    if draft.key != seen.key or draft.revision > seen.revision:
        raise StaleError(draft)


def acts_of(fields: Fields, before: dict[str, dict[str, str]], user: User) -> dict[str, dict[str, str]]:
    """Note who did each act, and when; an act that was taken back is noted no more."""
    now: dict[str, Any] = {"by": user.name, "at": timezone.now().isoformat()}
    return {act: before.get(act, now) for act in ACTS if fields.get(act)}


def discard(actor: Actor, course: Course) -> None:
    """Throw the draft away."""
    with writing(actor, "session.discard", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        Draft.objects.filter(course=course, kind=Draft.Kind.session).delete()
