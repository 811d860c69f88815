"""A session that was signed as a doctor signs, and its copies. Django is set up before this is imported."""

import datetime as dt
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.care.models import Administration, Course, Plan, PlanVersion, Session, SessionVersion
from papule.clinic.care.session_record import digest_of
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients.models import FactAnswer, Patient

DAYS = 7  # between two sessions
M = TypeVar("M", bound=models.Model)


def course_of(patient: Patient, doctor: User, opened_on: dt.date) -> Course:
    return Course(
        patient=patient, doctor=doctor, complaint="back pain for over a year", indication="low-back-pain-chronic",
        phase="chronic", opened_on=opened_on, planned_sessions=3, interval_days=DAYS,
    )  # fmt: skip


class Mould:
    """A session that was signed as a doctor signs, whose rows are copied to other patients and earlier days."""

    def __init__(self, course: int) -> None:
        self.course = Course.objects.get(pk=course)
        self.plan = self.course.plan.current
        self.session = self.course.sessions.get()
        self.version = self.session.current
        self.given = list(self.version.administrations.all())
        self.answers = list(self.course.patient.answers.filter(is_current=True))

    def copy(self, wanted: dict[Patient, int]) -> list[Course]:
        """Give each patient a course with a plan and as many sessions as wanted, a week apart, the last a week ago."""
        today = timezone.localdate()
        courses = [
            course_of(each, self.course.doctor, today - dt.timedelta(days=DAYS * (count + 1)))
            for each, count in wanted.items()
        ]
        Course.objects.bulk_create(courses)
        FactAnswer.objects.bulk_create(_copy(answer, patient=each) for each in wanted for answer in self.answers)
        plans = Plan.objects.bulk_create(Plan(course=each) for each in courses)
        versions = PlanVersion.objects.bulk_create(_copy(self.plan, plan=each) for each in plans)
        for plan, version in zip(plans, versions, strict=True):
            plan.current = version
        Plan.objects.bulk_update(plans, ["current"], 500)
        for course, version, count in zip(courses, versions, wanted.values(), strict=True):
            self._sessions(course, version, count)
        return courses

    def _sessions(self, course: Course, plan: PlanVersion, count: int) -> None:
        held = {"course": course, "patient": course.patient, "plan_version": plan, "current": None}
        sessions = Session.objects.bulk_create(
            (self._session(number, count, held) for number in range(1, count + 1)), 500
        )
        versions = SessionVersion.objects.bulk_create(map(self._version, sessions), 200)
        Administration.objects.bulk_create(
            [
                _copy(
                    given, version=version, session=version.session, patient=course.patient,
                    performed_on=timezone.localdate(version.session.performed_at),
                )
                for version in versions
                for given in self.given
            ],
            1000,
        )  # fmt: skip
        PainScore.objects.bulk_create(map(_score, sessions), 1000)
        newest = SessionVersion.objects.filter(session=OuterRef("pk")).values("pk")[:1]
        Session.objects.filter(course=course).update(current=Subquery(newest))

    def _session(self, number: int, count: int, held: dict[str, Any]) -> Session:
        at = self.session.performed_at - dt.timedelta(days=DAYS * (count + 1 - number))
        return _copy(self.session, number=number, performed_at=at, key=f"{held['course'].pk}-{number}", **held)

    def _version(self, session: Session) -> SessionVersion:
        said = {"number": session.number, "performed_at": session.performed_at.isoformat()}
        record = {**self.version.record, **said}
        digest = digest_of(record, self.version.assessment)
        return _copy(self.version, session=session, record=record, digest=digest, signed_at=session.performed_at)


def _score(session: Session) -> PainScore:
    """The pain before each session: less from one to the next, down to 3."""
    value = max(3, 9 - session.number)
    return PainScore(
        patient=session.patient, course=session.course, session=session, scale="nrs", value=Decimal(value),
        moment="before", scored_at=session.performed_at,
    )  # fmt: skip


def _copy(row: M, **changed: Any) -> M:  # noqa: ANN401 -- values of the columns
    """A new row like another one."""
    fields = [each for each in row._meta.concrete_fields if not each.primary_key and each.name not in changed]  # noqa: SLF001 -- Django's documented name
    return type(row)(**{each.attname: getattr(row, each.attname) for each in fields}, **changed)
