"""Two things in one syringe: what was measured, forbidden, lifted, reported."""

from __future__ import annotations

from papule.assessment.finding import Cited, Dissent
from papule.assessment.resolution import Territory
from papule.kernel.value import Value
from papule.knowledge.model.substance import Compatibility
from papule.knowledge.model.tables import Formulary

_MEASURED = ("compatible", "conditional")


class PairVerdict(Value):
    """What the sources come to on a pair: incompatible, conflicting, compatible or no-data."""

    verdict: str
    never_mixed: bool
    citations: tuple[Cited, ...]
    disagreement: tuple[Dissent, ...]
    text: dict[str, str]


class PairTable:
    """Statements in force on pairs, looked up by what each thing is."""

    def __init__(self, formulary: Formulary, here: Territory) -> None:
        """Index every statement by its two sides."""
        self._here = here
        self._by_sides: dict[frozenset[str], list[Compatibility]] = {}
        for table in formulary.compatibility.values():
            for each in table.pairs:
                if here.in_force(each):
                    self._by_sides.setdefault(frozenset(each.between), []).append(each)
        self._verdicts: dict[tuple[frozenset[str], frozenset[str]], PairVerdict] = {}

    def verdict(self, one: frozenset[str], other: frozenset[str]) -> PairVerdict:
        """Judge a pair; each side is everything it is called: substance, product, families, any."""
        key = (one, other)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = self._judge(one, other)
        return found

    def _judge(self, one: frozenset[str], other: frozenset[str]) -> PairVerdict:
        said = {
            id(each): each
            for a in sorted(one)
            for b in sorted(other)
            for each in self._by_sides.get(frozenset((a, b)), ())
        }
        statements = sorted(said.values(), key=_order)
        kinds = {each.verdict for each in statements}
        if "incompatible" in kinds:
            verdict = "conflicting" if "compatible" in kinds else "incompatible"
        elif "forbidden" in kinds:
            verdict = "conflicting" if kinds & {"lifted", "reported-use", *_MEASURED} else "incompatible"
        elif "conditional" in kinds:
            verdict = "conflicting"
        else:
            verdict = "compatible" if "compatible" in kinds else "no-data"
        return self._told(verdict, statements)

    def _told(self, verdict: str, statements: list[Compatibility]) -> PairVerdict:
        leading = [each for each in statements if each.verdict in _LEADING[verdict]]
        others = [each for each in statements if each not in leading]
        return PairVerdict(
            verdict,
            any(each.never_mixed for each in statements),
            tuple(dict.fromkeys(cited for each in leading for cited in self._here.citations(each))),
            tuple(Dissent(each.verdict, self._here.citations(each), each.text) for each in others),
            leading[0].text or leading[0].condition if leading else {},
        )


def _order(statement: Compatibility) -> tuple[str, ...]:
    """Sort so that neither files nor hashes decide which words come first."""
    citation = statement.cite[0]
    return (statement.verdict, citation.source, citation.at, statement.text.get("en", ""), *sorted(statement.between))


_LEADING = {
    "incompatible": ("incompatible", "forbidden"),
    "conflicting": ("incompatible", "forbidden", "conditional"),
    "compatible": ("compatible",),
    "no-data": (),
}
