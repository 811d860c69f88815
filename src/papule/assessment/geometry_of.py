"""Where the needle ends: true depth, measured skin, layer."""

from __future__ import annotations

from math import radians, sin

from papule.assessment.people import Person
from papule.kernel.age import ADULT_YEARS
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary
from papule.knowledge.model.technique import BodySite, MeasuredLayer, SkinThickness, Technique
from papule.treatment.case import NeedleUse, Syringe, Zone

ALIASES = {"nappage": "superficial-intradermal"}


class ZoneUse(Value):
    """A zone with its technique, true depth and measured skin."""

    syringe: int
    zone: Zone
    site: BodySite
    technique: Technique
    needle: NeedleUse | None
    depth_mm: float | None
    skin: SkinThickness | None  # the thinnest mean measured at this site on people like this

    @property
    def id(self) -> str:
        """Name the zone: site and side."""
        return f"{self.site.id}-{self.zone.side}" if self.zone.side else self.site.id

    @property
    def passes_dermis(self) -> bool:
        """Tell whether the needle passes the dermis.

        Where nobody measured the skin, a superficial technique stays in it as deep as some source describes it.
        """
        if self.depth_mm is not None and self.skin is not None:
            return self.depth_mm > self.skin.mean_mm
        deepest = max((each.high for each in self.technique.depth_mm if each.high is not None), default=0)
        return not self.technique.superficial or (self.depth_mm or 0) > deepest

    @property
    def layer(self) -> str:
        """Name where the needle ends."""
        if self.depth_mm is None or self.skin is None:
            return "not measured"
        return "below the dermis" if self.passes_dermis else "within the skin"


def true_depth_mm(needle: NeedleUse) -> float:
    """Depth of the tip in mm: inserted length x sine of the angle to the skin.

    Source: Micheels 2016, J Drugs Dermatol 15(4):483.
    """
    inserted = needle.length_mm if needle.inserted_mm is None else needle.inserted_mm
    return round(inserted * sin(radians(needle.angle_deg)), 6)


def zone_use(number: int, syringe: Syringe, zone: Zone, formulary: Formulary, person: Person) -> ZoneUse:
    """Resolve a zone: its own technique and needle, else the syringe's."""
    name = zone.technique or syringe.technique
    needle = zone.needle or syringe.needle
    site = formulary.body_sites[zone.site]
    return ZoneUse(
        number,
        zone,
        site,
        formulary.techniques[ALIASES.get(name, name)],
        needle,
        true_depth_mm(needle) if needle else None,
        measured_skin(site, person),
    )


def measured_skin(site: BodySite, person: Person, layer: MeasuredLayer = "skin") -> SkinThickness | None:
    """Give the thinnest mean of a layer, the skin unless said, measured at a site on people of this age and sex."""
    fitting = [each for each in site.thickness if each.layer == layer and _fits(each, person)]
    return min(fitting, key=lambda each: each.mean_mm, default=None)


def _fits(measured: SkinThickness, person: Person) -> bool:
    if measured.method == "histology":
        return False
    if measured.sex and person.patient.sex not in (measured.sex, "unknown"):
        return False
    if person.age_years is None:
        return True
    of_children = measured.max_age_years is not None and measured.max_age_years <= ADULT_YEARS
    if person.is_adult or not of_children:
        return bool(person.is_adult) and not of_children
    low, high = measured.min_age_years or 0, measured.max_age_years or ADULT_YEARS
    return low <= person.age_years < high
