"""Words of cards: findings in Markdown, in which nothing that another system sent becomes a mark or a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from papule.assessment.finding import Assessment, Cited, Dissent, DutyToDo, Finding
from papule.assessment.wording import Words
from papule.interop.cds_hooks.model import LONGEST_SUMMARY
from papule.kernel.told import Told, shortened
from papule.knowledge.model.tables import Formulary

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&@])")
_SHOWN = 2  # sources of a standing remark
_LINKS = re.compile(r"(?i)(:)(?=//)|(?<=\bwww)(\.)")


class Saying:
    """The words of one language."""

    def __init__(self, formulary: Formulary, language: str) -> None:
        """Open the catalogues; a language that is not there is English."""
        self.language = language if language in formulary.edition.languages else "en"
        self.formulary = formulary
        self.words = Words(formulary, self.language)

    def told(self, text: Told) -> str:
        """Say a text of this package."""
        return text.worded(self.formulary.wording["problems"], self.language)

    def card(self, key: str, **values: object) -> str:
        """Give words of a card, filled in."""
        return str(self.formulary.wording["cards"][key][self.language]).strip().format(**values)

    def phrase(self, key: str) -> str:
        """Give a phrase of the command."""
        return str(self.formulary.wording["command"][key][self.language]).strip()

    def graded(self, finding: Finding) -> str:
        """Say a finding after its severity, in plain words."""
        word = self.words.term(finding.severity)
        return f"{word[:1].upper()}{word[1:]}{self.words.colon} {self.words.message(finding)}"

    def finding(self, finding: Finding) -> list[str]:
        """Write a finding as lines of Markdown: what, on which answers, from which sources, who holds otherwise."""
        if finding.check == "completeness":
            return [marked(self.words.question(finding))]
        word = f"**{marked(self.words.term(finding.severity))}{self.words.colon}**"
        below = self._once(finding) if finding.scope == "standing" else self._below(finding)
        return [f"{word} {marked(self.words.message(finding))}", *(f"  - {each}" for each in below)]

    def _once(self, finding: Finding) -> Iterator[str]:
        """Give the first sources of a standing remark on one line, and who holds otherwise."""
        shown = [self._cited(each) for each in finding.citations[:_SHOWN]]
        more = f" (+{len(finding.citations) - _SHOWN})" if len(finding.citations) > _SHOWN else ""
        if shown:
            yield marked(self.words.listed(shown) + more)
        yield from (marked(self._dissent(each)) for each in finding.disagreement)

    def _below(self, finding: Finding) -> Iterator[str]:
        if finding.scope == "patient" and finding.because:
            yield marked(self.phrase("rests-on").format(answers=self.words.because(finding)))
        yield from (marked(self._cited(each)) for each in finding.citations)
        yield from (marked(self._dissent(each)) for each in finding.disagreement)
        if finding.override == "reason":
            yield marked(self.phrase("override-reason"))

    def _cited(self, each: Cited) -> str:
        parts = [f"{self.formulary.sources[each.source].title}, {self.words.place(each.at)}"]
        if each.since:
            parts.append(self.phrase("since").format(day=each.since))
        if each.foreign:
            parts.append(self.phrase("foreign"))
        if each.read and each.read != "full":
            parts.append(self.phrase(f"read.{each.read}"))
        return " · ".join(parts)

    def _dissent(self, each: Dissent) -> str:
        sources = ", ".join(dict.fromkeys(self.formulary.sources[cite.source].title for cite in each.citations))
        held = self.words.listed(filter(None, (self.words.known_term(each.holds), self.words.text(each.text))))
        return f"{sources}{self.words.colon} {held}"

    def duty(self, duty: DutyToDo) -> str:
        """Say something to do."""
        said = self.words.text(duty.text) or self.phrase(f"duty.{duty.id}").format(
            minutes=duty.minutes, months=duty.months
        )
        return marked(f"{said[:1].upper()}{said[1:]}")

    def footer(self, assessment: Assessment) -> str:
        """Say how much was looked at, under which edition, and what was not."""
        said = self.phrase("checked").format(checked=assessment.checked, edition=assessment.edition)
        if assessment.not_checked:
            items = self.words.listed(map(self.words.not_checked, assessment.not_checked))
            said += " " + self.phrase("not-checked").format(items=items)
        if assessment.missing:
            said += " " + self.phrase("missing").format(facts=", ".join(map(self.words.fact, assessment.missing)))
        return marked(said)


def marked(text: str) -> str:
    """Write a text so that Markdown shows it as it is: no mark, no link, no HTML."""
    plain = " ".join(text.split())
    return _LINKS.sub(lambda found: f"\\{found[0]}", _MARKS.sub(r"\\\1", plain))


def brief(text: str) -> str:
    """Cut a text to what a summary may hold; it is plain, and looks like no HTML to a page that takes it for some."""
    plain = text.translate(
        {
            ord("<"): "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
            ord(">"): "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
        }
    )
    return shortened(" ".join(plain.split()), LONGEST_SUMMARY)


def bullets(lines: Iterable[str]) -> str:
    """Put lines of Markdown under each other; those that are set in are below the one before."""
    return "\n".join(line if line.startswith("  ") else f"- {line}" for line in lines)
