"""What the patient's own pages say of consent: given in writing to this plan, or withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from papule.clinic.care.models import Course, PlanVersion
from papule.clinic.prepared import Prepared
from papule.kernel.value import Value

_NEWEST = Prepared(
    lambda course: (
        Course(pk=course)
        .consents.filter(kind="treatment")
        .order_by("-signed_at")
        .values_list("withdrawal__pk", "withdrawal__withdrawn_at")[:1]
    )
)


class Withdrawal(Value):
    """The newest consent to a course was withdrawn, and none was signed since."""

    pk: int
    withdrawn_at: datetime


def find_withdrawal(course: Course) -> Withdrawal | None:
    """Give the withdrawal that stands against a session; none where consent was signed again, or never withdrawn."""
    found = _NEWEST.first(course.pk)
    return Withdrawal(*found) if found and found[0] else None


def signed_on(course: Course, version: PlanVersion) -> date | None:
    """Give the day on which the patient signed a consent to this version of the plan, if it still holds."""
    newest = course.consents.filter(kind="treatment").order_by("-signed_at")
    found = newest.values_list("signed_at", "withdrawal__pk", "plan_version").first()
    if found is None or found[1] or found[2] != version.pk:
        return None
    return timezone.localdate(found[0])
