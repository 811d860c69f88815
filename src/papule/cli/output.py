"""Findings for the eye: blocks first, then questions, the patient, the mixture, the plan."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from papule.assessment.finding import Assessment, Cited, Dissent, Finding
from papule.cli.context import Context
from papule.cli.output_sheets import Sheets
from papule.kernel.severity import at_least
from papule.reading.problem import Unreadable

SIGNS = {
    "prohibited": "⛔",
    "stop": "■",
    "defer": "◷",
    "needs_answer": "?",
    "caution": "▲",
    "info": "·",
    "no_finding": "○",
}
_COLOURS = {
    "prohibited": "1;31",
    "stop": "31",
    "defer": "35",
    "needs_answer": "34",
    "caution": "33",
    "info": "2",
    "no_finding": "32",
}
INDENT = "    "


def json_line(value: Any) -> bytes:  # noqa: ANN401 -- plain values
    """Write plain values on one line of JSON."""
    return msgspec.json.encode(value) + b"\n"


def json_text(value: Any) -> str:  # noqa: ANN401 -- plain values
    """Write plain values as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def problems_json(error: Unreadable) -> str:
    """Write what is wrong as the contract's list of errors."""
    errors = []
    for each in error.problems:
        at = each.at or (f"line {each.line}" if each.line else each.file)
        errors.append(
            {"at": at, "problem": each.problem, "fix": each.fix, **({"line": each.line} if each.line else {})}
        )
    return json_text({"errors": errors})


