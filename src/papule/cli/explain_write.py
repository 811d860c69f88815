"""Explanations written: an item and a finding code; questions and pairs have their own writer."""

from collections.abc import Iterator
from typing import Any

from papule.cli.context import Context
from papule.cli.explain_page import ExplainPage
from papule.cli.explain_write_question import QuestionWriter
from papule.cli.output import INDENT, SIGNS
from papule.explaining.code import Code
from papule.explaining.pair import Pair
from papule.explaining.question import Question
from papule.explaining.sheet import Against, Sheet
from papule.explaining.today import Told

_SHOWN_SOURCES = 4


class Writer:
    """Writes explanations for a terminal."""

    def __init__(self, context: Context) -> None:
        """Open the words."""
        self.page = ExplainPage(context)
        self.tell = self.page.tell
        self.words = self.tell.words
        self.phrases = self.tell.phrases

    def text(self, explained: Sheet | Question | Pair | Code) -> str:
        """Write any explanation."""
        asked = QuestionWriter(self.page)
        writers: dict[type, Any] = {Sheet: self._sheet, Question: asked.question, Pair: asked.pair, Code: self._code}
        return "\n".join(writers[type(explained)](explained)).rstrip("\n") + "\n"

    def _sheet(self, sheet: Sheet) -> Iterator[str]:
        page, say = self.page, self.phrases.say
        name = self.words.text(sheet.name)
        yield page.heading(name or sheet.id, f"({self.phrases.kind(sheet.kind)}, {sheet.id})")
        if self.words.text(sheet.row.text) not in ("", name):
            yield page.wrap(self.words.text(sheet.row.text))
        yield from (page.wrap(line, INDENT, INDENT * 2) for line in self._attributes(sheet))
        if sheet.row.citations:
            yield page.wrap(self.tell.cited(sheet.row.citations), INDENT)
        if sheet.also:
            yield page.wrap(say("also", items=", ".join(sheet.also)), INDENT, INDENT * 2)
        yield ""
        yield from self._today(sheet)
        yield from self._why_not(sheet)
        for field, rows in sheet.row.rows.items():
            yield page.heading(f"{self.phrases.field(field)} ({len(rows)})")
            yield from page.rows(rows)
            yield ""
        yield from page.listed("disputes", sheet.disputes)
        yield from page.listed("questions", sheet.questions)
        yield from self._links(sheet)
        if sheet.changes:
            yield page.heading(say("changes"))
            yield from (page.wrap(f"- {self.words.text(each)}", "", "  ") for each in sheet.changes)
            yield ""
        yield from page.sources(sheet.sources)

    def _attributes(self, sheet: Sheet) -> Iterator[str]:
        shown = {field: value for field, value in sheet.row.values.items() if value != sheet.name}
        yield from (self.tell.value_line(field, value) for field, value in shown.items())
        if sheet.review:
            key = "review-expired" if sheet.review["due"] < sheet.as_of else "reviewed"
            yield self.phrases.say(key, **sheet.review)

    def _today(self, sheet: Sheet) -> Iterator[str]:
        if not sheet.today:
            return
        key = "today-society" if sheet.society else "today"
        yield self.page.heading(self.phrases.say(key, country=sheet.country, day=sheet.as_of, society=sheet.society))
        for told in sheet.today:
            yield self._told(told, sheet.id)
        yield ""

    def _told(self, told: Told, own: str) -> str:
        about = "" if told.about == own else f"{self.words.name(told.about)}, "
        weighed = f"{self.page.weighed(told.severity)}{self.words.colon}" if told.severity else SIGNS["no_finding"]
        said = f"{weighed} {about}{self.tell.told(told)}"
        if told.below is not None:
            said += f" ({self.phrases.say('past-dermis', severity=self.tell.severity(told.below))})"
        if told.sources:
            said += f" — {self._some(told.sources)}"
        if told.disagree:
            said += f"; ≠ {self._some(told.disagree)}"
        return self.page.painted(said, told.severity)

    def _some(self, sources: tuple[str, ...]) -> str:
        more = f" (+{len(sources) - _SHOWN_SOURCES})" if len(sources) > _SHOWN_SOURCES else ""
        return ", ".join(sources[:_SHOWN_SOURCES]) + more

    def _why_not(self, sheet: Sheet) -> Iterator[str]:
        if not sheet.why_not:
            return
        yield self.page.heading(self.phrases.say("why-not", country=sheet.country, day=sheet.as_of))
        for against in sheet.why_not:
            yield from self._against(against)
        yield self.page.wrap(self.phrases.say("why-not.limits"))
        yield ""

    def _against(self, against: Against) -> Iterator[str]:
        who = self.phrases.say(f"why-not.{against.sex}")
        with_products = self.phrases.say("why-not.with", products=", ".join(against.products))
        yield self.page.painted(
            f"{self.page.weighed(against.verdict)}{self.words.colon} {who}, {with_products}", against.verdict
        )
        for finding in against.findings:
            said = f"{self.page.weighed(finding['severity'])}{self.words.colon} {self.words.text(finding['message'])}"
            yield self.page.wrap(f"{said} ({finding['code']})", INDENT, INDENT * 2)

    def _links(self, sheet: Sheet) -> Iterator[str]:
        if sheet.used_in:
            yield self.page.heading(self.phrases.say("used-in"))
            for kind, ids in sheet.used_in.items():
                yield self.page.wrap(f"{self.phrases.kind(kind)}{self.words.colon} {', '.join(ids)}", "", INDENT)
            yield ""
        if sheet.cited_by:
            yield self.page.heading(self.phrases.say("cited-by"))
            for address, count in sheet.cited_by.items():
                yield self.page.wrap(f"{address} ({self.phrases.say('places', count=count)})", "", INDENT)
            yield ""

    def _code(self, code: Code) -> Iterator[str]:
        page = self.page
        yield page.heading(code.id, f"({self.phrases.kind('code')})")
        yield page.wrap(self.words.text(code.when))
        if code.hazards:
            yield page.wrap(self.phrases.say("hazards", hazards=", ".join(code.hazards)), INDENT)
        yield ""
        if code.items or code.today:
            yield page.heading(self.phrases.say("today", country=code.country, day=code.as_of))
            yield from (self._told(told, "") for told in code.today)
            yield from [page.wrap(", ".join(code.items))] if code.items else []
            yield ""
        if code.rests_on:
            yield page.heading(self.phrases.say("rests-on"))
        for address, rows in code.rests_on.items():
            yield page.wrap(address)
            yield from page.rows(rows, INDENT)
        yield ""
        yield from page.sources(code.sources)
