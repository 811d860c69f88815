"""What the positions on an item come to in one country, on one day, for followers of one society."""

from collections.abc import Iterator

import msgspec

from papule.assessment.finding import Cited, Finding
from papule.assessment.questions import ClassQuestion, FactQuestion
from papule.assessment.resolution import Resolved
from papule.assessment.view import View
from papule.cli.explain_catalogue import Item

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
    teller = tellers.get(item.kind)
    return tuple(teller(item.id, view)) if teller else ()


def _substance(key: str, view: View) -> Iterator[Told]:
    yield from _laws(key, view)
    substance = view.substance(key)
    if substance.market and not view.formulary.products_of.get(key):
        yield _market(substance.market.status, key, view.here.citations(substance.market))
    for product in view.formulary.products_of.get(key, ()):
        yield from _product(product, view)
    for question in substance.questions:
        yield _answered(question)
    for with_class in sorted(substance.classes):
        yield _joined(substance.classes[with_class], key)


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
    for question in view.technique_questions:
        if question.fact == key:
            yield _answered(question)
    for substance in view.formulary.substances:
        for question in view.substance(substance).questions:
            if question.fact == key:
                yield _answered(question)


def _class(key: str, view: View) -> Iterator[Told]:
    for substance in view.formulary.substances:
        question = view.substance(substance).classes.get(key)
        if question:
            yield _joined(question, substance)


def _method(_key: str, view: View) -> Iterator[Told]:
    for question in sorted(view.technique_questions, key=lambda each: each.fact):
        yield _answered(question)


def _family(key: str, view: View) -> Iterator[Told]:
    rules = [rule for rule in view.society_rules if key in rule.families]
    for rule in rules:
        yield Told(rule.code, key, "stop", sources=_sources(view.here.citations(rule)), text=rule.text)


def _laws(key: str, view: View) -> Iterator[Told]:
    for ban, period in view.bans:
        if key in (*ban.substances, *ban.indications):
            severity = "info" if ban.code == "law/compounding" else "prohibited"
            cited = view.here.citations_in(period.cite, period.since, period.until)
            yield Told(ban.code, key, severity, sources=_sources(cited), text=ban.text or ban.name)


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