class Page:
    """Writes one assessment for a terminal."""

    def __init__(self, context: Context) -> None:
        """Keep the context."""
        self.context = context
        self.words = context.words

    def assessment(self, assessment: Assessment, *, whole: bool) -> str:
        """Write verdict, findings, doses, syringes; standing remarks folded unless all is asked for."""
        lines = [self._verdict(assessment), ""]
        asked = [each for each in assessment.findings if each.check == "completeness"]
        for title, findings in self._blocks(assessment.findings):
            told = [each for each in findings if each.check != "completeness"]
            lines += [self.heading(title), *self._findings(told)]
            lines += [*(self._questions(asked) if title == "block.questions" else ()), ""]
        lines += self._standing(assessment.findings, whole=whole)
        lines += Sheets(self).written(assessment)
        lines.append(self._footer(assessment))
        return "\n".join(lines) + "\n"

    def paint(self, text: str, severity: str) -> str:
        """Colour a text on a terminal."""
        return f"\033[{_COLOURS[severity]}m{text}\033[0m" if self.context.terminal.colour else text

    def heading(self, key: str) -> str:
        """Write a heading."""
        title = self.context.say(key)
        return f"\033[1m{title}\033[0m" if self.context.terminal.colour else title.upper()

    def wrap(self, text: str, indent: str = "", hanging: str | None = None) -> str:
        """Fold a text to the width of the terminal."""
        return textwrap.fill(
            text,
            self.context.terminal.width,
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _verdict(self, assessment: Assessment) -> str:
        verdict = assessment.verdict
        said = self.words.term(verdict).upper()
        if verdict == "no_finding":
            said = self.context.say("nothing-found").format(checked=assessment.checked)
        return self.paint(f"{SIGNS[verdict]} {said}", verdict) + f"   {assessment.as_of}"

    def _blocks(self, findings: tuple[Finding, ...]) -> Iterator[tuple[str, list[Finding]]]:
        """Order findings as a doctor reads them; each stands in one block only."""
        shown = [each for each in findings if each.scope != "standing"]
        blocks = [
            ("block.stops", [each for each in shown if at_least(each.severity, "defer")]),
            ("block.questions", [each for each in shown if each.severity == "needs_answer"]),
        ]
        rest = [each for each in shown if not at_least(each.severity, "needs_answer")]
        blocks += [
            (f"block.{scope}", [each for each in rest if each.scope == scope])
            for scope in ("patient", "mixture", "plan")
        ]
        return ((title, found) for title, found in blocks if found)

    def _questions(self, asked: list[Finding]) -> Iterator[str]:
        """Write what was not known on one line a group, as a doctor asks it."""
        groups: dict[tuple[int, str], list[str]] = {}
        for finding in asked:
            fact = finding.about.id
            grouped = fact in self.context.formulary.facts
            group = (
                self.context.formulary.question_groups[self.context.formulary.facts[fact].group] if grouped else None
            )
            key = (group.order, self.words.text(group.name)) if group else (99, self.context.say("questions.other"))
            groups.setdefault(key, []).append(self.words.question(finding))
        for (_, name), questions in sorted(groups.items()):
            line = f"{SIGNS['needs_answer']} {name}{self.words.colon} {self.words.listed(questions)}"
            yield self.wrap(line, "", INDENT)

    def _findings(self, findings: Iterable[Finding]) -> Iterator[str]:
        for finding in findings:
            yield from self.finding(finding)

    def finding(self, finding: Finding) -> Iterator[str]:
        """Write one finding: what, how grave, the source, who disagrees, what may be done."""
        word = f"{self.words.term(finding.severity)}{self.words.colon}"
        head = f"{SIGNS[finding.severity]} {word} {self.words.message(finding)}"
        first, *more = self.wrap(head, "", INDENT).split("\n")
        yield self.paint(first, finding.severity)
        yield from more
        if finding.scope == "patient" and finding.because:
            yield self.wrap(self.context.say("rests-on").format(answers=self.words.because(finding)), INDENT)
        yield self.wrap(f"{finding.code}{self._sources(finding.citations)}", INDENT)
        for dissent in finding.disagreement[:4]:
            yield self.wrap(self._dissent(dissent), INDENT, INDENT * 2)
        if len(finding.disagreement) > 4:  # noqa: PLR2004 -- the rest stands in `explain`
            yield self.wrap(self.context.say("more-positions").format(count=len(finding.disagreement) - 4), INDENT)
        if finding.override == "reason":
            yield self.wrap(self.context.say("override-reason"), INDENT)

    def _sources(self, citations: tuple[Cited, ...]) -> str:
        if not citations:
            return ""
        shown = self.words.listed(self.cited(each) for each in citations[:3])
        more = f" (+{len(citations) - 3})" if len(citations) > 3 else ""  # noqa: PLR2004 -- three fit a line or two
        return f" — {shown}{more}"

    def cited(self, cited: Cited) -> str:
        """Write a citation: source, place, since when, how much was read."""
        parts = [f"{cited.source}, {self.words.place(cited.at)}"]
        if cited.since:
            parts.append(self.context.say("since").format(day=cited.since))
        if cited.foreign:
            parts.append(self.context.say("foreign"))
        if cited.read and cited.read != "full":
            parts.append(self.context.say(f"read.{cited.read}"))
        return " · ".join(parts)

    def _dissent(self, dissent: Dissent) -> str:
        sources = ", ".join(dict.fromkeys(each.source for each in dissent.citations))
        told = self.words.text(dissent.text)
        held = self.words.known_term(dissent.holds)
        return f"≠ {sources}{self.words.colon} " + self.words.listed(filter(None, (held, told)))

    def _standing(self, findings: tuple[Finding, ...], *, whole: bool) -> list[str]:
        standing = [each for each in findings if each.scope == "standing"]
        if not standing:
            return []
        if whole:
            return [self.heading("block.standing"), *self._findings(standing), ""]
        counts: dict[str, int] = {}
        for each in standing:
            counts[each.code] = counts.get(each.code, 0) + 1
        listed = ", ".join(f"{code} ({count})" if count > 1 else code for code, count in sorted(counts.items()))
        return [self.wrap(self.context.say("standing-folded").format(count=len(standing), codes=listed)), ""]

    def _footer(self, assessment: Assessment) -> str:
        said = self.context.say("checked").format(checked=assessment.checked, edition=assessment.edition)
        if assessment.not_checked:
            said += " " + self.context.say("not-checked").format(
                items=self.words.listed(map(self.words.not_checked, assessment.not_checked))
            )
        unknown = [self.words.fact(each) for each in assessment.missing]
        if unknown:
            said += " " + self.context.say("missing").format(facts=", ".join(unknown))
        return self.wrap(said)
