"""Explanations for the eye: what it comes to first, then the statements, then the sources."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from papule.cli.context import Context
from papule.cli.output import INDENT, SIGNS, Page
from papule.cli.phrases import Phrases
from papule.explaining.rows import Place, Row, SourceLine

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
_OF_FACTS = {"fact", "implies", "excludes"}


class ExplainPage:
    """Writes rows, sources and what they come to, in one language."""

    def __init__(self, context: Context, phrases: Phrases) -> None:
        """Keep the context."""
        self.context = context
        self.words = context.words
        self.phrases = phrases
        self._page = Page(context)

    def heading(self, text: str, aside: str = "") -> str:
        """Write a heading, with what is said beside it."""
        colour = self.context.terminal.colour
        written = self.wrap(f"{text if colour else text.upper()} {aside}".rstrip())
        return f"\033[1m{written}\033[0m" if colour else written

    def wrap(self, text: str, indent: str = "", hanging: str | None = None) -> str:
        """Fold a text to the terminal; what is longer than a line, like an address, stays whole."""
        return textwrap.fill(
            text,
            self.context.terminal.width,
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def weighed(self, severity: str) -> str:
        """Write a severity as sign and word."""
        sign = SIGNS.get(severity, SIGNS["no_finding"])
        return f"{sign} {self.severity(severity)}"

    def severity(self, severity: str) -> str:
        """Name a severity; an empty one is nothing by itself."""
        if severity in ("", "no-position"):
            return self.phrases.say("no-position" if severity else "nothing")
        return self.words.term(severity)

    def painted(self, text: str, severity: str) -> str:
        """Fold a text and colour its first line by severity."""
        first, *more = self.wrap(text, "", INDENT).split("\n")
        return "\n".join([self._page.paint(first, severity if severity in SIGNS else "no_finding"), *more])

    def rows(self, rows: Iterable[Row], indent: str = "") -> Iterator[str]:
        """Write statements, those in force first, each with its citations and what is in it."""
        for row in sorted(rows, key=lambda each: not each.holds):
            yield self.wrap(f"- {self._said(row)}", indent, indent + "  ")
            if row.citations:
                yield self.wrap(self.cited(row.citations), indent + INDENT)
            for field, inner in row.rows.items():
                yield self.wrap(f"{self.phrases.field(field)}{self.words.colon}", indent + INDENT)
                yield from self.rows(inner, indent + INDENT)

    def listed(self, title: str, rows: tuple[Row, ...]) -> Iterator[str]:
        """Write rows under a heading; nothing where there are none."""
        if rows:
            yield self.heading(self.phrases.say(title))
            yield from self.rows(rows)
            yield ""

    def _said(self, row: Row) -> str:
        shown = {field: value for field, value in row.values.items() if field not in _OF_MACHINES}
        values = self.words.listed(self.value_line(field, value) for field, value in shown.items())
        said = " — ".join(part for part in (values, self.words.text(row.text)) if part) or "-"
        return said + self._when(row)

    def _when(self, row: Row) -> str:
        told = []
        if row.since:
            told.append(self.phrases.say("from-day", day=row.since))
        if row.until:
            told.append(self.phrases.say("until-day", day=row.until))
        if row.countries:
            told.append(self.phrases.say("only-in", countries=", ".join(row.countries)))
        if not row.holds:
            told.append(self.phrases.say("not-in-force").upper())
        return f" ({', '.join(told)})" if told else ""

    def cited(self, citations: Iterable[Place]) -> str:
        """Write citations: source, place, how much was read."""
        return self.words.listed(map(self._place, citations))

    def _place(self, place: Place) -> str:
        parts = [f"{place.source}, {self.words.place(place.at)}"]
        if place.foreign:
            parts.append(self.context.say("foreign"))
        if place.read != "full":
            parts.append(self.phrases.value(place.read))
        return " · ".join(parts)

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
        groups = self.context.formulary.question_groups
        if field == "group" and value in groups:
            return self.words.text(groups[value].name)
        if field in _OF_FACTS:
            return self.words.fact(value)
        return self.words.name(value) if field in _OF_ITEMS else self.phrases.value(value)

    def sources(self, sources: Iterable[SourceLine]) -> Iterator[str]:
        """Write the sources with what they are and how much of them was read."""
        listed = list(sources)
        if listed:
            yield self.heading(self.phrases.say("sources"))
        for each in listed:
            yield self.wrap(self.source(each), "", INDENT)
            if each.url:
                yield f"{INDENT}{each.url}"
        if listed:
            yield ""

    def source(self, source: SourceLine) -> str:
        """Write one source on a line."""
        kind = self.phrases.value(source.kind)
        parts = [kind, source.country, source.publisher, source.dated, self.phrases.value(source.read)]
        return f"{source.id}{self.words.colon} {source.title} ({', '.join(part for part in parts if part)})"
