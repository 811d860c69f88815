"""Everything known of one item, as one value: for the eye and for machines."""

from typing import Any

import msgspec

from papule.assessment.view import View
from papule.assessment.wording import Words
from papule.explaining.catalogue import Catalogue, Item, label_of
from papule.explaining.links import about, citing, used_in
from papule.explaining.mixture import WhyNot, why_not
from papule.explaining.rows import Row, SourceLine, cited_in, review_of, row_of, source_line
from papule.explaining.today import Told, told_today


class Against(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands against a published mixture for one healthy adult."""

    sex: str
    verdict: str
    products: tuple[str, ...]
    findings: tuple[dict[str, Any], ...] = ()


class Sheet(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item: its own statements, what they come to today, what is open, disputed, where it is used."""

    kind: str
    id: str
    name: dict[str, str]
    as_of: str
    country: str
    society: str | None
    edition: str
    row: Row
    review: dict[str, str] = {}
    today: tuple[Told, ...] = ()
    why_not: tuple[Against, ...] = ()
    disputes: tuple[Row, ...] = ()
    questions: tuple[Row, ...] = ()
    used_in: dict[str, list[str]] = {}
    cited_by: dict[str, int] = {}
    changes: tuple[dict[str, str], ...] = ()
    also: tuple[str, ...] = ()  # other items of that name
    sources: tuple[SourceLine, ...] = ()


def sheet_of(item: Item, also: list[Item], catalogue: Catalogue, view: View) -> Sheet:
    """Gather everything known of an item, resolved for one country and day."""
    formulary = view.formulary
    row = row_of(item.entry, view.here)
    disputes = tuple(row_of(each.entry, view.here) for each in about(item, "dispute", catalogue))
    questions = tuple(row_of(each.entry, view.here) for each in about(item, "question", catalogue))
    cited = sorted(set(cited_in((row, *disputes, *questions))))
    against = why_not(item.entry, view) if item.kind == "mixture" and item.entry.components else ()
    return Sheet(
        kind=item.kind,
        id=item.id,
        name=label_of(item),
        as_of=view.here.as_of.isoformat(),
        country=view.here.country,
        society=view.society,
        edition=formulary.edition.edition,
        row=row,
        review=review_of(item.entry),
        today=told_today(item, view),
        why_not=tuple(_against(each, catalogue) for each in against),
        disputes=disputes,
        questions=questions,
        used_in={} if item.kind == "source" else used_in(item, catalogue),
        cited_by=citing(item.id, catalogue) if item.kind == "source" else {},
        changes=tuple(each.text for each in formulary.edition.changes if each.item == item.id),
        also=tuple(each.address for each in also),
        sources=tuple(source_line(formulary.sources[each]) for each in cited),
    )


def _against(found: WhyNot, catalogue: Catalogue) -> Against:
    formulary = catalogue.formulary
    words = {language: Words(formulary, language) for language in formulary.edition.languages}
    findings = tuple(
        {
            "code": each.code,
            "severity": each.severity,
            "about": msgspec.to_builtins(each.about),
            "message": {language: each_words.message(each) for language, each_words in words.items()},
            "sources": list(dict.fromkeys(cited.source for cited in each.citations)),
            "override": each.override,
        }
        for each in found.findings
    )
    return Against(found.sex, found.verdict, found.products, findings)
