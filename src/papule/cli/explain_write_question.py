"""A question and a pair, written: what they come to, why, who says what, what would change it."""

from collections.abc import Iterator
from typing import get_args

from papule.cli.context import Context
from papule.cli.explain_page import ExplainPage
from papule.cli.output import INDENT
from papule.cli.phrases import Phrases
from papule.explaining.pair import Pair
from papule.explaining.question import Otherwise, Position, Question
from papule.knowledge.model.substance import Level

LEVELS = get_args(Level)  # strictest first
_WORDS_OF_ANSWERS = {"no", "unknown", "yes"}


class QuestionWriter:
    """Writes questions and pairs for a terminal."""

    def __init__(self, context: Context, phrases: Phrases, page: ExplainPage) -> None:
        """Keep the words and the page."""
        self.context = context
        self.words = context.words
        self.phrases = phrases
        self.page = page

    def question(self, question: Question) -> Iterator[str]:
        """Write a question with all positions on it."""
        page = self.page
        about = (
            self.words.fact(question.about) if question.kind == "contraindication" else self.words.name(question.about)
        )
        yield page.heading(f"{self.words.name(question.target)} · {about}")
        place = f"{question.country}, {question.as_of}, {self.phrases.say('edition-of', edition=question.edition)}"
        yield page.painted(f"{page.weighed(question.severity)}   {place}", question.severity)
        yield ""
        yield page.heading(self.phrases.say("why"))
        yield from (page.wrap(line) for line in self._rules(question))
        yield ""
        yield page.heading(f"{self.phrases.say('positions')} ({len(question.positions)})")
        for position in question.positions:
            yield from self._position(position)
        yield ""
        if question.otherwise:
            yield page.heading(self.phrases.say("otherwise"))
            yield from (page.wrap(f"- {self._changed(each)}", "", "  ") for each in question.otherwise)
            yield ""
        yield from page.listed("disputes", question.disputes)
        yield from page.listed("questions", question.questions)
        yield from page.sources(question.sources)

    def _rules(self, question: Question) -> Iterator[str]:
        deciding = [each for each in question.positions if each.part == "decides"]
        national = [each for each in deciding if not each.foreign]
        counted = {each.part for each in question.positions if each.foreign}
        if deciding:
            yield self._decided(national or deciding, question)
        else:
            yield self.phrases.say("rule.silent")
        if "foreign" in counted:
            yield self.phrases.say("rule.foreign")
        if counted & {"decides", "milder"}:
            yield self.phrases.say("rule.foreign-joins")
        if any(each.route for each in deciding):
            yield self.phrases.say("rule.route")
        if question.temporary:
            yield self.phrases.say("rule.temporary")
        if question.worked_out_from:
            yield self.phrases.say("rule.worked-out", facts=", ".join(map(self.words.fact, question.worked_out_from)))
        if question.override == "reason":
            yield self.phrases.say("rule.reason")

    def _decided(self, deciding: list[Position], question: Question) -> str:
        return self.phrases.say(
            "rule.abroad" if deciding[0].foreign else "rule.decides",
            count=sum(each.part != "not-in-force" for each in question.positions),
            rank=deciding[0].rank,
            kinds=", ".join(dict.fromkeys(self.phrases.value(each.kind) for each in deciding)),
            level=self.words.term(min((each.holds for each in deciding), key=LEVELS.index)),
        )

    def _position(self, position: Position) -> Iterator[str]:
        held = ", ".join(
            part
            for part in (self.words.term(position.holds), position.route and self.phrases.value(position.route))
            if part
        )
        told = self.words.text(position.text)
        yield self.page.painted(
            f"{self.page.weighed(position.severity)[0]} {held}" + (f" — {told}" if told else ""), position.severity
        )
        where = [self.phrases.say(f"part.{position.part}"), self.phrases.say("rank", rank=position.rank)]
        where.append(f"{self.phrases.value(position.kind)} {position.country}".strip())
        where += [self.context.say("foreign")] if position.foreign else []
        where += [f"{position.source}, {self.words.place(position.at)}", self.phrases.value(position.read)]
        where += [self.phrases.say("from-day", day=position.since)] if position.since else []
        where += [self.phrases.say("until-day", day=position.until)] if position.until else []
        where += [self.phrases.say("only-in", countries=", ".join(position.countries))] if position.countries else []
        yield self.page.wrap(" · ".join(where), INDENT, INDENT * 2)

    def _changed(self, other: Otherwise) -> str:
        key = "otherwise.first" if other.by == "from" and not other.value else f"otherwise.{other.by}"
        value = self.words.term(other.value) if other.value in _WORDS_OF_ANSWERS else other.value
        return self.phrases.say(key, value=value, severity=self.page.severity(other.severity))

    def pair(self, pair: Pair) -> Iterator[str]:
        """Write a pair with every statement on it."""
        page = self.page
        yield page.heading(" + ".join(map(self.words.name, pair.between)))
        yield page.painted(
            f"{page.weighed(pair.severity)}   {self.phrases.value(pair.verdict)}, {pair.country}, {pair.as_of}",
            pair.severity,
        )
        yield page.wrap(self.phrases.say(f"pair.{pair.verdict}"))
        if pair.never_mixed:
            yield page.wrap(self.phrases.say("pair.never-mixed"))
        for each in pair.interactions:
            said = self.phrases.say("pair.interacts", ask=each.substance, with_class=each.with_class)
            yield page.wrap(f"{page.weighed(each.severity)}   {said}")
        yield ""
        yield from page.listed("statements", pair.statements)
        yield from page.sources(pair.sources)
