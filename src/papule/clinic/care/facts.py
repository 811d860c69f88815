"""From the rows of a course to the case of the core: the only bridge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

import msgspec
from django.db.models import FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from papule.assessment.products import amount_in
from papule.clinic.accounts.models import Practice, User
from papule.clinic.care.models import Administration, Course, Session
from papule.clinic.care.plan_body import PlanBody, PlannedSyringe, Point
from papule.clinic.instants import day_of, written
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients.facts import patient_of
from papule.clinic.prepared import Prepared
from papule.kernel.quantity import Quantity, exact, quantity
from papule.treatment import case
from papule.treatment.case import Case, PastSession, SessionPlan, Setting, Stated, Syringe, Treatment, Zone


def _sessions(course: int, patient: int, since: datetime) -> QuerySet[Session]:
    """Give the sessions of a course, and all of the patient since an instant."""
    return Session.objects.filter(Q(course=course) | Q(patient=patient, performed_at__gte=since))


def _pain_before() -> QuerySet[PainScore, Any]:
    """Give the pain before the session of an outer query."""
    scores = PainScore.objects.filter(session=OuterRef("pk"), scale="nrs", moment=PainScore.Moment.before)
    return scores.order_by("-pk").values_list(Cast("value", FloatField()))[:1]


# Plain values, an instant as it is written: a long course has hundreds of sessions, and all count.
_DONE = Prepared(
    lambda *of: (
        _sessions(*of)
        .order_by("performed_at")
        .values_list("pk", "course", written("performed_at"), Subquery(_pain_before()))
    )
)
_GIVEN = Prepared(
    lambda *of: (
        Administration.objects.filter(version__in=_sessions(*of).values("current"))
        .order_by("pk")
        .values_list("session", "substance", "amount", "product", Cast("volume_ml", FloatField()))
    )
)
Given = tuple[str, str, str, float]  # substance, amount, product, mL
DIPLOMA: dict[bool | None, Stated | None] = {True: "yes", False: "no", None: None}


def case_of(
    course: Course, body: PlanBody, practice: Practice, operator: User, on: date, nrs: float | None = None
) -> Case:
    """Give the case of what is planned for a course on a day, by somebody, with the pain of that day.

    A fixed number of queries: the patient's answers, the sessions done, what they gave, their pain.
    """
    number, history = history_of(course, on)
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
                number=number,
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


def history_of(course: Course, on: date) -> tuple[int, tuple[PastSession, ...]]:
    """Give the number of the next session of a course, and the sessions that were signed, in their order.

    With them those of the patient's other courses since the day before: maxima of a day hold over all of them.
    """
    yesterday = timezone.make_aware(datetime.combine(on - timedelta(days=1), time.min))
    of = course.pk, course.patient_id, yesterday
    given: dict[int, list[Given]] = defaultdict(list)
    for session, *what in _GIVEN(*of):
        given[session].append(tuple(what))
    done, zone, said = _DONE(*of), timezone.get_current_timezone(), _Said()
    listed = tuple(
        PastSession(performed_on=day_of(at, zone), nrs=nrs, **said[tuple(given[key])]) for key, _of, at, nrs in done
    )
    return sum(each[1] == course.pk for each in done) + 1, listed


class _Said(dict[tuple[Given, ...], dict[str, Any]]):
    """What sessions gave: substances, and amounts added up. Most sessions of a course give the same."""

    def __missing__(self, given: tuple[Given, ...]) -> dict[str, Any]:
        amounts: dict[str, list[str]] = defaultdict(list)
        listed = [part for each in given for part in _parts(*each)]
        for substance, amount in listed:
            if amount:
                amounts[substance].append(amount)
        found = self[given] = {
            "substances": tuple(dict.fromkeys(substance for substance, _amount in listed)),
            "amounts": {substance: _sum(listed) for substance, listed in amounts.items()},
        }
        return found


def _parts(substance: str, amount: str, product: str, volume_ml: float) -> Iterator[tuple[str, str]]:
    """Give what a row brought: its substance, and what the product contains beside it (lidocaine with adrenaline)."""
    yield substance, amount
    known = formulary().products.get(product)
    for each in known.contains if known else ():
        yield each.substance, str(amount_in(exact(volume_ml), quantity(each.strength)))


def _sum(listed: list[str]) -> str:
    """Add up amounts of one substance, which the catalogue gives in one unit."""
    if len(listed) == 1:
        return listed[0]
    amounts = [quantity(each) for each in listed]
    return str(Quantity(sum((each.amount for each in amounts), Decimal(0)), amounts[0].unit))
