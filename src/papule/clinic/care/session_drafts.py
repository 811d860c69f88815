"""The draft of a session: one a course, kept at every change, by whoever fills it in. Nothing is overwritten unseen."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.draft_order import find_ended, is_overtaken
from papule.clinic.care.models import Course, Draft, PlanVersion, Session
from papule.clinic.care.rows import find_last, find_newest_plan, find_signed, hold
from papule.clinic.care.session_entry import ACTS, Fields
from papule.clinic.prepared import Prepared
from papule.clinic.requests import counted
from papule.kernel.value import Value

_DRAFT = Prepared(
    lambda course: (
        Draft.objects.filter(course=course, kind=Draft.Kind.session).select_related("owner").order_by("pk")[:1]
    )
)


DISCARD = "session.discard"


class Basis(Value):
    """On what a page was filled in: on which version of the plan, and on which day; what is unknown fits nothing."""

    plan: int
    on: date | None


class Held(Value):
    """What was kept of a session that is being filled in."""

    fields: Fields
    acts: dict[str, dict[str, str]]  # act: {by, at}
    key: str
    revision: int
    by: str  # who began
    basis: Basis


class Seen(Value):
    """What a page had seen when it was sent: which draft, its revision, on which plan; which page, how often sent."""

    key: str
    revision: int
    page: str
    number: int  # of the session
    basis: Basis
    turn: int = 0


def seen_in(posted: Mapping[str, Any]) -> Seen:
    """Read what a page says that it had seen."""
    key, page = (str(posted.get(each, ""))[:40] for each in ("key", "page"))
    counts = (counted(posted.get(each, "")) for each in ("revision", "number", "plan", "turn"))
    revision, number, plan, turn = counts
    return Seen(key or secrets.token_urlsafe(24), revision, page, number, Basis(plan, day_in(posted, "on")), turn)


def day_in(fields: Mapping[str, Any], name: str) -> date | None:
    """Read a day; none where there is none, or what is none."""
    try:
        return parse_date(fields.get(name, ""))
    except ValueError:
        return None


class StaleError(Exception):
    """Somebody else has filled in the same session meanwhile; nothing was written."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft


class OvertakenError(Exception):
    """What came is older than what the same page has sent later, or than the press that threw its draft away."""


class OutdatedError(Exception):
    """The plan was changed, or another day has begun, since the page was drawn; nothing was written."""


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
        return Held({}, {}, "", 0, "", Basis(0, None))
    body, changed_on = draft.body, timezone.localdate(draft.changed_at)
    filled_on = day_in(body, "on") or changed_on
    basis = Basis(body.get("plan", 0), min(filled_on, changed_on))
    return Held(body.get("fields", {}), body.get("acts", {}), draft.key, draft.revision, draft.owner.name, basis)


def keep(actor: Actor, user: User, course: Course, fields: Fields, seen: Seen) -> Draft:
    """Keep what was filled in, with the plan and the day on which it was.

    Raises StaleError, SignedError, OvertakenError.
    """
    today = timezone.localdate()
    with writing(actor, "session.draft", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        hold(course)
        draft = find_draft(course)
        check_seen(course, draft, seen)
        if is_overtaken(draft, seen.page, seen.turn) or find_ended(course, draft, seen.page, DISCARD):
            raise OvertakenError
        if draft is None:
            draft = Draft(course=course, kind=Draft.Kind.session, owner=user, key=seen.key, revision=0)
        before = held_in(draft) if draft.pk else None
        draft.body = {
            "fields": fields,
            "acts": acts_of(fields, before.acts if before else {}, user) if seen.basis.on == today else {},
            "page": seen.page,
            "turn": seen.turn,
            "by": user.name,
            "plan": seen.basis.plan,
            "on": seen.basis.on.isoformat() if seen.basis.on else "",
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


def check_basis(course: Course, of: PlanVersion, on: date, seen: Seen) -> None:
    """Make sure that a page showed the plan that counts, on the day on which it is signed; the course is held.

    Raises OutdatedError.
    """
    newest = find_newest_plan(course)
    if newest is None or newest.number != of.number or seen.basis != Basis(newest.number, on):
        raise OutdatedError


def acts_of(fields: Fields, before: dict[str, dict[str, str]], user: User) -> dict[str, dict[str, str]]:
    """Note who did each act, and when; an act that was taken back, or is of another day, is noted no more."""
    now: dict[str, Any] = {"by": user.name, "at": timezone.now().isoformat()}
    return {act: _of_today(before.get(act)) or now for act in ACTS if fields.get(act)}


def _of_today(noted: dict[str, str] | None) -> dict[str, str] | None:
    at = parse_datetime(noted["at"]) if noted else None
    return noted if at and timezone.localdate(at) == timezone.localdate() else None


def discard(actor: Actor, course: Course, page: str) -> None:
    """Throw the draft away; what that page sent before does not begin it anew."""
    subject = f"care.Course:{course.pk}"
    with writing(actor, DISCARD, patient_id=course.patient_id, subject=subject, detail={"page": page}):
        Draft.objects.filter(course=course, kind=Draft.Kind.session).delete()
