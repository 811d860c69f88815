"""One question, one fact or class of medicines against one target: who says what, what it comes to and why."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from papule.assessment.levels import outcome_of
from papule.assessment.resolution import Resolved, Territory, Voice, resolve, voices
from papule.assessment.view import View
from papule.explaining.catalogue import Catalogue, Item
from papule.explaining.links import about as all_about
from papule.explaining.rows import Row, SourceLine, row_of, source_line
from papule.kernel.severity import ORDER, at_least
from papule.knowledge.model.statement import RANK
from papule.knowledge.model.substance import Contraindication, Interaction, Substance

Statement = Contraindication | Interaction
NOTHING = ""  # nothing by itself
SILENT = "no-position"  # no position in force

# a fact that is worked out -> the facts it is worked out from
WORKED_OUT = {
    "wocbp": ("childbearing-potential",),
    "wocbp-no-contraception": ("childbearing-potential", "effective-contraception"),
    "men-no-contraception": ("effective-contraception",),
}


class Position(msgspec.Struct, frozen=True, omit_defaults=True, rename={"since": "from"}):
    """What one source holds; `part` says what became of it: decides, milder, outranked, foreign, not-in-force."""

    source: str
    at: str
    kind: str
    rank: int
    read: str
    holds: str
    part: str
    severity: str  # alone, as it counts here; empty: nothing by itself
    country: str = ""
    foreign: bool = False
    route: str = ""
    text: dict[str, str] = {}
    since: str = ""
    until: str = ""
    countries: tuple[str, ...] = ()


class Otherwise(msgspec.Struct, frozen=True):
    """A circumstance under which the question comes to something else."""

    by: str  # within-dermis, from, country, without (the sources that decide), answer
    value: str
    severity: str


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question with every position on it."""

    kind: str  # contraindication or interaction
    about: str  # the fact or the class
    target: str
    as_of: str
    country: str
    edition: str
    severity: str  # past the dermis, the graver case
    override: str
    positions: tuple[Position, ...]
    otherwise: tuple[Otherwise, ...]
    worked_out_from: tuple[str, ...] = ()
    temporary: bool = False
    disputes: tuple[Row, ...] = ()
    questions: tuple[Row, ...] = ()
    sources: tuple[SourceLine, ...] = ()


class Asked(NamedTuple):
    """The statements on a question, and how they are weighed."""

    kind: str
    about: str
    target: str
    statements: tuple[Statement, ...]
    temporary: bool

    def heard(self, here: Territory, *, below: bool) -> list[Voice]:
        """Give one voice a source, of the statements in force."""
        return [
            voice for each in self.statements if here.in_force(each) for voice in self.voiced(each, here, below=below)
        ]

    def voiced(self, statement: Statement, here: Territory, *, below: bool) -> Iterator[Voice]:
        """Give the voices of one statement."""
        outcome = outcome_of(statement.level, statement.route, below_dermis=below, temporary=self.temporary)
        yield from voices(statement, statement.level, outcome, here)

    def comes_to(self, here: Territory, *, below: bool = True) -> Resolved | None:
        """Resolve the question; none when nobody speaks on it."""
        heard = self.heard(here, below=below)
        return resolve(heard) if heard else None


def asked_of(about: Item, target: Item, view: View) -> Asked:
    """Collect what is said on a fact or class against a target. Raises KeyError for a target of another kind."""
    statements: Sequence[Statement]
    if target.kind == "method":
        statements = target.entry.positions
    else:
        substance = _substance(target, view)
        statements = substance.contraindications if about.kind == "fact" else substance.interactions
    own = [
        each
        for each in statements
        if about.id == (each.fact if isinstance(each, Contraindication) else each.with_class)
    ]
    kind = "contraindication" if about.kind == "fact" else "interaction"
    temporary = about.kind == "fact" and view.formulary.facts[about.id].temporary
    subject = target.id if target.kind == "method" else _substance(target, view).id
    return Asked(kind, about.id, subject, tuple(own), temporary)


def _substance(target: Item, view: View) -> Substance:
    key = target.entry.substance if target.kind == "product" else target.id
    return view.formulary.substances[key]


