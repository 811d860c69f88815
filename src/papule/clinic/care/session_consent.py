"""What the patient's own pages say of consent: given in writing to this plan, or withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.care.models import Course, PlanVersion
from papule.clinic.prepared import Prepared
from papule.kernel.value import Value

if TYPE_CHECKING:
    from papule.clinic.portal.models import Consent

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


class Signed(Value):
    """A consent to this version of the plan, signed on the private page: when, and by whom if not by the patient."""

    on: date
    who: str = ""


def find_signed(course: Course, version: PlanVersion) -> Signed | None:
    """Give the newest consent that the private page keeps, where it is to this plan, holds, and was theirs to give."""
    newest = course.consents.filter(kind="treatment").order_by("-signed_at")
    found = newest.select_related("withdrawal").first()
    if found is None or hasattr(found, "withdrawal") or found.plan_version_id != version.pk:
        return None
    if not found.fits(course.patient.birth_date, timezone.localdate()):
        return None
    return Signed(timezone.localdate(found.signed_at), _who(found))


def _who(given: Consent) -> str:
    """Name who signed for the patient, and as what; nobody where the patient signed."""
    both = _("%(name)s and %(other)s, the parents (signed by private link)")
    told = {
        "parent": both if given.second_signer else _("%(name)s, a parent (signed by private link)"),
        "guardian": _("%(name)s, the legal representative (signed by private link)"),
    }
    return told.get(given.quality, "") % {"name": given.signer, "other": given.second_signer}
