"""Two things in one syringe: every statement on the pair and what they come to."""

from collections.abc import Iterator

import msgspec

from papule.assessment.substances import SubstanceView
from papule.assessment.view import View
from papule.explaining.catalogue import Item
from papule.explaining.rows import Row, SourceLine, cited_in, row_of, source_line
from papule.knowledge.model.substance import Compatibility

PAIRED = ("substance", "product", "family")
_WEIGHT = {"incompatible": "stop", "conflicting": "caution", "no-data": "info", "compatible": ""}


class Interacts(msgspec.Struct, frozen=True):
    """What a label says of one of a pair with the other's class, whether they share a syringe or not."""

    substance: str
    with_class: str
    severity: str


class Pair(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pair with every statement on it; `verdict` is what the sources come to."""

    kind: str
    between: tuple[str, str]
    as_of: str
    country: str
    edition: str
    verdict: str  # incompatible, conflicting, compatible, no-data
    severity: str
    decided_by: tuple[str, ...]
    statements: tuple[Row, ...]
    never_mixed: bool = False
    interactions: tuple[Interacts, ...] = ()
    sources: tuple[SourceLine, ...] = ()


def pair_of(one: Item, other: Item, view: View) -> Pair:
    """Lay the statements on a pair side by side."""
    sides = _sides(one, view), _sides(other, view)
    told = view.pairs.verdict(*sides)
    statements = tuple(row_of(each, view.here) for each in _statements(*sides, view))
    return Pair(
        kind="compatibility",
        between=(one.id, other.id),
        as_of=view.here.as_of.isoformat(),
        country=view.here.country,
        edition=view.formulary.edition.edition,
        verdict=told.verdict,
        severity=_WEIGHT[told.verdict],
        decided_by=tuple(dict.fromkeys(each.source for each in told.citations)),
        statements=statements,
        never_mixed=told.never_mixed,
        interactions=tuple(_interactions(one, other, view)),
        sources=tuple(source_line(view.formulary.sources[key]) for key in sorted(set(cited_in(statements)))),
    )


def _sides(item: Item, view: View) -> frozenset[str]:
    """Give everything a thing is called in a statement on pairs."""
    if item.kind == "family":
        return frozenset((item.id, "any"))
    substance = _substance(item, view)
    return frozenset((substance.substance.id, item.id, "any")) | substance.lineage


def _substance(item: Item, view: View) -> SubstanceView:
    return view.substance(item.entry.substance if item.kind == "product" else item.id)


def _interactions(one: Item, other: Item, view: View) -> Iterator[Interacts]:
    """Hold each against the classes of the other."""
    if "family" in (one.kind, other.kind):
        return
    sides = _substance(one, view), _substance(other, view)
    for this, that in (sides, sides[::-1]):
        classes = {each: None for code in that.substance.atc for each in view.vocabulary.of_atc(code)[0]}
        for question in (this.classes[each] for each in classes if each in this.classes):
            if question.below.outcome.severity:
                yield Interacts(this.substance.id, question.with_class, question.below.outcome.severity)


def _statements(one: frozenset[str], other: frozenset[str], view: View) -> Iterator[Compatibility]:
    for table in view.formulary.compatibility.values():
        for each in table.pairs:
            first, second = each.between
            if (first in one and second in other) or (first in other and second in one):
                yield each
