"""`papule propose`: which mixtures could be injected in this patient today, and which not."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from types import SimpleNamespace as Namespace

import msgspec

from papule.assessment.finding import Finding
from papule.assessment.view import view_of
from papule.cli.check import add_setting, read_input, setting_of
from papule.cli.context import Context
from papule.cli.inputs import read_case
from papule.cli.output import INDENT, SIGNS, json_text
from papule.cli.planned import Planning, PlanPage, indication_of, planning, refuse
from papule.kernel.quantity import plain
from papule.kernel.severity import at_least
from papule.kernel.told import shortened, told
from papule.planning.candidate import Candidate, others_at
from papule.planning.contract import proposal_contract
from papule.planning.draft import Portion
from papule.planning.proposals import Proposal, propose
from papule.reading.expected import instead
from papule.reading.problem import Problem
from papule.treatment.case import Case

SHOWN = 5
NOTHING = 1  # exit status when nothing can be proposed


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
    case = _overridden(read_case(read_input(options.case), context.formulary, setting), options, context)
    view = view_of(context.formulary, case.as_of or setting.as_of, case.setting.country, case.setting.society)
    proposal = propose(case, view)
    if options.format == "json":
        sys.stdout.write(json_text(proposal_contract(proposal, case, None if options.all else SHOWN)))
    else:
        page = ProposalPage(planning(context), proposal, whole=options.all)
        sys.stdout.write("\n".join(page.lines(case)).rstrip() + "\n")
    if not proposal.candidates:
        return NOTHING
    return 1 if at_least(proposal.candidates[0].assessment.verdict, "needs_answer") else 0


def _overridden(case: Case, options: Namespace, context: Context) -> Case:
    """Put the indication and phase of the command line into the case.

    Raises Unreadable when no indication of the catalogue is left.
    """
    known = context.formulary.indications
    changes = {key: getattr(options, key) for key in ("indication", "phase") if getattr(options, key)}
    if changes.get("indication", "") not in ("", *known):
        problem = told("{name!r} is no known indication", name=shortened(options.indication))
        refuse([Problem("--indication", problem, instead(options.indication, list(known)))])
    case = msgspec.structs.replace(case, treatment=msgspec.structs.replace(case.treatment, **changes))
    if not indication_of(case):
        fix = told("name one in the case, or add --indication; {known}", known=instead("", list(known)))
        refuse([Problem("treatment.indication", told("proposing needs an indication of the catalogue"), fix)])
    return case


class ProposalPage(PlanPage):
    """Writes a proposal for a terminal."""

    def __init__(self, say: Planning, proposal: Proposal, *, whole: bool) -> None:
        """Keep the words; `whole` shows every candidate and every remark."""
        super().__init__(say)
        self.proposal = proposal
        self.whole = whole

    def lines(self, case: Case) -> Iterator[str]:
        """Write everything, line by line."""
        proposal = self.proposal
        phase = self.say.say(case.treatment.phase or "any-phase")
        title = f"{self.names.text(proposal.indication.name)} ({phase})"
        yield self.wrap(f"{title} · {case.setting.country} · {proposal.trial.view.here.as_of}")
        yield self._evidence()
        if not proposal.trial.says_how:
            yield self.told("technique-not-stated")
        yield ""
        written = [*self._told(proposal.in_any_case.findings, "")]
        if written:
            yield from (self.heading("block.in-any-case"), *written, "")
        yield from self._candidates()
        yield from self._ruled_out()
        if proposal.without_products:
            named = self.names.listed(self.names.text(each.name) for each in proposal.without_products)
            yield self.told("without-products", names=named)

    def _evidence(self) -> str:
        counts: dict[str, int] = {}
        for each in self.proposal.indication.evidence:
            if self.proposal.trial.view.here.in_force(each):
                counts[each.finding] = counts.get(each.finding, 0) + 1
        if not counts:
            return self.told("evidence-none")
        named = ", ".join(f"{self.names.term(finding)} {count}" for finding, count in counts.items())
        return self.told("evidence", evidence=named, id=self.proposal.indication.id)

    def _told(self, findings: tuple[Finding, ...], indent: str) -> Iterator[str]:
        """Write what is a caution or more, and on one line what was not answered."""
        asked = [fact for each in findings if each.check == "completeness" for fact in each.missing]
        for each in findings:
            if each.check != "completeness" and (self.whole or _is_worth_a_line(each)):
                yield self.brief(each, indent)
        if asked:
            line = self.say.tell("asks", facts=", ".join(self.names.fact(each) for each in asked))
            yield self.wrap(f"{SIGNS['needs_answer']} {line}", indent, indent + INDENT)

    def _candidates(self) -> Iterator[str]:
        found = self.proposal.candidates
        if found:
            yield self.heading("block.candidates")
            shown = [*self.proposal.shown(None if self.whole else SHOWN)]
            if len(shown) < len(found):
                yield self.told("shown-of", shown=len(shown), count=len(found))
            undosed = any(not each.draft.is_dosed for _, each in shown)
            yield self.told("volumes-told" if undosed else "volumes-all-told")
            for rank, each in shown:
                yield ""
                yield from self._candidate(rank, each)
        elif self.proposal.ruled_out:
            yield self.told("nothing-proposed" if self._nothing_at_all else "no-candidate")
        else:
            yield self.told("nothing-published")
        yield ""

    @property
    def _nothing_at_all(self) -> bool:
        return at_least(self.proposal.in_any_case.verdict, "defer")

    def _candidate(self, rank: int, candidate: Candidate) -> Iterator[str]:
        verdict, draft = candidate.assessment.verdict, candidate.draft
        named = " + ".join(self.names.name(each.product) for each in draft.portions)
        head = self.say.tell("colon", name=f"{SIGNS[verdict]} {self.names.term(verdict).upper()}", text=named)
        yield self.paint(self.wrap(f"{rank}. {head}", "", INDENT), verdict)
        yield self._origin(candidate)
        for place, portion in enumerate(draft.portions):
            yield self._portion(place, portion, candidate)
        if draft.origin.total_ml:
            yield self.told("total", INDENT, volume=f"{draft.origin.total_ml:g}")
        yield from self._told(candidate.own, INDENT)
        folded = sum(not _is_worth_a_line(each) for each in candidate.own)
        if folded and not self.whole:
            yield self.told("remarks", INDENT, count=folded)

    def _origin(self, candidate: Candidate) -> str:
        origin = candidate.draft.origin
        name = f"{self.names.text(origin.name)}, " if origin.kind in ("recipe", "list") else ""
        kind = self.say.say(f"kind.{origin.kind}")
        return self.told("colon", INDENT, name=name + kind, text=self.sources(origin.citations))

    def _portion(self, place: int, portion: Portion, candidate: Candidate) -> str:
        others = others_at(place, candidate)
        named = self.names.name(portion.product)
        if others:
            also = ", ".join(self.names.name(each) for each in others)
            named += f" ({self.say.tell('or-as-well', products=also)})"
        read_as = self.names.text(portion.published.interpreted) if portion.published else ""
        volume = self._volume(portion, others) + (f" [{read_as}]" if read_as else "")
        return self.told("colon", INDENT, name=named, text=volume)

    def _volume(self, portion: Portion, others: list[str]) -> str:
        if portion.volume_ml is None:
            return self.say.tell("volume.none", most=self._at_most((portion.product, *others)))
        published = portion.published
        amount = (published.amount or f"{published.volume_ml:g} mL x {published.strength}") if published else ""
        values = {
            "volume": plain(portion.volume_ml),
            "amount": self.names.figures(amount),
            "published": f"{published.volume_ml:g}" if published and published.volume_ml else "",
        }
        key = "amount-in" if portion.grounds == "amount" and values["published"] else portion.grounds
        return self.say.tell(f"volume.{key}", **values)

    def _at_most(self, products: tuple[str, ...]) -> str:
        """Say what the maximum leaves: in each product its own volume, never one for all strengths."""
        found = {each: self.proposal.trial.most_of(each) for each in products}
        first = found[products[0]]
        if first is None:
            return self.say.say("most-unknown")
        key = "most-by-weight" if first.volume_ml is None else "most" if first.volume_ml else "most-nothing-left"
        volumes = ", ".join(
            self.say.tell("volume-of", volume=plain(most.volume_ml), product=self.names.name(product))
            for product, most in found.items()
            if most is not None and most.volume_ml is not None
        )
        cited, per = self.sources(first.citations), self.names.term(first.per)
        return self.say.tell(key, volumes=volumes, maximum=self.names.figures(first.maximum), per=per, sources=cited)

    def _ruled_out(self) -> Iterator[str]:
        """Write each reason once, with the recipes that it rules out."""
        if not self.proposal.ruled_out or self._nothing_at_all:
            return
        yield self.heading("block.ruled-out")
        for reason, candidates in self.proposal.reasons():
            yield self.brief(reason)
            origins = (each.draft.origin for each in candidates)
            recipes = dict.fromkeys(self.names.text(each.name) for each in origins if each.kind in ("recipe", "list"))
            if recipes:
                yield self.told("rules-out", INDENT, recipes=self.names.listed(recipes))
        yield ""


def _is_worth_a_line(finding: Finding) -> bool:
    return at_least(finding.severity, "caution") or finding.check == "availability"
