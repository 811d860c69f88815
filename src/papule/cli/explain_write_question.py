"""A question and a pair, written: what they come to, why, who says what, what would change it."""

from collections.abc import Iterator

from papule.cli.explain_page import ExplainPage
from papule.cli.output import INDENT
from papule.explaining.pair import Pair
from papule.explaining.question import Position, Question
from papule.explaining.rows import Place


class QuestionWriter:
    """Writes questions and pairs for a terminal."""

    def __init__(self, page: ExplainPage) -> None:
        """Keep the page and its words."""
        self.page = page
        self.tell = page.tell
        self.words = page.tell.words
        self.phrases = page.tell.phrases

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
        yield from (page.wrap(line) for line in self.tell.rules(question))
        yield ""
        yield page.heading(f"{self.phrases.say('positions')} ({len(question.positions)})")
        for position in question.positions:
            yield from self._position(position)
        yield ""
        if question.otherwise:
            yield page.heading(self.phrases.say("otherwise"))
            yield from (page.wrap(f"- {self.tell.otherwise(each)}", "", "  ") for each in question.otherwise)
            yield ""
        yield from page.listed("disputes", question.disputes)
        yield from page.listed("questions", question.questions)
        yield from page.sources(question.sources)

    def _position(self, position: Position) -> Iterator[str]:
        sign = self.page.weighed(position.severity)[0]
        yield self.page.painted(f"{sign} {self.tell.position(position)}", position.severity)
        place = Place(position.source, position.at, position.read, position.foreign)
        where = [*self.tell.weight(position), self.tell.cited([place]), *self.tell.when(position)]
        yield self.page.wrap(" · ".join(where), INDENT, INDENT * 2)

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
