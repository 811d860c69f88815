"""The warnings that a doctor went past, in the words in which each was shown then."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet

from papule.clinic.care.models import Override, PlanVersion, SessionVersion
from papule.clinic.patients.models import Patient
from papule.kernel.value import Value


class GonePast(Value):
    """A warning, what it said, and the plan or the session that it was about."""

    override: Override
    message: str
    plan_version_id: int | None
    session_id: int | None


def gone_past(patient: Patient, plans: Sequence[PlanVersion], language: str) -> tuple[GonePast, ...]:
    """Give the warnings in order of time. Of an amended session, those of the version that counts."""
    rows = list(_overrides(patient))
    of = {row.pk: None if row.session_version_id else _plan_of(row, plans) for row in rows}
    sessions = _messages(SessionVersion.objects.filter(pk__in={row.session_version_id for row in rows} - {None}))
    planned = _messages(PlanVersion.objects.filter(pk__in=set(of.values()) - {None}))
    return tuple(
        GonePast(
            row,
            (sessions.get(row.session_version_id, {}) | planned.get(of[row.pk], {}))
            .get((row.code, row.about), {})
            .get(language, row.code),
            of[row.pk],
            row.session_version.session_id if row.session_version else None,
        )
        for row in rows
    )


def _overrides(patient: Patient) -> QuerySet[Override]:
    counts = Q(session_version=None) | Q(session_version=F("session_version__session__current"))
    rows = Override.objects.filter(counts, course__patient=patient)
    texts = ("session_version__record", "session_version__assessment")
    return rows.select_related("made_by", "course", "session_version").defer(*texts).order_by("made_at", "pk")


def _plan_of(row: Override, plans: Iterable[PlanVersion]) -> int | None:
    """Give the version with which a warning was kept: the newest of its course that is not younger."""
    before = [each for each in plans if each.plan.course_id == row.course_id and each.made_at <= row.made_at]
    return before[-1].pk if before else None


def _messages(
    versions: QuerySet[SessionVersion] | QuerySet[PlanVersion],
) -> dict[int | None, dict[tuple[str, str], dict[str, str]]]:
    """Read what each version was told, by the code of a finding and what it is about."""
    return {
        key: {(each["code"], each["about"]["id"]): each.get("message", {}) for each in _findings(text)}
        for key, text in versions.values_list("pk", "assessment")
    }


def _findings(text: str) -> list[dict]:  # type: ignore[type-arg] # plain values of JSON
    return list(json.loads(text or "{}").get("assessment", {}).get("findings", ()))
