"""How sources on one question are resolved into one outcome, with who disagrees.

The highest rank present decides, within a rank the strictest. A foreign label counts only
where no national one on that question was read, and at most as a caution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from papule.assessment.finding import Cited, Dissent, Override
from papule.kernel.severity import ORDER, Severity
from papule.kernel.value import Value
from papule.knowledge.model.statement import RANK, Citation, Position, Source, Statement

EUROPE = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)  # where a decision of the European Medicines Agency is a national one


class Territory:
    """Where and when: what every statement is held against."""

    def __init__(self, country: str, as_of: date, sources: Mapping[str, Source]) -> None:
        """Keep the place and the time; what is cited here is written once."""
        self.country = country
        self.as_of = as_of
        self.sources = sources
        self._written: dict[object, tuple[object, tuple[Cited, ...]]] = {}  # by identity, which keeping them secures

    def elsewhere(self, *, country: str = "", as_of: date | None = None) -> Territory:
        """Give another place, or another time."""
        return Territory(country or self.country, as_of or self.as_of, self.sources)

    def in_force(self, statement: Statement) -> bool:
        """Tell whether a statement holds here and now: from inclusive, until exclusive."""
        return (
            (statement.since is None or statement.since <= self.as_of)
            and (statement.until is None or self.as_of < statement.until)
            and (not statement.countries or self.country in statement.countries)
        )

    def is_foreign(self, source: Source) -> bool:
        """Tell whether this is a label or regulator of another country."""
        if source.kind not in ("label", "regulator") or not source.country:
            return False
        return not self.is_here(source.country)

    def is_here(self, country: str) -> bool:
        """Tell whether what holds in a country, or in the European Union, holds here."""
        return country == self.country or (country == "EU" and self.country in EUROPE)

    def cited(self, citation: Citation, since: date | None = None, until: date | None = None) -> Cited:
        """Write a citation as findings carry it."""
        source = self.sources[citation.source]
        return Cited(
            citation.source,
            citation.at,
            since.isoformat() if since else "",
            until.isoformat() if until else "",
            citation.read or source.read,
            self.is_foreign(source),
        )

    def citations(self, statement: Statement) -> tuple[Cited, ...]:
        """Write all citations of a statement."""
        return self.citations_in(statement.cite, statement.since, statement.until)

    def dissent(self, positions: Iterable[Position]) -> tuple[Dissent, ...]:
        """Write the positions in force of those who say otherwise."""
        return tuple(Dissent(each.holds, self.citations(each), each.text) for each in positions if self.in_force(each))

    def citations_in(
        self, cite: tuple[Citation, ...], since: date | None = None, until: date | None = None
    ) -> tuple[Cited, ...]:
        """Write citations with the period in which they hold."""
        key = (id(cite), since, until)
        known = self._written.get(key)
        if known is None:
            known = self._written[key] = (cite, tuple(self.cited(each, since, until) for each in cite))
        return known[1]


class Outcome(Value):
    """What one position gives when it applies; no severity means nothing by itself."""

    severity: Severity | None
    override: Override = "none"


class Voice(Value):
    """One source's position on a question."""

    rank: int
    foreign: bool
    outcome: Outcome
    holds: str
    cited: Cited
    text: dict[str, str]


class Resolved(Value):
    """What the sources come to on one question."""

    outcome: Outcome
    citations: tuple[Cited, ...]
    disagreement: tuple[Dissent, ...]
    text: dict[str, str]


_CAUTION = ORDER["caution"]


def gravity(outcome: Outcome) -> int:
    """Order outcomes; nothing by itself is below info."""
    return ORDER[outcome.severity or "no_finding"]


def voices(statement: Statement, holds: str, outcome: Outcome, here: Territory) -> Iterable[Voice]:
    """Take a statement apart into one voice per source."""
    for citation in statement.cite:
        source = here.sources[citation.source]
        foreign = here.is_foreign(source)
        given = Outcome("caution", "reason") if foreign and gravity(outcome) > _CAUTION else outcome
        cited = here.cited(citation, statement.since, statement.until)
        yield Voice(RANK[source.kind], foreign, given, holds, cited, statement.text)


def resolve(heard: list[Voice]) -> Resolved:
    """Resolve one question. The list is not empty.

    National voices decide among themselves; where none of them is a label, foreign labels join
    them, each at most as a caution: one more label read never makes less of what was found.
    """
    heard = sorted(heard, key=lambda each: (-each.rank, each.cited.source, each.cited.at, each.holds))
    national = [voice for voice in heard if not voice.foreign]
    has_label = any(voice.rank == RANK["label"] for voice in national)
    deciding = _highest(national) + ([] if has_label else [voice for voice in heard if voice.foreign])
    grave = max(gravity(voice.outcome) for voice in deciding)
    agreeing = [voice for voice in deciding if gravity(voice.outcome) == grave]
    open_to_reason = all(voice.outcome.override == "reason" for voice in agreeing)
    outcome = Outcome(agreeing[0].outcome.severity, "reason" if open_to_reason else "none")
    others = [voice for voice in heard if gravity(voice.outcome) != grave]
    return Resolved(outcome, _distinct(agreeing), _dissent(others), agreeing[0].text)


def _highest(heard: list[Voice]) -> list[Voice]:
    top = max((voice.rank for voice in heard), default=None)
    return [voice for voice in heard if voice.rank == top]


def _distinct(agreeing: list[Voice]) -> tuple[Cited, ...]:
    return tuple(dict.fromkeys(voice.cited for voice in agreeing))


def _dissent(others: list[Voice]) -> tuple[Dissent, ...]:
    by_position: dict[tuple[str, str], list[Voice]] = {}
    for voice in others:
        by_position.setdefault((voice.holds, voice.text.get("en", "")), []).append(voice)
    return tuple(Dissent(holds, _distinct(group), group[0].text) for (holds, _), group in by_position.items())
