"""What is written of the patient's side: invitations, the way in, consents, messages."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.care.models import Course, Session
from papule.clinic.documents.models import Document
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.services import score_pain
from papule.clinic.patients.models import Patient
from papule.clinic.patients.typed import line, lines
from papule.clinic.portal.models import Consent, Invitation, Message, Withdrawal
from papule.kernel.value import Value

VALID = timedelta(days=30)
MOST_FAILED = 5
BARRED = timedelta(minutes=15)
TWICE = timedelta(minutes=1)  # within it the same word is one that was pressed twice
ASKS = ("questionnaire", "consent", "photograph", "diary")


class Key(Value):
    """A link and its one-time code, known only at this moment."""

    invitation: Invitation
    token: str
    code: str


class BarredError(Exception):
    """Too many wrong answers; nothing is looked at for a while."""


class WrongError(Exception):
    """The code or the birth date is not right; which of them is not said."""


def digest_of(token: str) -> str:
    """Give the digest by which a link is known."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(actor: Actor, by: User, patient: Patient, course: Course | None, asks: list[str]) -> Key:
    """Make a private link with a one-time code."""
    token, code, now = secrets.token_urlsafe(24), f"{secrets.randbelow(1_000_000):06}", timezone.now()
    with writing(actor, "invitation.make", patient_id=patient.pk, detail={"asks": asks}):
        made = Invitation.objects.create(
            patient=patient,
            course=course,
            digest=digest_of(token),
            code=make_password(code),
            asks=asks,
            made_by=by,
            made_at=now,
            expires_at=now + VALID,
        )
    return Key(made, token, code)


def renew_code(actor: Actor, invitation: Invitation) -> str:
    """Give a new one-time code for a link; the old one ends."""
    code = f"{secrets.randbelow(1_000_000):06}"
    with writing(actor, "invitation.code", patient_id=invitation.patient_id):
        Invitation.objects.filter(pk=invitation.pk).update(code=make_password(code), failed=0, barred_until=None)
    return code


def renew_link(actor: Actor, invitation: Invitation) -> str:
    """Give a new secret for a link; whoever holds the old one finds nothing. The code stays as it is."""
    token = secrets.token_urlsafe(24)
    with writing(actor, "invitation.link", patient_id=invitation.patient_id):
        Invitation.objects.filter(pk=invitation.pk).update(digest=digest_of(token))
    return token


def revoke(actor: Actor, invitation: Invitation) -> None:
    """End a link at once."""
    with writing(actor, "invitation.revoke", patient_id=invitation.patient_id):
        Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())


def find_invitation(token: str) -> Invitation | None:
    """Give the invitation of a link that still works."""
    now = timezone.now()
    rows = Invitation.objects.select_related("patient", "course")
    return rows.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=now).first()


def enter(actor: Actor, invitation: Invitation, code: str, born: Any, *, is_known_device: bool) -> None:  # noqa: ANN401 -- a date or none
    """Let somebody in who gives the birth date, and the one-time code unless this device was let in before.

    Whoever tries at the same time waits: each wrong answer counts, and a code lets in once.

    Raises BarredError, WrongError.
    """
    now = timezone.now()
    _refuse_barred(invitation, now)
    right = born is not None and born == invitation.patient.birth_date
    if not is_known_device:
        right = right and bool(invitation.code) and check_password(code, invitation.code)
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        _refuse_barred(held, now)
        right = right and (is_known_device or held.code == invitation.code)
        with writing(actor, "portal.enter" if right else "portal.refused", patient_id=invitation.patient_id):
            rows = Invitation.objects.filter(pk=invitation.pk)
            if right:
                used = {} if is_known_device else {"code": "", "opened_at": now}
                rows.update(failed=0, barred_until=None, **used)
            else:
                barred = now + BARRED if held.failed + 1 >= MOST_FAILED else None
                rows.update(failed=0 if barred else held.failed + 1, barred_until=barred)
    if not right:
        raise WrongError


def _refuse_barred(invitation: Invitation, now: datetime) -> None:
    if invitation.barred_until and invitation.barred_until > now:
        raise BarredError


def complete(actor: Actor, invitation: Invitation) -> None:
    """Say that the questionnaire is done; the practice sees it on Today."""
    with writing(actor, "questionnaire.complete", patient_id=invitation.patient_id):
        Invitation.objects.filter(pk=invitation.pk).update(completed_at=timezone.now(), seen_at=None)


