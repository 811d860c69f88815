"""Whether the label licenses, does not mention, or warns against this route."""

from __future__ import annotations

from collections.abc import Iterator

from papule.assessment.finding import Finding
from papule.assessment.subject import Item, Subject
from papule.knowledge.model.substance import RouteWarning

_ROUTES = {"hypodermic": "subcutaneous"}  # every other technique aims at the skin


def check(subject: Subject) -> Iterator[Finding]:
    """Find off-label routes, label warnings, and what is no injectable at all."""
    for item in subject.products:
        never = bool(item.product and item.product.product.never_inject)
        for warning in _warnings(item, subject):
            never = never or warning.never
            yield Finding(
                code="route/never-inject" if warning.never else "route/label-warns",
                check="route",
                severity="stop",
                scope="mixture",
                about=item.about,
                citations=subject.here.citations(warning),
                override="none" if warning.never else "reason",
                params={"text": warning.text, "variant": "at-sites" if warning.sites else ""},
            )
        if not never:
            yield from _off_label(item, subject)
        elif not any(warning.never for warning in _warnings(item, subject)):
            yield _never(item)


def _warnings(item: Item, subject: Subject) -> list[RouteWarning]:
    """Give the warnings on what a product holds that concern where it goes; where nobody says it, all of them."""
    sites = {zone.zone.site for zone in subject.zones if zone.syringe in subject.syringes_of(item.written)}
    return [
        warning
        for held in item.holds
        for warning in held.route_warnings
        if not warning.sites or not sites or not sites.isdisjoint(warning.sites)
    ]


def _never(item: Item) -> Finding:
    return Finding(
        code="route/never-inject",
        check="route",
        severity="stop",
        scope="mixture",
        about=item.about,
        citations=item.product.route_citations if item.product else (),
    )


def _off_label(item: Item, subject: Subject) -> Iterator[Finding]:
    product = item.product
    if product is None or not product.routes or not item.substance.active:
        return
    wanted = {_ROUTES.get(name, "intradermal") for name in subject.techniques_of(item.written)}
    for route in sorted(wanted - product.routes):
        yield product.off_label[route]
