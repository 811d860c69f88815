"""What was injected where: the points of the newest sessions, by session and by product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from papule.clinic.care.models import Session
from papule.clinic.care.session_record import GivenPoint, SessionRecord
from papule.clinic.knowledge import words
from papule.clinic.patients.models import Patient
from papule.clinic.prepared import Prepared
from papule.kernel.value import Value

MOST = 8  # sessions that are looked at together: the cost stays the same whatever the history
_NEWEST = Prepared(
    lambda patient: (
        Session.objects.filter(patient=patient)
        .order_by("-performed_at")
        .values_list("pk", "number", "performed_at", "course__complaint", Cast("current__record", TextField()))[:MOST]
    )
)


class Given(Value):
    """A session with what its signed record says."""

    id: int
    number: int
    on: date
    complaint: str
    record: SessionRecord


class Spot(Value):
    """One injection: where, and what."""

    point: GivenPoint
    products: tuple[str, ...]  # ids
    volume_ml: float
    session: Given


class Place(Value):
    """A site with everything that went into it."""

    site: str  # id
    side: str
    points: int
    volume_ml: float
    products: tuple[str, ...]  # ids
    sessions: tuple[str, ...]


class Injected(Value):
    """What was injected, and what may be chosen from."""

    sessions: tuple[Given, ...]
    products: tuple[str, ...]  # ids
    spots: tuple[Spot, ...]
    places: tuple[Place, ...]

    @property
    def points(self) -> list[GivenPoint]:
        """Give where the needle went, to be drawn."""
        return [each.point for each in self.spots]


def injected(patient: Patient, session: int | None = None, product: str = "") -> Injected:
    """Give what was injected in the newest sessions, or in one of them, or of one product. One query."""
    sessions = tuple(_given(patient))
    every = [spot for each in sessions if session in (None, each.id) for spot in _spots(each)]
    spots = tuple(spot for spot in every if not product or product in spot.products)
    products = sorted({key for spot in every for key in spot.products}, key=words().name)
    return Injected(sessions, tuple(products), spots, tuple(_places(spots)))


def _given(patient: Patient) -> Iterator[Given]:
    for key, number, at, complaint, said in _NEWEST(patient.pk):
        try:
            record = msgspec.json.decode(said or "", type=SessionRecord, strict=False)
        except msgspec.DecodeError:  # a record of another form is read on its own page
            continue
        yield Given(key, number, timezone.localdate(at), complaint, record)


def _spots(given: Given) -> Iterator[Spot]:
    """Give the points of the syringes that were given; a point without a volume of its own has its share."""
    held = {each.number: each for each in given.record.syringes if each.given}
    for point in given.record.points:
        syringe = held.get(point.syringe)
        if syringe is not None:
            share = (syringe.injected_ml or 0) / syringe.points if syringe.points else 0
            volume = share if point.volume_ml is None else point.volume_ml
            yield Spot(point, tuple(each.product for each in syringe.products), volume, given)


def _places(spots: tuple[Spot, ...]) -> Iterator[Place]:
    by_place: dict[tuple[str, str], list[Spot]] = {}
    for spot in spots:
        by_place.setdefault((spot.point.site, spot.point.side), []).append(spot)
    for (site, side), group in sorted(by_place.items(), key=lambda each: -len(each[1])):
        yield Place(
            site,
            side,
            len(group),
            round(sum(each.volume_ml for each in group), 2),
            tuple(dict.fromkeys(key for each in group for key in each.products)),
            tuple(dict.fromkeys(str(each.session.number) for each in group)),
        )