def see(actor: Actor, invitation: Invitation) -> None:
    """Say that the practice has seen the answers."""
    with writing(actor, "questionnaire.see", patient_id=invitation.patient_id):
        Invitation.objects.filter(pk=invitation.pk).update(seen_at=timezone.now())


class Signed(Value):
    """How a consent was signed."""

    signer: str
    quality: str
    second_signer: str = ""
    signature: str = ""
    address: str = ""


def consent(actor: Actor, course: Course, kind: str, document: Document, signed: Signed) -> Consent:
    """Keep a consent with the document that was signed."""
    plan = getattr(course, "plan", None)
    with writing(actor, "consent.give", patient_id=course.patient_id, subject=f"care.Course:{course.pk}"):
        return Consent.objects.create(
            patient_id=course.patient_id,
            course=course,
            plan_version=plan.current if plan else None,
            kind=kind,
            document=document,
            language=document.language,
            edition=formulary().edition.edition,
            signed_at=timezone.now(),
            signer=signed.signer,
            quality=signed.quality,
            second_signer=signed.second_signer,
            signature=signed.signature,
            address=signed.address,
        )


def withdraw(actor: Actor, given: Consent, reason: str, address: str) -> Withdrawal:
    """Withdraw a consent; twice is once."""
    known = Withdrawal.objects.filter(consent=given).first()
    if known is not None:
        return known
    with writing(actor, "consent.withdraw", patient_id=given.patient_id, subject=f"care.Course:{given.course_id}"):
        Course.objects.select_for_update().get(pk=given.course_id)  # a session is signed before it or after it
        said = {"withdrawn_at": timezone.now(), "reason": line(reason)[:500], "address": address}
        return Withdrawal.objects.get_or_create(consent=given, defaults=said)[0]


def find_given(course: Course, kind: str) -> Consent | None:
    """Give the newest consent, where it was not withdrawn: also one to a plan that has changed since."""
    newest = Consent.objects.filter(course=course, kind=kind).order_by("-signed_at").first()
    return None if newest is None or Withdrawal.objects.filter(consent=newest).exists() else newest


def find_consent(course: Course, kind: str = Consent.Kind.treatment) -> Consent | None:
    """Give the consent that holds: the newest, not withdrawn, to the plan that counts now, by whom it is to decide."""
    newest, plan = find_given(course, kind), getattr(course, "plan", None)
    if newest and not newest.fits(course.patient.birth_date, timezone.localdate()):
        return None
    if newest and kind == Consent.Kind.treatment and plan and plan.current_id != newest.plan_version_id:
        return None
    return newest


def tell(actor: Actor, patient: Patient, said: dict[str, Any]) -> Message:
    """Keep what a patient tells; what is sent again before anybody has seen it is one message."""
    with transaction.atomic():
        Patient.objects.select_for_update().get(pk=patient.pk)  # pressed twice: one after the other
        waiting = Message.objects.filter(patient=patient, kind=said["kind"], text=said["text"], seen_at=None)
        known = next((each for each in waiting if _is_same(each, said)), None)
        if known is not None:
            return known
        last = Session.objects.filter(patient=patient).order_by("-performed_at").first()
        with writing(actor, "message.send", patient_id=patient.pk, detail={"kind": said["kind"]}):
            return Message.objects.create(patient=patient, session=last, sent_at=timezone.now(), **said)


def _is_same(known: Message, said: dict[str, Any]) -> bool:
    return known.signs == said.get("signs", []) and bytes(known.photo or b"") == (said.get("photo") or b"")


def note_pain(actor: Actor, course: Course, nrs: int) -> None:
    """Keep the pain that a patient tells; pressed twice is told once."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        since = timezone.now() - TWICE
        if not course.pain_scores.filter(moment="diary", scale="nrs", value=nrs, scored_at__gte=since).exists():
            score_pain(actor, course, {"nrs": Decimal(nrs)}, "diary")


def answer(actor: Actor, by: User, message: Message, words: str) -> bool:
    """Say that a message was seen, and what was answered; tell whether nobody had before."""
    with writing(actor, "message.see", patient_id=message.patient_id, subject=f"portal.Message:{message.pk}"):
        said = {"seen_at": timezone.now(), "seen_by": by, "answer": lines(words)[:500]}
        return bool(Message.objects.filter(pk=message.pk, seen_at=None).update(**said))


def note_read(actor: Actor, invitation: Invitation, page: str) -> None:
    """Note that a patient read a page of their own."""
    record(actor, "portal.read", patient_id=invitation.patient_id, subject=page)
