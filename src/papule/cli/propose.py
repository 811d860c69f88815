"""`papule propose`: which mixtures could be injected in this patient today, and which not."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

import msgspec

from papule.assessment.finding import Finding
from papule.assessment.view import View, view_of
from papule.cli.check import add_setting, read_input, setting_of
from papule.cli.context import Context
from papule.cli.inputs import read_case
from papule.cli.output import INDENT, SIGNS, Page, json_text
from papule.cli.planned import NO_PLAN, Planning, indication_of, planning, refuse, sources
from papule.kernel.quantity import plain
from papule.kernel.severity import at_least
from papule.planning.candidate import Candidate, others_at
from papule.planning.contract import proposal_contract
from papule.planning.draft import Portion
from papule.planning.proposals import Proposal, propose
from papule.reading.expected import instead
from papule.reading.problem import Problem
from papule.treatment.case import Case

SHOWN = 5


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    words = planning(context)
    parser.add_argument("case", nargs="?", default="-", metavar="CASE", help=words.say("propose.case"))
    parser.add_argument("--indication", metavar="ID", help=words.say("propose.indication"))
    parser.add_argument("--phase", choices=("acute", "chronic"), help=words.say("propose.phase"))
    add_setting(parser, context)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))
    parser.add_argument("--all", action="store_true", help=words.say("propose.all"))


def run(options: Namespace, context: Context) -> int:
    """Propose for one case. Returns the exit status of the best candidate; 1 when there is none."""
    setting = setting_of(options, context)
    case = read_case(read_input(options.case), context.formulary, setting)
    case = _overridden(case, options, context)
    as_of = case.as_of or setting.as_of
    view = view_of(context.formulary, as_of, case.setting.country, case.setting.society)
    proposal = propose(case, view)
    if options.format == "json":
        sys.stdout.write(json_text(proposal_contract(proposal, case, most=None if options.all else SHOWN)))
    else:
        page = ProposalPage(planning(context), proposal, whole=options.all)
        sys.stdout.write("\n".join(page.lines(case, view)) + "\n")
    if not proposal.candidates:
        return NO_PLAN
    return 1 if at_least(proposal.candidates[0].assessment.verdict, "needs_answer") else 0


def _overridden(case: Case, options: Namespace, context: Context) -> Case:
    """Put the indication and phase of the command line into the case."""
    known = context.formulary.indications
    treatment = case.treatment
    if options.indication:
        if options.indication not in known:
            problem = f"{options.indication[:80]!r} is no known indication"
            refuse(Problem("--indication", problem, instead(options.indication, list(known))))
        treatment = msgspec.structs.replace(treatment, indication=options.indication)
    if options.phase:
        treatment = msgspec.structs.replace(treatment, phase=options.phase)
    case = msgspec.structs.replace(case, treatment=treatment)
    if not indication_of(case):
        fix = "name one in the case, or add --indication: " + instead("", list(known))
        refuse(Problem("treatment.indication", "proposing needs an indication of the catalogue", fix))
    return case


class ProposalPage:
    """Writes a proposal for a terminal."""

    def __init__(self, words: Planning, proposal: Proposal, *, whole: bool) -> None:
        """Keep the words; `whole` shows every candidate and every remark."""
        self.words = words
        self.page = Page(words)
        self.names = words.words
        self.proposal = proposal
        self.whole = whole

    def lines(self, case: Case, view: View) -> Iterator[str]:
        """Write everything, line by line."""
        proposal, say = self.proposal, self.words.say
        phase = say(case.treatment.phase or "any-phase")
        title = f"{self.names.text(proposal.indication.name)} ({phase})"
        yield self.page.wrap(f"{title} · {case.setting.country} · {view.here.as_of}")
        yield self.page.wrap(self._evidence(view))
        if not proposal.trial.says_how:
            yield self.page.wrap(say("technique-not-stated"))
        yield ""
        yield from self._block("block.in-any-case", proposal.in_any_case.findings)
        yield from self._candidates()
        yield from self._ruled_out()
        if proposal.without_products:
            named = "; ".join(self.names.text(each.name) for each in proposal.without_products)
            yield self.page.wrap(self.words.tell("without-products", names=named))

    def _evidence(self, view: View) -> str:
        counts: dict[str, int] = {}
        for each in self.proposal.indication.evidence:
            if view.here.in_force(each):
                counts[each.finding] = counts.get(each.finding, 0) + 1
        if not counts:
            return self.words.say("evidence-none")
        told = ", ".join(f"{self.names.term(finding)} {count}" for finding, count in counts.items())
        return self.words.tell("evidence", evidence=told, id=self.proposal.indication.id)

    def _block(self, title: str, findings: tuple[Finding, ...]) -> Iterator[str]:
        told = [*self._findings(findings, "")]
        if told:
            yield from (self.page.heading(title), *told, "")

    def _findings(self, findings: tuple[Finding, ...], indent: str) -> Iterator[str]:
        """Write what is a caution or more, the questions on one line, the rest counted or written out."""
        asked = [fact for each in findings if each.check == "completeness" for fact in each.missing]
        for each in findings:
            if each.check != "completeness" and (self.whole or self._is_worth_a_line(each)):
                yield self._finding(each, indent)
        if asked:
            told = self.words.tell("asks", facts=", ".join(self.names.fact(each) for each in asked))
            yield self.page.wrap(f"{SIGNS['needs_answer']} {told}", indent, indent + INDENT)

    @staticmethod
    def _is_worth_a_line(finding: Finding) -> bool:
        return at_least(finding.severity, "caution") or finding.check == "availability"

    def _finding(self, finding: Finding, indent: str) -> str:
        source = f" ({sources(self.page, finding.citations, 1)})" if finding.citations else ""
        head = f"{SIGNS[finding.severity]} {self.names.message(finding)}{source}"
        return self.page.paint(self.page.wrap(head, indent, indent + INDENT), finding.severity)

    def _candidates(self) -> Iterator[str]:
        found = self.proposal.candidates
        if found:
            yield self.page.heading("block.candidates")
            shown = [*self.proposal.shown(None if self.whole else SHOWN)]
            if len(shown) < len(found):
                yield self.page.wrap(self.words.tell("shown-of", shown=len(shown), count=len(found)))
            undosed = any(not each.draft.is_dosed for _, each in shown)
            yield self.page.wrap(self.words.say("volumes-told" if undosed else "volumes-all-told"))
            for rank, each in shown:
                yield ""
                yield from self._candidate(rank, each)
        elif not self.proposal.ruled_out:
            yield self.page.wrap(self.words.say("nothing-published"))
        else:
            everything = at_least(self.proposal.in_any_case.verdict, "defer")
            yield self.page.wrap(self.words.say("nothing-proposed" if everything else "no-candidate"))
        yield ""

    def _candidate(self, rank: int, candidate: Candidate) -> Iterator[str]:
        verdict, draft = candidate.assessment.verdict, candidate.draft
        named = " + ".join(self.names.name(each.product) for each in draft.portions)
        head = self.words.tell("colon", name=f"{SIGNS[verdict]} {self.names.term(verdict).upper()}", text=named)
        yield self.page.paint(self.page.wrap(f"{rank}. {head}", "", INDENT), verdict)
        yield self.page.wrap(self._origin(candidate), INDENT)
        for place, portion in enumerate(draft.portions):
            yield self.page.wrap(self._portion(place, portion, candidate), INDENT, INDENT * 2)
        if draft.origin.total_ml:
            yield self.page.wrap(self.words.tell("total", volume=f"{draft.origin.total_ml:g}"), INDENT)
        yield from self._findings(candidate.own, INDENT)
        folded = sum(not self._is_worth_a_line(each) for each in candidate.own)
        if folded and not self.whole:
            yield self.page.wrap(self.words.tell("remarks", count=folded), INDENT)

    def _origin(self, candidate: Candidate) -> str:
        origin = candidate.draft.origin
        kind = self.words.say(f"kind.{origin.kind}")
        name = f"{self.names.text(origin.name)}, " if origin.kind in ("recipe", "list") else ""
        return self.words.tell("colon", name=name + kind, text=sources(self.page, origin.citations, 1))

    def _portion(self, place: int, portion: Portion, candidate: Candidate) -> str:
        others = others_at(place, candidate)
        named = self.names.name(portion.product)
        if others:
            also = ", ".join(self.names.name(each) for each in others)
            named += f" ({self.words.tell('or-as-well', products=also)})"
        read_as = self.names.text(portion.published.interpreted) if portion.published else ""
        told = self.words.tell("colon", name=named, text=self._volume(portion, others))
        return told + (f" [{read_as}]" if read_as else "")

    def _volume(self, portion: Portion, others: list[str]) -> str:
        if portion.volume_ml is None:
            return self.words.tell("volume.none", most=self._at_most((portion.product, *others)))
        published = portion.published
        values = {
            "volume": plain(portion.volume_ml),
            "amount": (published.amount or f"{published.volume_ml:g} mL x {published.strength}") if published else "",
            "published": f"{published.volume_ml:g}" if published and published.volume_ml else "",
        }
        key = "amount-in" if portion.grounds == "amount" and values["published"] else portion.grounds
        return self.words.tell(f"volume.{key}", **values)

    def _at_most(self, products: tuple[str, ...]) -> str:
        """Say what the maximum leaves: in each product its own volume, never one for all strengths."""
        found = {each: self.proposal.trial.most_of(each) for each in products}
        first = found[products[0]]
        if first is None:
            return self.words.say("most-unknown")
        key = "most-by-weight" if first.volume_ml is None else "most" if first.volume_ml else "most-nothing-left"
        volumes = ", ".join(
            self.words.tell("volume-of", volume=plain(most.volume_ml), product=self.names.name(product))
            for product, most in found.items()
            if most is not None and most.volume_ml is not None
        )
        cited = sources(self.page, first.citations, 1)
        return self.words.tell(key, volumes=volumes, maximum=first.maximum, per=self.names.term(first.per), sources=cited)

    def _ruled_out(self) -> Iterator[str]:
        if not self.proposal.ruled_out or at_least(self.proposal.in_any_case.verdict, "defer"):
            return
        yield self.page.heading("block.ruled-out")
        for reason, candidates in self.proposal.reasons():
            yield self._finding(reason, "")
            origins = (each.draft.origin for each in candidates)
            recipes = dict.fromkeys(self.names.text(each.name) for each in origins if each.kind in ("recipe", "list"))
            if recipes:
                yield self.page.wrap(self.words.tell("rules-out", recipes="; ".join(recipes)), INDENT)
        yield ""
