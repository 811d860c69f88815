"""What a plan says: the syringes, and every point on the body. Kept as JSON in drafts, plans, templates, sessions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from papule.treatment.case import Appearance, Content, DeviceName, Id, NeedleUse, Part, TechniqueName

PointSide = Literal["left", "right", "midline"]


class Point(Part, kw_only=True):
    """One injection. `x`, `y`: 0 to 1 of the drawing `view` in version `map`; absent where it was typed, not drawn."""

    id: Annotated[str, Meta(min_length=1, max_length=40)]
    syringe: Annotated[int, Meta(ge=0, le=19)]
    site: Id
    side: PointSide
    view: str = ""
    map: str = ""
    x: Annotated[float, Meta(ge=0, le=1)] | None = None
    y: Annotated[float, Meta(ge=0, le=1)] | None = None
    technique: TechniqueName | None = None  # else the syringe's
    inserted_mm: Annotated[float, Meta(gt=0, le=40)] | None = None  # else the syringe's
    volume_ml: Annotated[float, Meta(gt=0, le=100)] | None = None  # else the syringe's


class PlannedSyringe(Part, kw_only=True):
    """What is drawn into a syringe, and how each of its points is given unless the point says otherwise."""

    contents: Annotated[tuple[Content, ...], Meta(max_length=30)] = ()
    technique: TechniqueName
    needle: NeedleUse | None = None
    volume_per_point_ml: Annotated[float, Meta(gt=0, le=100)] | None = None
    appearance: Appearance | None = None
    mixture: str = ""  # id of the published recipe or template it began from


class PlanBody(Part, kw_only=True):
    """The whole plan of a session of a course."""

    syringes: Annotated[tuple[PlannedSyringe, ...], Meta(max_length=20)] = ()
    points: Annotated[tuple[Point, ...], Meta(max_length=2000)] = ()
    device: DeviceName = "manual"
    planned: Annotated[int, Meta(ge=1, le=200)] | None = None
    interval_days: Annotated[int, Meta(ge=0, le=3660)] | None = None
    schedule: str = ""  # id of the schedule it follows
    note: str = ""

    @property
    def contents(self) -> tuple[Content, ...]:
        """Give what all syringes hold, in their order."""
        return tuple(each for syringe in self.syringes for each in syringe.contents)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is to be done: no syringe holds a product, and none is dry."""
        return not any(each.contents or each.technique == "dry" for each in self.syringes)


def body_of(value: Any) -> PlanBody:  # noqa: ANN401 -- plain values of a JSON field or of a request
    """Read a plan from plain values.

    Raises msgspec.ValidationError, which names the place.
    """
    return msgspec.convert(value, PlanBody)


def plain(body: PlanBody) -> dict[str, Any]:
    """Give plain values for a JSON field."""
    found: dict[str, Any] = msgspec.to_builtins(body)
    return found
