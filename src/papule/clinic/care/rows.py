"""The rows of a course that nearly every request asks for, each with a prepared question."""

from __future__ import annotations

from datetime import date, datetime

from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from papule.clinic.accounts.models import User
from papule.clinic.care.models import Course, PlanVersion, Session, SessionVersion
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients.models import FactAnswer, Patient
from papule.clinic.prepared import Prepared

_COURSE = Prepared(
    lambda course, patient: Course.objects.filter(pk=course, patient=patient).select_related("patient", "plan__current")
)
_HELD = Prepared(lambda course: Course.objects.select_for_update().filter(pk=course).values_list("pk"))
_SIGNED = Prepared(lambda key: Session.objects.filter(key=key).select_related("performed_by"))
_LAST = Prepared(
    lambda course: (
        Session.objects.filter(course=course).select_related("current", "performed_by").order_by("-number")[:1]
    )
)
_RECORDED = Prepared(
    lambda session, patient: Session.objects.filter(pk=session, patient=patient, current__isnull=False).select_related(
        "current__signed_by", "patient", "course", "performed_by"
    )
)
_VERSIONS = Prepared(
    lambda session: SessionVersion.objects.filter(session=session).select_related("signed_by").order_by("number")
)
_NEWEST = Prepared(lambda session: SessionVersion.objects.filter(session=session).order_by("-number")[:1])
_ANSWERS = Prepared(
    lambda patient: FactAnswer.objects.filter(patient=patient, is_current=True).values_list(
        "fact", "answer", "answered_at"
    )
)
_PAIN = Prepared(
    lambda course: PainScore.objects.filter(
        course=course, scale=PainScore.Scale.nrs, moment=PainScore.Moment.consultation
    ).order_by("-scored_at")[:1]
)
_NEWEST_PLAN = Prepared(lambda course: PlanVersion.objects.filter(plan__course=course).order_by("-number")[:1])


def get_course(course_id: int, patient_id: int) -> Course:
    """Give a course of a patient, with its patient and the plan that counts. Raises Http404."""
    course = _COURSE.first(course_id, patient_id)
    if course is None:
        raise Http404("No such course")
    return course


def hold(course: Course) -> None:
    """Keep others from writing to a course until the running transaction ends; SQLite has one writer anyway."""
    if not _HELD(course.pk):
        raise Course.DoesNotExist


def first_key(course: Course, user: User, kind: str, number: int) -> str:
    """Give the key of a draft that is not begun: the same at every load, so that a browser finds its own copy again."""
    return salted_hmac("papule.draft", f"{course.pk}-{user.pk}-{kind}-{number}").hexdigest()


def find_signed(key: str) -> Session | None:
    """Give the session that was signed from the draft with this key."""
    return _SIGNED.first(key) if key else None


def find_last(course: Course) -> Session | None:
    """Give the last session of a course that was signed, with the version that counts."""
    return _LAST.first(course.pk)


def find_newest_plan(course: Course) -> PlanVersion | None:
    """Give the newest version of a course's plan."""
    return _NEWEST_PLAN.first(course.pk)


def get_session(session_id: int, patient_id: int) -> Session:
    """Give a signed session of a patient, with the version that counts, course and doctor. Raises Http404."""
    session = _RECORDED.first(session_id, patient_id)
    if session is None:
        raise Http404("No such session")
    return session


def versions_of(session: Session) -> list[SessionVersion]:
    """Give the versions of a signed session, the first one first, with who signed each."""
    return _VERSIONS(session.pk)


def find_newest(session: Session) -> SessionVersion | None:
    """Give the newest version of a signed session."""
    return _NEWEST.first(session.pk)


def pain_of_day(course: Course, on: date) -> str:
    """Give the pain, NRS, that the consultation of a day noted; empty where there is none."""
    known = _PAIN.first(course.pk)
    return f"{known.value.normalize():f}" if known and timezone.localdate(known.scored_at) == on else ""


def answers_now(patient: Patient) -> list[tuple[str, str, datetime]]:
    """Give the answers of a patient that count: fact, answer, when it was given."""
    return _ANSWERS(patient.pk)
