"""From the knowledge of a site to what is drawn of it: the measures that fit this patient, and the dangers."""

from __future__ import annotations

from papule.assessment.checks.geometry import dangers, reaches
from papule.assessment.finding import About
from papule.assessment.geometry_of import ZoneUse, measured_skin
from papule.assessment.subject import Subject
from papule.assessment.wording import Words
from papule.kernel.value import Value
from papule.knowledge.model.technique import SkinThickness


class Layer(Value):
    """A measured thickness, with the limits that its source gives, and on whom it was measured."""

    mean_mm: float
    low_mm: float | None = None
    high_mm: float | None = None
    on: str = ""


class Reach(Value):
    """A structure in danger: from which true depth, if any source says; whether this needle comes to it."""

    structure: str
    from_depth_mm: float | None = None
    reached: bool = False


class Site(Value):
    """A site as it is drawn; a layer that nobody measured on people like this one is None."""

    name: str
    layer: str  # where the needle ends, in words
    skin: Layer | None = None  # epidermis and dermis together
    epidermis: Layer | None = None
    subcutis: Layer | None = None
    to_muscle: Layer | None = None
    dangers: tuple[Reach, ...] = ()

    @property
    def hypodermis_ends_mm(self) -> float | None:
        """Give the least depth at which the hypodermis was found to end."""
        if self.skin is None:
            return None
        summed = [self.skin.mean_mm + self.subcutis.mean_mm] if self.subcutis else []
        whole = [self.to_muscle.mean_mm] if self.to_muscle and self.to_muscle.mean_mm > self.skin.mean_mm else []
        return min(summed + whole, default=None)


def site_of(zone: ZoneUse, subject: Subject, words: Words) -> Site:
    """Give the site of a zone for the person of an assessment."""
    person = subject.person
    return Site(
        words.about(About("zone", zone.id)),
        words.term(zone.layer),
        skin=_layer(zone.skin, words),
        epidermis=_layer(measured_skin(zone.site, person, "epidermis"), words),
        subcutis=_layer(measured_skin(zone.site, person, "subcutis"), words),
        to_muscle=_layer(measured_skin(zone.site, person, "skin-to-muscle"), words),
        dangers=tuple(
            Reach(words.text(each.structure), each.from_depth_mm, reaches(zone, each.from_depth_mm))
            for each in dangers(zone, subject)
        ),
    )


def _layer(measured: SkinThickness | None, words: Words) -> Layer | None:
    if measured is None:
        return None
    low, high = measured.low_mm, measured.high_mm
    if measured.sd_mm is not None and (low is None or high is None):
        low, high = max(measured.mean_mm - measured.sd_mm, 0), measured.mean_mm + measured.sd_mm
    return Layer(measured.mean_mm, low, high, words.text(measured.population))
