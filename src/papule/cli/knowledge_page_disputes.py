"""The page "What seeds and sources disagree on": as recorded, as the resolution finds, and what stays open."""

from collections.abc import Iterable, Iterator

from papule.assessment.view import View, view_of
from papule.assessment.wording import Words
from papule.explaining.catalogue import Catalogue, Item
from papule.explaining.question import Position as Voiced
from papule.explaining.question import Question as Asked
from papule.explaining.question import question_of
from papule.knowledge.audit_remark import every
from papule.knowledge.model.formulary import FILES
from papule.knowledge.model.statement import Citation, Position
from papule.knowledge.model.tables import Formulary

LANGUAGE, COUNTRY = "en", "FR"
_INTRODUCTION = """\
<!-- Written by `papule knowledge page disputes --write`. Change the knowledge, not this page. -->

# What seeds and sources disagree on

Edition {edition}, resolved for {country} on {day}. *Seeds* (`seed-000` to `seed-004`) are the five documents that \
the project started from; they count as practice pages.

Positions on one question stand side by side, each with its source. What the engine then does is a rule: the highest \
rank present decides (law, then regulator or label, then learned society, then trial or review, then teaching, then \
practice page), and within a rank the strictest. A foreign label joins only where no national one on that question \
was read, and at most as a caution. The finding carries the disagreement, and `papule explain` shows every position.
"""


def disputes_page(formulary: Formulary) -> str:
    """Write the page, in Markdown. The same edition gives the same page."""
    page = _Page(formulary)
    return "\n".join(page.lines()).rstrip("\n") + "\n"


class _Page:
    """Writes the page, and remembers which sources it names."""

    def __init__(self, formulary: Formulary) -> None:
        self._formulary = formulary
        self._catalogue = Catalogue(formulary)
        self._words = Words(formulary, LANGUAGE)
        self._view: View = view_of(formulary, formulary.edition.on, COUNTRY)
        self._cited: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Give the lines of the whole page."""
        edition = self._formulary.edition
        yield _INTRODUCTION.format(edition=edition.edition, day=edition.on, country=COUNTRY)
        yield from self._recorded()
        yield from self._answered()
        yield from self._beside()
        yield from self._open()
        yield from self._sources()

    def _recorded(self) -> Iterator[str]:
        disputes = self._formulary.disputes
        yield f"## Disagreements as recorded ({len(disputes)})\n"
        for dispute in disputes.values():
            yield f"### {self._words.text(dispute.topic)}\n"
            yield from self._positions(dispute.positions)
            if dispute.resolved:
                yield f"\nPapule: {self._words.text(dispute.resolved)}."
            yield ""

    def _positions(self, positions: Iterable[Position]) -> Iterator[str]:
        for each in positions:
            told = self._words.text(each.text) or each.holds
            yield f"- {told} ({self._places(each.cite)})"

    def _places(self, cite: Iterable[Citation]) -> str:
        self._cited |= {each.source for each in cite}
        return "; ".join(f"`{each.source}`, {each.at}" for each in cite)

    def _answered(self) -> Iterator[str]:
        """Give the questions on which positions in force come to different things."""
        questions = [each for each in self._questions() if len({said.severity for said in _in_force(each)}) > 1]
        yield f"## Questions whose positions differ ({len(questions)})\n"
        yield "A fact or a class of medicines against the technique or a substance, past the dermis.\n"
        for question in questions:
            yield from self._question(question)

    def _questions(self) -> Iterator[Asked]:
        yield from self._of_kind("fact", [self._catalogue.method])
        substances = [item for item in self._catalogue.items if item.kind == "substance"]
        yield from self._of_kind("fact", substances)
        yield from self._of_kind("class", substances)

    def _of_kind(self, kind: str, targets: list[Item]) -> Iterator[Asked]:
        for target in targets:
            for about in (item for item in self._catalogue.items if item.kind == kind):
                question = question_of(about, target, self._catalogue, self._view)
                if question.positions:
                    yield question

    def _question(self, question: Asked) -> Iterator[str]:
        name = self._words.fact if question.kind == "contraindication" else self._words.name
        severity = self._words.term(question.severity) if question.severity else "nothing by itself"
        yield f"### {self._words.name(question.target)} · {name(question.about)}: {severity}\n"
        for each in _in_force(question):
            self._cited.add(each.source)
            told = self._words.text(each.text)
            foreign = ", foreign" if each.foreign else ""
            held = f"{self._words.term(each.holds)}" + (f": {told}" if told else "")
            yield f"- {held} (`{each.source}`, {each.at}; {each.kind}{foreign}; {_PARTS[each.part]})"
        yield ""

    def _beside(self) -> Iterator[str]:
        """Give the positions that stand beside a rule, a range, a schedule, an operator."""
        tables = {name: dict(self._formulary.table(name, kind)) for name, kind in _ITEM_KINDS.items()}
        found: dict[str, list[Position]] = {}
        for table, key, _, each in every(tables, Position):
            found.setdefault(f"{table}/{key}", []).append(each)
        yield f"## Held against a rule, a range or a schedule ({len(found)})\n"
        for address, positions in found.items():
            yield f"### {address}\n"
            yield from self._positions(positions)
            yield ""

    def _open(self) -> Iterator[str]:
        questions = self._formulary.questions
        yield f"## Open questions ({len(questions)})\n"
        yield "What nobody could answer from the sources read.\n"
        for each in questions.values():
            where = f" ({self._places(each.cite)})" if each.cite else ""
            yield f"- {self._words.text(each.question)} {self._words.text(each.why)}{where}"
        yield ""

    def _sources(self) -> Iterator[str]:
        yield f"## Sources of this page ({len(self._cited)})\n"
        for key in sorted(self._cited):
            source = self._formulary.sources[key]
            parts = [source.kind, source.country, source.dated, f"read: {source.read}"]
            address = f" <{source.url}>" if source.url else ""
            yield f"- `{key}`: {source.title} ({', '.join(part for part in parts if part)}){address}"


_PARTS = {"decides": "decides", "milder": "same rank, milder", "outranked": "outranked", "foreign": "set aside"}
# what holds positions beside its own statements; disputes have their own part of the page
_ITEM_KINDS = {
    name: kind
    for name, kind in FILES.items()
    if name not in ("disputes", "questions", "sources", "operators", "stop_rules", "technique_rules")
}


def _in_force(question: Asked) -> list[Voiced]:
    return [each for each in question.positions if each.part != "not-in-force"]
