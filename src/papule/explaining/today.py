"""What the positions on an item come to in one country, on one day, for followers of one society."""

from collections.abc import Iterable, Iterator

import msgspec

from papule.assessment.finding import Cited, Finding
from papule.assessment.questions import ClassQuestion, FactQuestion
from papule.assessment.resolution import Resolved
from papule.assessment.view import View
from papule.explaining.catalogue import Item
from papule.kernel.severity import ORDER
from papule.knowledge.model.drugs import Drug

_NONE = "no_finding"
_BAD_STATUS = {"withdrawn", "not-marketed", "no-injectable"}


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one question, law or market status comes to; `below` where it differs past the dermis."""

    code: str
    about: str
    severity: str  # empty: nothing by itself
    below: str | None = None
    sources: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()  # sources that hold something else
    text: dict[str, str] = {}


def told_today(item: Item, view: View) -> tuple[Told, ...]:
    """Resolve everything that the knowledge says on an item here and now."""
    tellers = {
        "substance": _substance,
        "product": _product,
        "fact": _fact,
        "class": _class,
        "method": _method,
        "family": _family,
        "indication": _laws,
    }
    if item.kind == "medicine":
        return tuple(_medicine(item.entry, view))
    teller = tellers.get(item.kind)
    return tuple(teller(item.id, view)) if teller else ()


def _medicine(drug: Drug, view: View) -> Iterator[Told]:
    """Tell what each class of a listed medicine comes to, a substance at a time."""
    classes = dict.fromkeys(each for code in drug.atc for each in view.vocabulary.of_atc(code)[0])
    yield from _gravest_first(told for each in classes for told in _class(each, view))


def _substance(key: str, view: View) -> Iterator[Told]:
    yield from _laws(key, view)
    substance = view.substance(key)
    if substance.market and not view.formulary.products_of.get(key):
        yield _market(substance.market.status, key, view.here.citations(substance.market))
    for product in view.formulary.products_of.get(key, ()):
        yield from _product(product, view)
    yield from _gravest_first(map(_answered, substance.questions))
    yield from _gravest_first(_joined(substance.classes[each], key) for each in sorted(substance.classes))


def _gravest_first(told: Iterable[Told]) -> list[Told]:
    """Order by the graver of both severities, within and past the dermis; else as they came."""
    return sorted(told, key=lambda each: -max(ORDER[each.severity or _NONE], ORDER[each.below or _NONE]))


def _product(key: str, view: View) -> Iterator[Told]:
    product = view.product(key)
    status = product.status.status if product.status else "unknown"
    yield _market(status, key, product.status_citations)
    if product.shortage:
        yield Told("availability/shortage", key, "info", sources=_sources(product.shortage))
    if product.product.never_inject:
        yield Told("route/never-inject", key, "stop")


def _market(status: str, about: str, citations: tuple[Cited, ...]) -> Told:
    severity = "stop" if status in _BAD_STATUS else "info" if status == "unknown" else ""
    return Told(f"availability/{status}", about, severity, sources=_sources(citations))


def _fact(key: str, view: View) -> Iterator[Told]:
    asked = list(view.technique_questions)
    asked += [each for substance in view.formulary.substances for each in view.substance(substance).questions]
    yield from _gravest_first(_answered(each) for each in asked if each.fact == key)


def _class(key: str, view: View) -> Iterator[Told]:
    asked = ((substance, view.substance(substance).classes.get(key)) for substance in view.formulary.substances)
    yield from _gravest_first(_joined(question, substance) for substance, question in asked if question)


def _method(_key: str, view: View) -> Iterator[Told]:
    yield from _gravest_first(map(_answered, sorted(view.technique_questions, key=lambda each: each.fact)))


def _family(key: str, view: View) -> Iterator[Told]:
    rules = [rule for rule in view.society_rules if key in rule.families]
    for rule in rules:
        yield Told(rule.code, key, "stop", sources=_sources(view.here.citations(rule)), text=rule.text)


def _laws(key: str, view: View) -> Iterator[Told]:
    for holding in view.bans:
        ban = holding.ban
        if key in (*ban.substances, *ban.indications):
            severity = "info" if ban.code == "law/compounding" else "prohibited"
            yield Told(ban.code, key, severity, sources=_sources(holding.citations), text=ban.text or ban.name)


def _answered(question: FactQuestion) -> Told:
    within, below = question.within, question.below
    shown: Finding | None = below or within
    severity = _severity(within)
    return Told(
        f"contraindication/{question.fact}",
        question.target.id,
        severity,
        _severity(below) if _severity(below) != severity else None,
        _sources(shown.citations) if shown else (),
        _sources(tuple(each for dissent in shown.disagreement for each in dissent.citations)) if shown else (),
        shown.params["text"] if shown else {},
    )


def _severity(finding: Finding | None) -> str:
    return finding.severity if finding else ""


def _joined(question: ClassQuestion, substance: str) -> Told:
    within, below = question.within, question.below
    return Told(
        f"interaction/{question.with_class}",
        substance,
        within.outcome.severity or "",
        (below.outcome.severity or "") if below.outcome.severity != within.outcome.severity else None,
        _sources(below.citations),
        _dissenting(below),
        below.text,
    )


def _dissenting(resolved: Resolved) -> tuple[str, ...]:
    return _sources(tuple(each for dissent in resolved.disagreement for each in dissent.citations))


def _sources(citations: tuple[Cited, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.source for each in citations))
