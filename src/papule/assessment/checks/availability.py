"""Whether each product can be had in the country at the date."""

from __future__ import annotations

from collections.abc import Iterator

from papule.assessment.finding import Cited, Finding
from papule.assessment.subject import Item, Subject

_CODES = {
    "withdrawn": "availability/withdrawn",
    "not-marketed": "availability/not-marketed",
    "no-injectable": "availability/no-injectable",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Find what is withdrawn, not marketed, in short supply, or of unknown status."""
    for item in subject.products:
        yield from _status(item, subject)


def _status(item: Item, subject: Subject) -> Iterator[Finding]:
    status, citations = _known(item, subject)
    if status == "marketed":
        if item.product and item.product.shortage:
            yield _found("availability/shortage", "info", item, item.product.shortage)
    elif status is None:
        yield _found("availability/unknown", "info", item, ())
    else:
        yield _found(_CODES[status], "stop", item, citations)


def _known(item: Item, subject: Subject) -> tuple[str | None, tuple[Cited, ...]]:
    if item.product and item.product.status:
        return item.product.status.status, item.product.status_citations
    market = item.substance.market
    return (market.status, subject.here.citations(market)) if market else (None, ())


def _found(code: str, severity: str, item: Item, citations: tuple[Cited, ...]) -> Finding:
    return Finding(
        code=code,
        check="availability",
        severity=severity,  # type: ignore[arg-type]
        scope="mixture" if severity == "stop" else "standing",
        about=item.about,
        citations=citations,
        override="reason" if code in ("availability/not-marketed", "availability/no-injectable") else "none",
    )
