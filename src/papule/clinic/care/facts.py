"""From the rows of a course to the case of the core: the only bridge."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

import msgspec
from django.db.models import Q
from django.utils import timezone

from papule.clinic.accounts.models import Practice, User
from papule.clinic.care.models import Administration, Course, Session
from papule.clinic.care.plan_body import PlanBody, PlannedSyringe, Point
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients.facts import patient_of
from papule.kernel.quantity import Quantity, quantity
from papule.treatment import case
from papule.treatment.case import Case, PastSession, SessionPlan, Setting, Stated, Syringe, Treatment, Zone

DIPLOMA: dict[bool | None, Stated | None] = {True: "yes", False: "no", None: None}


def case_of(
    course: Course, body: PlanBody, practice: Practice, operator: User, on: date, nrs: float | None = None
) -> Case:
    """Give the case of what is planned for a course on a day, by somebody, with the pain of that day.

    A fixed number of queries: the patient's answers, the sessions done, what they gave, their pain.
    """
    history = history_of(course, on)
    return Case(
        papule=1,
        as_of=on,
        setting=Setting(country=practice.country, society=practice.society or None),
        patient=patient_of(course.patient, on),
        treatment=Treatment(
            aim=cast("case.Aim", course.aim),
            indication=indication_of(course),
            phase=cast("case.PhaseName | None", course.phase or None),
            onset_on=course.onset_on,
            operator=case.Operator(
                profession=cast("case.Profession", operator.profession), diploma=DIPLOMA[operator.has_diploma]
            ),
            device=body.device,
            syringes=tuple(_syringe(number, each, body.points) for number, each in enumerate(body.syringes)),
            session=SessionPlan(
                number=course.sessions.count() + 1,
                planned=body.planned or course.planned_sessions,
                interval_days=body.interval_days or course.interval_days,
                nrs=nrs,
            ),
            history=history,
        ),
    )


def indication_of(course: Course) -> str | case.FreeIndication | None:
    """Give the indication: of the knowledge, in words, or none."""
    if course.indication:
        return course.indication
    return case.FreeIndication(name=course.free_indication) if course.free_indication else None


def _syringe(number: int, planned: PlannedSyringe, points: tuple[Point, ...]) -> Syringe:
    return Syringe(
        contents=planned.contents,
        technique=planned.technique,
        needle=planned.needle,
        zones=zones_of(planned, [each for each in points if each.syringe == number]),
        appearance=planned.appearance,
    )


def zones_of(planned: PlannedSyringe, points: list[Point]) -> tuple[Zone, ...]:
    """Gather points that are given alike: site, side, technique, depth and volume."""
    alike: dict[tuple[object, ...], list[Point]] = defaultdict(list)
    for each in points:
        alike[each.site, each.side, each.technique, each.inserted_mm, each.volume_ml].append(each)
    return tuple(_zone(planned, group) for group in alike.values())


def _zone(planned: PlannedSyringe, group: list[Point]) -> Zone:
    first = group[0]
    needle = None
    if first.inserted_mm is not None and planned.needle is not None:
        needle = msgspec.structs.replace(planned.needle, inserted_mm=first.inserted_mm)
    return Zone(
        site=first.site,
        side=first.side,
        points=len(group),
        volume_per_point_ml=first.volume_ml or planned.volume_per_point_ml,
        technique=first.technique,
        needle=needle,
    )


def history_of(course: Course, on: date) -> tuple[PastSession, ...]:
    """Give the sessions of a course that were signed, in their order.

    With them those of the patient's other courses since the day before: maxima of a day hold over all of them.
    """
    yesterday = timezone.make_aware(datetime.combine(on - timedelta(days=1), time.min))
    recent = Q(patient=course.patient_id, performed_at__gte=yesterday)
    sessions = Session.objects.filter(Q(course=course) | recent)
    # Plain values: a long course has hundreds of sessions, and all count.
    given: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Administration.objects.filter(version__in=sessions.values("current"))
    for session, substance, amount in rows.order_by("pk").values_list("session", "substance", "amount"):
        given[session].append((substance, amount))
    scores = PainScore.objects.filter(session__in=sessions.values("pk"), scale="nrs", moment=PainScore.Moment.before)
    pain = dict(scores.values_list("session", "value"))
    done = sessions.order_by("performed_at").values_list("pk", "performed_at")
    zone = timezone.get_current_timezone()
    return tuple(_past(at.astimezone(zone).date(), given[key], pain.get(key)) for key, at in done)


def _past(on: date, given: list[tuple[str, str]], nrs: Decimal | None) -> PastSession:
    amounts: dict[str, list[str]] = defaultdict(list)
    for substance, amount in given:
        if amount:
            amounts[substance].append(amount)
    return PastSession(
        performed_on=on,
        nrs=None if nrs is None else float(nrs),
        substances=tuple(dict.fromkeys(substance for substance, _amount in given)),
        amounts={substance: _sum(listed) for substance, listed in amounts.items()},
    )


def _sum(listed: list[str]) -> str:
    """Add up amounts of one substance, which the catalogue gives in one unit."""
    if len(listed) == 1:
        return listed[0]
    amounts = [quantity(each) for each in listed]
    return str(Quantity(sum((each.amount for each in amounts), Decimal(0)), amounts[0].unit))
