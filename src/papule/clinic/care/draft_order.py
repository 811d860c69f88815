"""What a page sent before a button, and what arrives only after it: it neither undoes the button nor begins anew."""

from __future__ import annotations

from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.models import Course, Draft


def is_overtaken(draft: Draft | None, page: str, turn: int) -> bool:
    """Tell whether the same page has sent something later, and that was kept; `turn` counts what a page sends.

    A page without a script does not count, and sends nothing by itself either.
    """
    return draft is not None and draft.body.get("page") == page and 0 < turn < int(draft.body.get("turn", 0))


def find_ended(course: Course, draft: Draft | None, page: str, *actions: str) -> AuditEvent | None:
    """Give the event by which a page ended the draft of a course, where that was the last that ended one.

    The page that keeps the draft at hand has ended none.
    """
    if not page or (draft is not None and draft.body.get("page") == page):
        return None
    ended = AuditEvent.objects.filter(
        patient_id=course.patient_id, subject=f"care.Course:{course.pk}", action__in=actions
    )
    newest = ended.order_by("-number").first()
    return newest if newest is not None and newest.detail.get("page") == page else None
