"""Cards of an assessment. Few: the gravest findings alone, all the rest on one card."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from papule.assessment.finding import Assessment, Finding
from papule.interop.cds_hooks.model import Card, Indicator, Link, Reason, Source
from papule.interop.cds_hooks.saying import Saying, brief, bullets, marked
from papule.interop.fhir.from_fhir import Received
from papule.interop.fhir.reading import Remark
from papule.kernel.severity import ORDER, at_least
from papule.kernel.told import Told

REASONS = "urn:papule:fhir:override-reason"
MOST = 3  # findings with a card of their own
MOST_NAMED = 4  # questions named in a summary
_SCOPES = ("patient", "mixture", "plan", "standing")
Pages = Callable[[Finding], str]  # the address of what a finding rests on, or nothing


def reasons(say: Saying) -> tuple[Reason, ...]:
    """Give the reasons for which a finding may be gone past; the person's own words come with them."""
    every = ("benefit", "dealt-with", "does-not-hold")
    return tuple(Reason(code=each, system=REASONS, display=say.card(f"reason.{each}")) for each in every)


class Cards:
    """Makes the cards of one answer."""

    def __init__(self, say: Saying, pages: Pages, home: str = "") -> None:
        """Keep the language and where pages are. `home`: the address of the knowledge, if it is known."""
        self.say = say
        self.pages = pages
        self.home = home

    def of_order(self, received: Received, assessment: Assessment | None) -> list[Card]:
        """Give the cards of a draft order; none where nothing of mesotherapy was ordered."""
        unread = [each for each in received.remarks if each.kind == "unread"]
        if assessment is None:
            problems = [*received.impossible, *(each.text for each in unread)]
            return [self._unassessed(problems)] if problems else []
        grave = sorted((x for x in assessment.findings if at_least(x.severity, "defer")), key=_weight)[:MOST]
        rest = [each for each in assessment.findings if each not in grave]
        cards = [self._alone(each, assessment) for each in grave]
        cards += [self._unread(unread, assessment)] if unread else []
        return [*cards, self._rest(rest, assessment, received.remarks, has_grave=bool(grave))]

    def of_patient(self, received: Received, assessment: Assessment | None) -> list[Card]:
        """Give one card where something of a patient speaks against mesotherapy, else none."""
        if assessment is None:
            return [self._unassessed(list(received.impossible))] if received.impossible else []
        found = [each for each in assessment.findings if _speaks_against(each)]
        if not found:
            return []
        named = ", ".join(dict.fromkeys(map(self._reason, found)))
        lines = [line for each in found for line in self.say.finding(each)]
        return [
            Card(
                summary=brief(self.say.card("patient", facts=named)),
                detail="\n\n".join((bullets(lines), *self._remarks(received.remarks), self.say.footer(assessment))),
                indicator=indicator_of(found),
                source=self._source(assessment, found[0]),
            )
        ]

    def _reason(self, finding: Finding) -> str:
        because = self.say.words.because(finding)
        return f"{self.say.words.term(finding.severity)} ({because})" if because else self.say.words.message(finding)

    def _alone(self, finding: Finding, assessment: Assessment) -> Card:
        page = self.pages(finding)
        label = self.say.card("link")
        return Card(
            summary=brief(self.say.graded(finding)),
            detail="\n\n".join((bullets(self.say.finding(finding)), self._edition(assessment))),
            indicator=indicator_of([finding]),
            source=self._source(assessment, finding),
            override_reasons=reasons(self.say) if finding.override == "reason" else (),
            links=(Link(label=label, url=page, type="absolute"),) if page else (),
        )

    def _unread(self, remarks: list[Remark], assessment: Assessment) -> Card:
        texts = [self.say.told(each.text) for each in remarks]
        head = self.say.card("unread.summary", count=len(texts), said="; ".join(texts))
        return Card(
            summary=brief(head),
            detail="\n\n".join((bullets(map(marked, texts)), self.say.card("unread.held"))),
            indicator="warning",
            source=self._source(assessment),
        )

    def _unassessed(self, problems: list[Told]) -> Card:
        texts = [self.say.told(each) for each in problems]
        head = self.say.card("unassessed.summary", said="; ".join(texts))
        return Card(
            summary=brief(head),
            detail="\n\n".join((bullets(map(marked, texts)), self.say.card("unassessed.held"))),
            indicator="warning",
            source=self._source(None),
        )

    def _rest(
        self, findings: list[Finding], assessment: Assessment, remarks: Sequence[Remark], *, has_grave: bool
    ) -> Card:
        blocks = list(self._blocks(findings))
        duties = list(dict.fromkeys(self.say.duty(each) for one in assessment.findings for each in one.duties))
        if duties:
            blocks.append(self._block("block.duties", duties))
        others = [each for each in remarks if each.kind != "unread"]
        return Card(
            summary=brief(self._summary(findings, assessment, remarks, has_grave=has_grave)),
            detail="\n\n".join((*blocks, *self._remarks(others), self.say.footer(assessment))),
            indicator=indicator_of(findings),
            source=self._source(assessment),
        )

    def _blocks(self, findings: list[Finding]) -> Iterator[str]:
        asked = _asked(findings)
        others = [each for each in findings if each.severity != "needs_answer"]
        grave = [each for each in others if at_least(each.severity, "defer")]
        parts = [("block.stops", grave), ("block.questions", asked)]
        parts += [
            (f"block.{scope}", [each for each in others if each.scope == scope and each not in grave])
            for scope in _SCOPES
        ]
        for title, found in parts:
            if found:
                yield self._block(title, [line for each in found for line in self.say.finding(each)])

    def _block(self, title: str, lines: list[str]) -> str:
        return f"**{marked(self.say.phrase(title))}**\n\n{bullets(lines)}"

    def _remarks(self, remarks: Sequence[Remark]) -> Iterator[str]:
        for kind in ("unread", "unchecked", "aside"):
            lines = [self.say.told(each.text) for each in remarks if each.kind == kind]
            if lines:
                yield f"**{self.say.card(f'remarks.{kind}')}**\n\n{bullets(map(marked, lines))}"

    def _summary(
        self, findings: list[Finding], assessment: Assessment, remarks: Sequence[Remark], *, has_grave: bool
    ) -> str:
        parts = list(self._counted(findings))
        if parts:
            return ". ".join(parts)
        if has_grave:
            return self.say.card("beside")
        if assessment.verdict != "no_finding":
            return self.say.card("only-information", **_held(assessment))
        if any(each.kind == "unread" for each in remarks):
            return self.say.card("no-finding.read", **_held(assessment))
        return self.say.card("no-finding", **_held(assessment))

    def _counted(self, findings: list[Finding]) -> Iterator[str]:
        """Say what stands on the card: what more stops, what to answer, how many cautions; one alone in its words."""
        grave = [each for each in findings if at_least(each.severity, "defer")]
        asked = _asked(findings)
        cautions = [each for each in findings if each.severity == "caution"]
        if grave:
            yield self.say.card("more", count=len(grave))
        if len(cautions) == 1 and not grave and not asked:
            yield self.say.graded(cautions[0])
        elif cautions:
            yield self.say.card("cautions", count=len(cautions))
        if asked:
            facts = list(dict.fromkeys(fact for each in asked for fact in self._facts(each)))
            named = ", ".join(facts[:MOST_NAMED]) + (" …" if len(facts) > MOST_NAMED else "")
            yield self.say.card("asked", count=len(asked), facts=named)

    def _facts(self, finding: Finding) -> list[str]:
        """Name what a question asks for: the answers that it lacks, else what it concerns."""
        if finding.check != "completeness" and finding.missing:
            return [self.say.words.fact(each) for each in finding.missing]
        return [self.say.words.about(finding.about)]

    def _source(self, assessment: Assessment | None, finding: Finding | None = None) -> Source:
        if assessment is None:
            return Source(label="Papule", url=self.home)
        label = self.say.card("source", edition=assessment.edition)
        return Source(label=label, url=(self.pages(finding) if finding else "") or self.home)

    def _edition(self, assessment: Assessment) -> str:
        return marked(self.say.phrase("checked").format(checked=assessment.checked, edition=assessment.edition))


def _asked(findings: list[Finding]) -> list[Finding]:
    """Give what must be answered first: what stands on one answer alone, then what the most products ask for."""
    asked = [each for each in findings if each.severity == "needs_answer"]
    return sorted(asked, key=lambda each: (each.check == "completeness", -len(each.params.get("by", ()))))


def _weight(finding: Finding) -> tuple[int, bool, bool]:
    """Order what stands against it: the gravest first, then what nobody may go past, then what is of this patient."""
    return (-ORDER[finding.severity], finding.override == "reason", finding.scope != "patient")


def _held(assessment: Assessment) -> dict[str, object]:
    return {"checked": assessment.checked, "edition": assessment.edition}


def _speaks_against(finding: Finding) -> bool:
    return finding.scope == "patient" and finding.check != "completeness" and at_least(finding.severity, "caution")


def indicator_of(findings: list[Finding]) -> Indicator:
    """Give how a card is shown: as its gravest finding."""
    if any(at_least(each.severity, "defer") for each in findings):
        return "critical"
    return "warning" if any(at_least(each.severity, "caution") for each in findings) else "info"