def question_of(about: Item, target: Item, catalogue: Catalogue, view: View) -> Question:
    """Lay all positions side by side, say what they come to, by which rank, and what would change it."""
    asked, here = asked_of(about, target, view), view.here
    resolved = asked.comes_to(here)
    positions = tuple(_positions(asked, resolved, here))
    return Question(
        kind=asked.kind,
        about=asked.about,
        target=asked.target,
        as_of=here.as_of.isoformat(),
        country=here.country,
        edition=view.formulary.edition.edition,
        severity=_severity(resolved),
        override=resolved.outcome.override if resolved and at_least(_severity(resolved) or "info", "defer") else "none",
        positions=positions,
        otherwise=tuple(_otherwise(asked, resolved, here)),
        worked_out_from=WORKED_OUT.get(asked.about, ()),
        temporary=asked.temporary,
        disputes=tuple(row_of(each.entry, here) for each in all_about(about, "dispute", catalogue)),
        questions=tuple(row_of(each.entry, here) for each in all_about(about, "question", catalogue)),
        sources=tuple(source_line(here.sources[key]) for key in sorted({each.source for each in positions})),
    )


def gravest(questions: Sequence[Question]) -> Question:
    """Of the classes that a medicine is in, take the one a check takes: the gravest, the first where several are."""
    order = (SILENT, NOTHING, *ORDER)
    return max(questions, key=lambda each: order.index(each.severity))


def _severity(resolved: Resolved | None) -> str:
    return SILENT if resolved is None else resolved.outcome.severity or NOTHING


def _positions(asked: Asked, resolved: Resolved | None, here: Territory) -> Iterator[Position]:
    found = [
        _position(voice, statement, _part(voice, statement, asked, resolved, here), here)
        for statement in asked.statements
        for voice in asked.voiced(statement, here, below=True)
    ]
    yield from sorted(
        found,
        key=lambda each: (each.part == "not-in-force", -each.rank, each.part != "decides", each.source, each.at),
    )


def _part(voice: Voice, statement: Statement, asked: Asked, resolved: Resolved | None, here: Territory) -> str:
    """Say what became of a voice in the resolution."""
    if resolved is None or not here.in_force(statement):
        return "not-in-force"
    if _decides(voice, resolved):
        return "decides"
    national = [each for each in asked.heard(here, below=True) if not each.foreign]
    if voice.foreign:
        return "foreign" if any(each.rank == RANK["label"] for each in national) else "milder"
    return "outranked" if voice.rank < max(each.rank for each in national) else "milder"


def _decides(voice: Voice, resolved: Resolved) -> bool:
    return voice.cited in resolved.citations and voice.outcome.severity == resolved.outcome.severity


def _position(voice: Voice, statement: Statement, part: str, here: Territory) -> Position:
    source, cited = here.sources[voice.cited.source], voice.cited
    return Position(
        source=source.id,
        at=cited.at,
        kind=source.kind,
        rank=voice.rank,
        read=cited.read,
        holds=statement.level,
        part=part,
        severity=voice.outcome.severity or NOTHING,
        country=source.country,
        foreign=voice.foreign,
        route=statement.route,
        text=statement.text,
        since=cited.since,
        until=cited.until,
        countries=statement.countries,
    )


def _otherwise(asked: Asked, resolved: Resolved | None, here: Territory) -> Iterator[Otherwise]:
    today = _severity(resolved)
    within = _severity(asked.comes_to(here, below=False))
    if within != today:
        yield Otherwise("within-dermis", "", within)
    yield from _by_country(asked, today, here)
    yield from _by_date(asked, here)
    if resolved is None:
        return
    rest = [each for each in asked.heard(here, below=True) if not _decides(each, resolved)]
    without = _severity(resolve(rest)) if rest else today
    if without != today:
        yield Otherwise("without", "", without)
    if today and asked.kind == "contraindication":
        yield Otherwise("answer", "no", NOTHING)
        yield Otherwise("answer", "unknown", "needs_answer" if at_least(today, "defer") else NOTHING)


def _by_country(asked: Asked, today: str, here: Territory) -> Iterator[Otherwise]:
    spoken = {here.sources[each.source].country for said in asked.statements for each in said.cite}
    spoken |= {country for said in asked.statements for country in said.countries}
    for country in sorted(spoken - {"", "EU", here.country}):
        severity = _severity(asked.comes_to(here.elsewhere(country=country)))
        if severity != today:
            yield Otherwise("country", country, severity)


def _by_date(asked: Asked, here: Territory) -> Iterator[Otherwise]:
    """Give what the question came to from each day on which a statement began or ended; nothing if it never changed."""
    days = sorted({day for said in asked.statements for day in (said.since, said.until) if day})
    spans: list[Otherwise] = []
    for day in [date.min, *days]:
        severity = _severity(asked.comes_to(here.elsewhere(as_of=day)))
        if not spans or spans[-1].severity != severity:
            spans.append(Otherwise("from", "" if day == date.min else day.isoformat(), severity))
    if len(spans) > 1:
        yield from spans
