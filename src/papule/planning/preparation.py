"""The draw-up sheet: what to draw for each syringe, in what order, how it must look, by when, where it goes."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from papule.assessment.finding import Assessment, Cited, Finding, SyringeSheet
from papule.assessment.subject import Item, Subject
from papule.assessment.substances import latest_status
from papule.assessment.view import View
from papule.kernel.quantity import exact
from papule.kernel.severity import at_least
from papule.knowledge.model.rule import Guidance, Mixture
from papule.knowledge.model.statement import Text
from papule.knowledge.model.substance import Presentation
from papule.treatment.case import Case, Syringe

LOOK = "mixture-look"
AT_ONCE = "mixture-at-once"
_OF_A_SYRINGE = ("product", "pair", "substance", "syringe", "zone")


class Ampoules(NamedTuple):
    """How many containers of one size give the volume with the least left over."""

    number: int
    size_ml: Decimal
    left_ml: Decimal
    names: tuple[str, ...]  # presentations that come in this size


class Draw(NamedTuple):
    """One product to draw up."""

    written: str
    substance: str
    volume_ml: Decimal
    amount: str  # 20 mg; empty where the product has no strength
    ampoules: Ampoules | None  # none where no source gives the size of a container
    marketed: bool  # false: the sizes are those of what is no longer, or not known to be, on the market here


class Order(NamedTuple):
    """The order in which a source draws up these products."""

    substances: tuple[str, ...]
    mixture: str
    name: Text
    citations: tuple[Cited, ...]


class Step(NamedTuple):
    """What a source says on preparing a mixture."""

    id: str
    title: Text
    text: Text
    citations: tuple[Cited, ...]


class Sheet(NamedTuple):
    """Everything to prepare one syringe."""

    number: int  # from 1
    syringe: Syringe
    arithmetic: SyringeSheet
    against: tuple[Finding, ...]  # what concerns this syringe, or all, and asks for an answer or more
    draws: tuple[Draw, ...]
    order: Order | None  # none: no source gives one, or there is nothing to order
    steps: tuple[Step, ...]

    @property
    def stopped(self) -> bool:
        """Tell whether this syringe must not be prepared."""
        return any(at_least(each.severity, "defer") for each in self.against)


def prepare(case: Case, view: View, assessment: Assessment) -> tuple[Sheet, ...]:
    """Write the sheet of each syringe of a case that was assessed in this view."""
    subject = Subject(case, view)
    steps = tuple(_steps(view))
    return tuple(
        Sheet(
            number + 1,
            syringe,
            assessment.syringes[number],
            _against(number, subject, assessment),
            tuple(_draw(item, view) for item in subject.by_syringe[number]),
            find_order(subject.by_syringe[number], view),
            steps if syringe.contents else (),
        )
        for number, syringe in enumerate(case.treatment.syringes)
    )


def _against(number: int, subject: Subject, assessment: Assessment) -> tuple[Finding, ...]:
    """Leave out what concerns another syringe only."""
    names = [_names(each, subject) for each in range(len(subject.by_syringe))]
    blocking = (each for each in assessment.findings if at_least(each.severity, "needs_answer"))
    return tuple(each for each in blocking if _concerns(each, number, names))


def _names(number: int, subject: Subject) -> set[str]:
    items = {name for item in subject.by_syringe[number] for name in (item.id, item.written)}
    zones = {zone.id for zone in subject.zones if zone.syringe == number}
    return items | zones | {f"syringe-{number + 1}"}


def _concerns(finding: Finding, number: int, names: list[set[str]]) -> bool:
    """Tell whether a finding is about this syringe: it holds the pair or the product; else it concerns all.

    A pair that no syringe holds whole, two anti-inflammatories of one session, concerns each
    syringe with one of the two.
    """
    if finding.about.kind not in _OF_A_SYRINGE:
        return True
    named = set(finding.about.ids or (finding.about.id,))
    whole = [place for place, each in enumerate(names) if named <= each]
    touched = whole or [place for place, each in enumerate(names) if named & each]
    return number in touched or not touched


def _draw(item: Item, view: View) -> Draw:
    sizes, marketed = _sizes(item, view)
    amount = str(item.drawn) if item.drawn is not None else ""
    return Draw(item.written, item.id, item.volume_ml, amount, ampoules(item.volume_ml, sizes), marketed)


def _sizes(item: Item, view: View) -> tuple[dict[Decimal, tuple[str, ...]], bool]:
    """Give the sizes of the presentations marketed here, else of all known ones, with their names."""
    known = item.product.product.presentations if item.product else ()
    marketed = [each for each in known if _is_marketed(each, view)]
    found: dict[Decimal, tuple[str, ...]] = {}
    for each in marketed or known:
        for volume in each.volumes_ml:
            size = exact(volume)
            found[size] = (*found.get(size, ()), each.name)
    return found, bool(marketed)


def _is_marketed(presentation: Presentation, view: View) -> bool:
    if presentation.country != view.here.country:
        return False
    status = latest_status(presentation.market, view.here)
    return status is not None and status.status == "marketed"


def ampoules(volume_ml: Decimal, sizes: dict[Decimal, tuple[str, ...]]) -> Ampoules | None:
    """Choose the size that leaves least over, then the one that opens fewest containers."""
    counted = ((ceil(volume_ml / size), size) for size in sizes)
    choices = [Ampoules(count, size, count * size - volume_ml, sizes[size]) for count, size in counted]
    return min(choices, key=lambda each: (each.left_ml, each.number), default=None)


def find_order(items: tuple[Item, ...], view: View) -> Order | None:
    """Find a published mixture of exactly these substances whose source gives a drawing order."""
    wanted = {item.id for item in items}
    for mixture in view.formulary.mixtures.values():
        if mixture.order and wanted == _substances(mixture):
            return Order(mixture.order, mixture.id, mixture.name, view.here.citations_in(mixture.cite))
    return None


def _substances(mixture: Mixture) -> set[str]:
    return {each.substance for each in mixture.components}


def _steps(view: View) -> Iterator[Step]:
    """Give what sources say on preparing a mixture, in their order."""
    topic = view.formulary.guidance.get("mixture-preparation")
    items: tuple[Guidance, ...] = topic.items if topic else ()
    return (
        Step(each.id, each.title, each.text, view.here.citations(each))
        for each in sorted(items, key=lambda item: item.order)
        if view.here.in_force(each)
    )
