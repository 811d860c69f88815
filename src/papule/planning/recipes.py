"""Published recipes for an indication, with alternatives and optional components written out."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import product as every

from papule.assessment.products import amount_in
from papule.assessment.view import View
from papule.kernel.quantity import Quantity, exact, quantity
from papule.knowledge.model.rule import Component, Mixture
from papule.planning.draft import Draft, Origin, Portion, fits, is_marketed, rank_of


def recipes_for(indication: str, phase: str | None, view: View) -> Iterator[Mixture]:
    """Give the published mixtures for an indication in a phase; all phases when it is not known."""
    for mixture in view.formulary.mixtures.values():
        if indication in mixture.indications and fits(mixture.phase, phase):
            yield mixture


def drafts_of(mixture: Mixture, view: View) -> Iterator[Draft]:
    """Write out every variant of a recipe with every product that it can be drawn from."""
    origin = Origin(
        "recipe" if mixture.kind == "recipe" else "list",
        mixture.id,
        mixture.name,
        rank_of(mixture.cite, view),
        view.here.citations_in(mixture.cite),
        mixture.text,
        mixture.technique,
        mixture.total_ml,
    )
    for components in variants(mixture.components):
        for portions in every(*(portions_of(each, view) for each in components)):
            yield Draft(origin, portions)


def variants(components: tuple[Component, ...]) -> Iterator[tuple[Component, ...]]:
    """Take one of each group of alternatives; take and leave what is optional. Never nothing at all."""
    groups: dict[str, list[Component | None]] = {}
    for number, each in enumerate(components):
        groups.setdefault(each.either or f"only {number}", []).append(each)
    for group in groups.values():
        if all(each is not None and each.optional for each in group):
            group.append(None)
    for taken in every(*groups.values()):
        kept = tuple(each for each in taken if each is not None)
        if kept:
            yield kept


def is_variant(mixture: Mixture, substances: Collection[str]) -> bool:
    """Tell whether these substances, each as often as it stands here, make up a recipe in one of its variants."""
    return any(sorted(each.substance for each in one) == sorted(substances) for one in variants(mixture.components))


def portions_of(component: Component, view: View) -> tuple[Portion, ...]:
    """Give the products that a component can be drawn from.

    A strength or an amount selects the product that has it; otherwise every product of the
    substance that is marketed here, else its first.
    """
    known = view.formulary.products_of.get(component.substance, ())
    exactly = tuple(each for each in known if _is_as_published(component, each, view))
    marketed = tuple(each for each in known if is_marketed(each, view))
    return tuple(_portion(component, each, view) for each in exactly or marketed or known[:1])


def _published_strength(component: Component) -> Quantity | None:
    if component.strength:
        return quantity(component.strength)
    if component.amount and component.volume_ml:
        amount, unit = quantity(component.amount)
        return Quantity(amount / exact(component.volume_ml), f"{unit}/mL")
    return None


def _published_amount(component: Component) -> Quantity | None:
    if component.amount:
        return quantity(component.amount)
    if component.strength and component.volume_ml:
        return amount_in(exact(component.volume_ml), quantity(component.strength))
    return None


def _is_as_published(component: Component, product: str, view: View) -> bool:
    """Tell whether a product has the published strength, or holds the published amount in one ampoule."""
    found = view.product(product)
    published = _published_strength(component)
    if published is not None:
        return found.strength == published
    if not component.amount or found.strength is None:
        return False
    volumes = {exact(each) for one in found.product.presentations for each in one.volumes_ml}
    return any(amount_in(each, found.strength) == quantity(component.amount) for each in volumes)


def _portion(component: Component, product: str, view: View) -> Portion:
    volume = exact(component.volume_ml) if component.volume_ml else None
    published, strength = _published_strength(component), view.product(product).strength
    if volume is not None and published in (None, strength):
        return Portion(component.substance, product, volume, "recipe", component)
    worked_out = _volume_for(_published_amount(component), strength)
    return Portion(component.substance, product, worked_out, "amount" if worked_out else "none", component)


def _volume_for(amount: Quantity | None, strength: Quantity | None) -> Decimal | None:
    """Divide the published amount by the strength at hand."""
    if amount is None or strength is None or strength.unit != f"{amount.unit}/mL":
        return None
    return amount.amount / strength.amount
