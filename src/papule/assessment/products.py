"""A product as it stands here and now: status, routes, excipients of what is marketed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from papule.assessment.finding import About, Cited, DutyToDo, Finding
from papule.assessment.resolution import Territory
from papule.assessment.substances import SubstanceView, latest_status
from papule.kernel.quantity import Quantity, quantity
from papule.kernel.value import Value
from papule.knowledge.model.substance import MarketStatus, Presentation, Product

WANTED = frozenset(("intradermal", "subcutaneous"))  # the routes that techniques ask for
TELL_AND_WRITE = DutyToDo("tell-and-write")
BEST_FIRST = ("marketed", "not-marketed", "withdrawn", "no-injectable")


class ProductView(Value):
    """A product, resolved for one place and time."""

    product: Product
    strength: Quantity | None
    status: MarketStatus | None  # best among its presentations here; None = no data
    status_citations: tuple[Cited, ...]
    routes: frozenset[str]
    route_citations: tuple[Cited, ...]
    shortage: tuple[Cited, ...]  # where every marketed presentation is in tension or out of stock
    excipients: dict[str, tuple[Cited, ...]]
    excipient_free: dict[str, tuple[str, ...]]  # presentations at hand that do without that excipient
    excipients_unread: tuple[str, ...]  # presentations whose list was not read in full
    contains: tuple[tuple[str, Quantity], ...]
    off_label: dict[str, Finding]  # by the route that is wanted and not licensed
    made_of: MadeOf


class MadeOf(Value):
    """The substances of a product, and everything it is called in a statement."""

    holds: tuple[SubstanceView, ...]
    lineage: frozenset[str]
    main_lineage: frozenset[str]  # the first family of each, with its parents
    sides: frozenset[str]


def made_of(written: str, holds: tuple[SubstanceView, ...]) -> MadeOf:
    """Join the names and families of the substances that a product holds."""
    lineage = frozenset(family for each in holds for family in each.lineage)
    main = frozenset(family for each in holds for family in each.main_lineage)
    return MadeOf(holds, lineage, main, frozenset((written, "any", *(each.substance.id for each in holds))) | lineage)


def product_view(product: Product, here: Territory, substance: Callable[[str], SubstanceView]) -> ProductView:
    """Resolve a product for one place and time."""
    holds = tuple(substance(key) for key in (product.substance, *(each.substance for each in product.contains)))
    local = [(each, latest_status(each.market, here)) for each in product.presentations if here.is_here(each.country)]
    known = [(each, status) for each, status in local if status is not None]
    best = min(known, key=lambda pair: BEST_FIRST.index(pair[1].status), default=None)
    marketed = [each for each, status in known if status.status == "marketed"]
    at_hand = marketed or list(product.presentations)
    excipients = _excipients(at_hand, here)
    routes, cited = frozenset(route for each in at_hand for route in each.routes), _routes_cited(at_hand, here)
    return ProductView(
        product=product,
        strength=quantity(product.strength) if product.strength else None,
        status=best[1] if best else None,
        status_citations=_status_cited(best[1].status, known, here) if best else (),
        routes=routes,
        route_citations=cited,
        shortage=_shortage(marketed, here),
        excipients=excipients,
        excipient_free={key: _without(key, marketed, here) for key in excipients},
        excipients_unread=tuple(sorted(each.name for each in at_hand if not each.excipients_read)),
        contains=tuple((each.substance, quantity(each.strength)) for each in product.contains),
        off_label={route: _off_label(product, route, routes, cited) for route in WANTED - routes},
        made_of=made_of(product.id, holds),
    )


def _off_label(product: Product, route: str, routes: frozenset[str], cited: tuple[Cited, ...]) -> Finding:
    return Finding(
        code="route/off-label",
        check="route",
        severity="info",
        scope="standing",
        about=About("product", product.id),
        because={"route": route, "licensed": sorted(routes)},
        citations=cited,
        duties=(TELL_AND_WRITE,),
        params={"route": route},
    )


def _status_cited(best: str, known: list[tuple[Presentation, MarketStatus]], here: Territory) -> tuple[Cited, ...]:
    """Cite every presentation that has the best status, in a fixed order."""
    cited = {each for _, status in known if status.status == best for each in here.citations(status)}
    return tuple(sorted(cited, key=lambda each: (each.source, each.at, each.since)))


def _excipients(at_hand: list[Presentation], here: Territory) -> dict[str, tuple[Cited, ...]]:
    found: dict[str, dict[Cited, None]] = {}
    for presentation in at_hand:
        for excipient in presentation.excipients:
            if here.in_force(excipient):
                found.setdefault(excipient.id, {}).update(dict.fromkeys(here.citations(excipient)))
    return {key: tuple(found[key]) for key in sorted(found)}


def _without(excipient: str, marketed: list[Presentation], here: Territory) -> tuple[str, ...]:
    return tuple(sorted(each.name for each in marketed if not _has(each, excipient, here)))


def _has(presentation: Presentation, key: str, here: Territory) -> bool:
    return any(each.id == key and here.in_force(each) for each in presentation.excipients) or not (
        presentation.excipients_read
    )


def _routes_cited(at_hand: list[Presentation], here: Territory) -> tuple[Cited, ...]:
    cited = [
        Cited(each.source, each.at, read=each.read or here.sources[each.source].read)
        for presentation in at_hand
        for each in presentation.cite
    ]
    return tuple(dict.fromkeys(cited))


def _shortage(marketed: list[Presentation], here: Territory) -> tuple[Cited, ...]:
    """Cite the supply rows when no marketed presentation is free of one."""
    cited: list[Cited] = []
    for presentation in marketed:
        rows = [each for each in presentation.shortages if here.in_force(each)]
        newest = max(rows, key=lambda each: each.since.toordinal() if each.since else 0, default=None)
        if newest is None or newest.status == "back":
            return ()
        cited += here.citations(newest)
    return tuple(dict.fromkeys(cited))


def amount_in(volume_ml: Decimal, strength: Quantity) -> Quantity:
    """Multiply a volume with a strength per mL."""
    return Quantity(volume_ml * strength.amount, strength.unit.removesuffix("/mL"))
