"""Rows, citations and verdicts in the words of one language: what a terminal folds and a page marks up."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from papule.assessment.wording import Words
from papule.explaining.phrases import Phrases
from papule.explaining.question import Otherwise, Position, Question
from papule.explaining.rows import Place, Row, SourceLine
from papule.explaining.today import Told
from papule.knowledge.model.substance import Level

# fields whose value needs no label before it
_SPEAK_FOR_THEMSELVES = {
    "level",
    "fact",
    "with_class",
    "verdict",
    "between",
    "status",
    "finding",
    "amount",
    "substance",
    "holds",
    "phase",
    "name",
    "kind",
    "on",
    "technique",
    "title",
    "question",
    "topic",
}
_OF_MACHINES = {"about", "id"}  # ids that say nothing to a reader
_OF_ITEMS = {
    "substance",
    "substances",
    "families",
    "avoid_families",
    "allergy_groups",
    "between",
    "with_class",
    "allowed_indications",
    "indications",
    "sites",
    "techniques",
    "devices",
    "parent",
    "region",
    "includes",
}
_OF_FACTS = {"fact", "implies", "excludes", "of_women"}
_LEVELS = get_args(Level)  # strictest first
_WORDS_OF_ANSWERS = {"no", "unknown", "yes"}


class Telling:
    """The words of an explanation in one language."""

    def __init__(self, words: Words) -> None:
        """Keep the words, and open the phrases."""
        self.words = words
        self.phrases = Phrases(words)
        self._command = words.formulary.wording["command"]

    def severity(self, severity: str) -> str:
        """Name a severity; an empty one is nothing by itself."""
        if severity in ("", "no-position"):
            return self.phrases.say("no-position" if severity else "nothing")
        return self.words.term(severity)

    def row(self, row: Row) -> str:
        """Write a statement: its values, its text, and when and where it holds."""
        shown = {
            field: value
            for field, value in row.values.items()
            if field not in _OF_MACHINES and not (field == "holds" and row.text and self._is_only_english(str(value)))
        }
        values = self.words.listed(self.value_line(field, value) for field, value in shown.items())
        said = " — ".join(part for part in (values, self.words.text(row.text)) if part) or "-"
        held = [*self.when(row), *([] if row.holds else [self.phrases.say("not-in-force").upper()])]
        return f"{said} ({', '.join(held)})" if held else said

    def _is_only_english(self, label: str) -> bool:
        """Tell whether a label has no words in another language: the text beside it says the same."""
        known = self.words.known_term(label) or self.phrases.find(f"value.{label}")
        return self.words.language != self.words.formulary.edition.languages[0] and not known

    def cited(self, citations: Iterable[Place]) -> str:
        """Write citations: source, place, how much was read."""
        return self.words.listed(f"{each.source}, {self.place(each)}" for each in citations)

    def place(self, place: Place) -> str:
        """Write where in a source it stands, and how much of it was read."""
        parts = [self.words.place(place.at)]
        if place.foreign:
            parts.append(self._foreign)
        if place.read != "full":
            parts.append(self.phrases.value(place.read))
        return " · ".join(parts)

    @property
    def _foreign(self) -> str:
        return str(self._command["foreign"][self.words.language]).rstrip("\n")

    def value_line(self, field: str, value: Any) -> str:  # noqa: ANN401 -- any plain value
        """Write a field with its value; a value that speaks for itself stands alone."""
        if value is True:
            return self.phrases.field(field)
        said = self.value(field, value)
        return said if field in _SPEAK_FOR_THEMSELVES else f"{self.phrases.field(field)}{self.words.colon} {said}"

    def value(self, field: str, value: Any) -> str:  # noqa: ANN401
        """Write a value: in words where it is an id, a text or a word of the knowledge."""
        if isinstance(value, dict):
            return self.words.text(value)
        if isinstance(value, list | tuple):
            return (" + " if field == "between" else ", ").join(self.value(field, each) for each in value)
        if isinstance(value, float):
            return self.words.figures(f"{value:g}")
        return self._named(field, "yes" if value is True else "no" if value is False else str(value))

    def _named(self, field: str, value: str) -> str:
        groups = self.words.formulary.question_groups
        if field == "group" and value in groups:
            return self.words.text(groups[value].name)
        if field in _OF_FACTS:
            return self.words.fact(value)
        return self.words.name(value) if field in _OF_ITEMS else self.phrases.value(value)

    def source(self, source: SourceLine) -> str:
        """Write a source: its title, what it is, whose, of when, how much was read."""
        kind = self.phrases.value(source.kind)
        parts = [kind, source.country, source.publisher, source.dated, self.phrases.value(source.read)]
        return f"{source.title} ({', '.join(part for part in parts if part)})"

    def told(self, told: Told) -> str:
        """Name what a verdict of today is about."""
        check, _, rest = told.code.partition("/")
        if check == "contraindication":
            return self.words.fact(rest)
        if check == "availability":
            return self.phrases.value(rest) if rest != "unknown" else self.phrases.say("no-market-data")
        named = self.words.name(rest) if check == "interaction" else self.words.text(told.text)
        return named or told.code

    def rules(self, question: Question) -> Iterator[str]:
        """Say why a question comes to what it comes to."""
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
            level=self.words.term(min((each.holds for each in deciding), key=_LEVELS.index)),
        )

    def position(self, position: Position) -> str:
        """Write what a source holds."""
        held = [self.words.term(position.holds), position.route and self.phrases.value(position.route)]
        said = self.words.text(position.text)
        return ", ".join(filter(None, held)) + (f" — {said}" if said else "")

    def weight(self, position: Position) -> Iterator[str]:
        """Write what became of a position, and what its source weighs."""
        yield self.phrases.say(f"part.{position.part}")
        yield self.phrases.say("rank", rank=position.rank)
        yield f"{self.phrases.value(position.kind)} {position.country}".strip()

    def when(self, held: Position | Row) -> Iterator[str]:
        """Write since when, until when and where something holds."""
        if held.since:
            yield self.phrases.say("from-day", day=held.since)
        if held.until:
            yield self.phrases.say("until-day", day=held.until)
        if held.countries:
            yield self.phrases.say("only-in", countries=", ".join(held.countries))

    def otherwise(self, other: Otherwise) -> str:
        """Write under which circumstance a question comes to something else."""
        key = "otherwise.first" if other.by == "from" and not other.value else f"otherwise.{other.by}"
        value = self.words.term(other.value) if other.value in _WORDS_OF_ANSWERS else other.value
        return self.phrases.say(key, value=value, severity=self.severity(other.severity))
