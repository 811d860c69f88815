"""Explanations for the eye: what it comes to first, then the statements, then the sources."""

import textwrap
from collections.abc import Iterable, Iterator

from papule.cli.context import Context
from papule.cli.output import INDENT, SIGNS, Page
from papule.explaining.rows import Row, SourceLine
from papule.explaining.telling import Telling


class ExplainPage:
    """Writes rows, sources and what they come to, in one language."""

    def __init__(self, context: Context) -> None:
        """Open the words."""
        self.context = context
        self.tell = Telling(context.words)
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
        return f"{sign} {self.tell.severity(severity)}"

    def painted(self, text: str, severity: str) -> str:
        """Fold a text and colour its first line by severity."""
        first, *more = self.wrap(text, "", INDENT).split("\n")
        return "\n".join([self._page.paint(first, severity if severity in SIGNS else "no_finding"), *more])

    def rows(self, rows: Iterable[Row], indent: str = "") -> Iterator[str]:
        """Write statements, those in force first, each with its citations and what is in it."""
        for row in sorted(rows, key=lambda each: not each.holds):
            yield self.wrap(f"- {self.tell.row(row)}", indent, indent + "  ")
            if row.citations:
                yield self.wrap(self.tell.cited(row.citations), indent + INDENT)
            for field, inner in row.rows.items():
                yield self.wrap(f"{self.tell.phrases.field(field)}{self.tell.words.colon}", indent + INDENT)
                yield from self.rows(inner, indent + INDENT)

    def listed(self, title: str, rows: tuple[Row, ...]) -> Iterator[str]:
        """Write rows under a heading; nothing where there are none."""
        if rows:
            yield self.heading(self.tell.phrases.say(title))
            yield from self.rows(rows)
            yield ""

    def sources(self, sources: Iterable[SourceLine]) -> Iterator[str]:
        """Write the sources with what they are and how much of them was read."""
        listed = list(sources)
        if listed:
            yield self.heading(self.tell.phrases.say("sources"))
        for each in listed:
            yield self.wrap(f"{each.id}{self.tell.words.colon} {self.tell.source(each)}", "", INDENT)
            if each.url:
                yield f"{INDENT}{each.url}"
        if listed:
            yield ""
