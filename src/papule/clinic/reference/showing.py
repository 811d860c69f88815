"""An explanation as a page shows it: words and ways, already in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from papule.clinic.knowledge import words
from papule.clinic.reference.finding import ASKED, address
from papule.clinic.reference.page import Block, Known, Line, Page, Where
from papule.explaining.code import Code
from papule.explaining.pair import Pair
from papule.explaining.question import Question
from papule.explaining.rows import Place, Row, SourceLine
from papule.explaining.sheet import Against, Sheet
from papule.explaining.telling import Telling
from papule.explaining.today import Told


class Shower:
    """Shows explanations in the reader's language."""

    def __init__(self) -> None:
        """Open the words."""
        self._words = words()
        self._tell = Telling(self._words)
        self._say = self._tell.phrases.say

    def page(self, explained: Sheet | Question | Pair | Code) -> Page:
        """Show any explanation."""
        if isinstance(explained, Sheet):
            return self._sheet(explained)
        if isinstance(explained, Question):
            return self._question(explained)
        return self._pair(explained) if isinstance(explained, Pair) else self._code(explained)

    def _sheet(self, sheet: Sheet) -> Page:
        title = self._title(sheet)
        told = self._words.text(sheet.row.text)
        return Page(
            title=title,
            kind=self._tell.phrases.kind(sheet.kind),
            text="" if told == title else told,
            attributes=tuple(self._attributes(sheet)),
            places=self._places(sheet.row.citations),
            blocks=tuple(each for each in self._blocks(sheet) if each.lines),
            sources=self._sources(sheet.sources),
        )

    def _title(self, sheet: Sheet) -> str:
        if sheet.kind == "source":
            return str(sheet.row.values.get("title", sheet.id))
        return self._words.text(sheet.name) or sheet.id

    def _attributes(self, sheet: Sheet) -> Iterator[str]:
        shown = {field: value for field, value in sheet.row.values.items() if value not in (sheet.name, sheet.id)}
        if sheet.kind == "source":
            shown.pop("title", None)
        yield from (self._tell.value_line(field, value) for field, value in shown.items())
        if sheet.review:
            key = "review-expired" if sheet.review["due"] < sheet.as_of else "reviewed"
            yield self._say(key, **sheet.review)

    def _blocks(self, sheet: Sheet) -> Iterator[Block]:
        today = "today-society" if sheet.society else "today"
        title = self._say(today, country=sheet.country, day=sheet.as_of, society=sheet.society)
        yield Block(title, tuple(self._told(each, sheet) for each in sheet.today))
        yield self._why_not(sheet)
        for field, rows in sheet.row.rows.items():
            yield Block(f"{self._tell.phrases.field(field)} ({len(rows)})", self._lines(rows))
        yield Block(self._say("disputes"), self._lines(sheet.disputes))
        yield Block(self._say("questions"), self._lines(sheet.questions))
        yield Block(self._say("changes"), tuple(Line(self._words.text(each)) for each in sheet.changes))
        yield Block(_("Also of that name"), tuple(map(self._named, sheet.also)))
        yield Block(self._say("used-in"), tuple(self._used(sheet)), is_open=False)
        yield Block(self._say("cited-by"), tuple(self._citing(sheet)), is_open=False)

    def _named(self, item: str, aside: str = "") -> Line:
        """Give the way to an item by its address in the knowledge: substance:lidocaine."""
        kind, _, key = item.partition(":")
        return Line(f"{self._item(item)}{aside}", address=address(kind, key))

    def _used(self, sheet: Sheet) -> Iterator[Line]:
        return (self._named(f"{kind}:{each}") for kind, ids in sheet.used_in.items() for each in ids)

    def _citing(self, sheet: Sheet) -> Iterator[Line]:
        for item, count in sheet.cited_by.items():
            yield self._named(item, f" ({self._say('places', count=count)})")

    def _told(self, told: Told, sheet: Sheet | None) -> Line:
        own = sheet.id if sheet else ""
        about = "" if told.about in ("", own) else f"{self._words.name(told.about)}, "
        below = self._say("past-dermis", severity=self._tell.severity(told.below)) if told.below is not None else ""
        return Line(
            f"{about}{self._tell.told(told)}",
            severity=told.severity,
            word=self._tell.severity(told.severity) if told.severity else "",
            address=self._asked(told, sheet) if sheet else "",
            places=tuple(Where(each, "") for each in told.sources),
            opposed=told.disagree,
            notes=(below,) if below else (),
        )

    def _asked(self, told: Told, sheet: Sheet) -> str:
        """Give the page of the question that a verdict answers."""
        check, _, about = told.code.partition("/")
        if check not in ASKED:
            return ""
        if sheet.kind in ("fact", "class"):
            kind = "method" if told.about == "technique" else "substance"
            return address(kind, told.about, f"{sheet.kind}:{sheet.id}")
        return address(sheet.kind, sheet.id, f"{ASKED[check]}:{about}")

    def _why_not(self, sheet: Sheet) -> Block:
        lines = tuple(self._against(each) for each in sheet.why_not)
        title = self._say("why-not", country=sheet.country, day=sheet.as_of)
        return Block(title, lines, note=self._say("why-not.limits"))

    def _against(self, against: Against) -> Line:
        who = self._say(f"why-not.{against.sex}")
        named = ", ".join(map(self._words.name, against.products))
        found = tuple(
            Line(
                self._words.text(each["message"]),
                severity=each["severity"],
                word=self._tell.severity(each["severity"]),
                address=address("code", each["code"]),
                places=tuple(Where(source, "") for source in each["sources"]),
            )
            for each in against.findings
        )
        said = f"{who}, {self._say('why-not.with', products=named)}"
        return Line(
            said, severity=against.verdict, word=self._tell.severity(against.verdict), inner=(Block("", found),)
        )

    def _lines(self, rows: Iterable[Row]) -> tuple[Line, ...]:
        """Show statements, those in force first."""
        return tuple(self._line(each) for each in sorted(rows, key=lambda each: not each.holds))

    def _line(self, row: Row) -> Line:
        inner = (Block(self._tell.phrases.field(field), self._lines(rows)) for field, rows in row.rows.items())
        return Line(self._tell.row(row), row.holds, places=self._places(row.citations), inner=tuple(inner))

    def _places(self, places: Iterable[Place]) -> tuple[Where, ...]:
        return tuple(Where(each.source, self._tell.place(each)) for each in places)

    def _sources(self, sources: Iterable[SourceLine]) -> tuple[Known, ...]:
        return tuple(Known(each.id, self._tell.source(each), each.url, each.note) for each in sources)

    def _question(self, question: Question) -> Page:
        of_fact = question.kind == "contraindication"
        about = self._words.fact(question.about) if of_fact else self._words.name(question.about)
        why = tuple(Line(each) for each in self._tell.rules(question))
        changed = tuple(Line(self._tell.otherwise(each)) for each in question.otherwise)
        positions = tuple(self._position(each, question) for each in range(len(question.positions)))
        blocks = (
            Block(self._say("why"), why),
            Block(f"{self._say('positions')} ({len(positions)})", positions),
            Block(self._say("otherwise"), changed),
            Block(self._say("disputes"), self._lines(question.disputes)),
            Block(self._say("questions"), self._lines(question.questions)),
        )
        return Page(
            title=f"{self._words.name(question.target)} · {about}",
            kind=self._tell.phrases.kind("fact" if of_fact else "class"),
            severity=question.severity,
            word=self._tell.severity(question.severity),
            blocks=tuple(each for each in blocks if each.lines),
            sources=self._sources(question.sources),
        )

    def _position(self, number: int, question: Question) -> Line:
        held = question.positions[number]
        place = Place(held.source, held.at, held.read, held.foreign)
        return Line(
            self._tell.position(held),
            holds=held.part != "not-in-force",
            severity=held.severity,
            word=self._tell.severity(held.severity) if held.severity else "",
            places=self._places([place]),
            notes=(*self._tell.weight(held), *self._tell.when(held)),
        )

    def _pair(self, pair: Pair) -> Page:
        about = tuple(self._pair_notes(pair))
        blocks = (Block("", about), Block(self._say("statements"), self._lines(pair.statements)))
        return Page(
            title=" + ".join(map(self._words.name, pair.between)),
            kind=self._tell.phrases.kind("compatibility"),
            text=self._say(f"pair.{pair.verdict}"),
            severity=pair.severity,
            word=self._tell.phrases.value(pair.verdict),
            blocks=tuple(each for each in blocks if each.lines),
            sources=self._sources(pair.sources),
        )

    def _pair_notes(self, pair: Pair) -> Iterator[Line]:
        if pair.never_mixed:
            yield Line(self._say("pair.never-mixed"))
        for each in pair.interactions:
            said = f"{self._words.name(each.substance)} · {self._words.name(each.with_class)}"
            way = address("substance", each.substance, f"class:{each.with_class}")
            yield Line(said, severity=each.severity, word=self._tell.severity(each.severity), address=way)

    def _code(self, code: Code) -> Page:
        rests = tuple(Block(self._item(key), self._lines(rows)) for key, rows in code.rests_on.items())
        here = tuple(Line(self._words.name(each), address=address("product", each)) for each in code.items)
        today = (*(self._told(each, None) for each in code.today), *here)
        title = self._say("today", country=code.country, day=code.as_of)
        blocks = (Block(title, today), *rests)
        hazards = (self._say("hazards", hazards=", ".join(code.hazards)),) if code.hazards else ()
        return Page(
            title=code.id,
            kind=self._tell.phrases.kind("code"),
            text=self._words.text(code.when),
            attributes=hazards,
            blocks=tuple(each for each in blocks if each.lines),
            sources=self._sources(code.sources),
        )

    def _item(self, named: str) -> str:
        kind, _, key = named.partition(":")
        return f"{self._tell.phrases.kind(kind)}{self._words.colon} {self._words.name(key)}"
