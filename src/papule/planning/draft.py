"""A mixture that could be proposed: where it comes from, what is in it, in what volume."""

from decimal import Decimal
from typing import Literal, NamedTuple

from papule.assessment.finding import Cited
from papule.assessment.view import View
from papule.knowledge.model.rule import Component
from papule.knowledge.model.statement import RANK, Citation, Text
from papule.treatment.case import Content

# Where a volume comes from: printed in the recipe; worked out of the amount that the recipe
# prints and the strength of the product at hand; nowhere.
Grounds = Literal["recipe", "amount", "none"]
# A recipe as published; a list of products of which the source does not say that they share a
# syringe; a combination of families of the phase, of substances that its source names or not.
Kind = Literal["recipe", "list", "named", "families"]
KINDS: tuple[Kind, ...] = ("recipe", "list", "named", "families")


class Portion(NamedTuple):
    """One product of a mixture; no volume where no source gives one."""

    substance: str
    product: str
    volume_ml: Decimal | None = None
    grounds: Grounds = "none"
    published: Component | None = None


class Origin(NamedTuple):
    """Who published a mixture, or the families that it combines."""

    kind: Kind
    id: str  # of the recipe, or of the indication
    name: Text
    rank: int  # of the highest source
    citations: tuple[Cited, ...]
    text: Text = {}
    technique: Text = {}
    total_ml: float | None = None


class Draft(NamedTuple):
    """A mixture before it is assessed."""

    origin: Origin
    portions: tuple[Portion, ...]

    @property
    def products(self) -> tuple[str, ...]:
        """List the products in their order."""
        return tuple(each.product for each in self.portions)

    @property
    def is_dosed(self) -> bool:
        """Tell whether every volume has a source."""
        return all(each.volume_ml is not None for each in self.portions)


def contents_of(portions: tuple[Portion, ...]) -> tuple[Content, ...]:
    """Write portions as contents of a syringe, to be assessed; a volume that nobody gives is 0 mL.

    A person cannot write 0 mL in a case, and no such content is ever shown. It is the honest
    value for an assessment: no check grows milder when a volume grows, so that what is found
    at 0 mL is found at every volume, and nothing is found that only some volume would cause.
    """
    return tuple(
        Content(product=each.product, volume_ml=float(each.volume_ml) if each.volume_ml is not None else 0)
        for each in portions
    )


def is_marketed(product: str, view: View) -> bool:
    """Tell whether a product, or a substance without presentations, is known to be on the market here and now."""
    found = view.product(product)
    status = found.status or view.substance(found.product.substance).market
    return status is not None and status.status == "marketed"


def rank_of(cite: tuple[Citation, ...], view: View) -> int:
    """Give the highest rank among the sources of a statement."""
    return max((RANK[view.here.sources[each.source].kind] for each in cite), default=0)


def fits(phase: str, wanted: str | None) -> bool:
    """Tell whether a recipe or rule for a phase is for the wanted one; unknown fits all."""
    return wanted is None or phase in ("any", wanted)
