"""What an assessment says, ordered and worded for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from papule.assessment.finding import Assessment, Cited, Dissent, DutyToDo, Finding
from papule.assessment.wording import Words
from papule.clinic.dates import date_format
from papule.clinic.knowledge import formulary, words
from papule.clinic.marks import listed
from papule.clinic.reference.finding import address, question_of
from papule.kernel.severity import at_least
from papule.kernel.value import Value

ICONS = {
    "info": "info-circle",
    "caution": "exclamation-triangle-fill",
    "needs_answer": "question-circle-fill",
    "defer": "clock",
    "stop": "octagon-fill",
    "prohibited": "slash-circle-fill",
    "no_finding": "check2",
}


class Told(Value):
    """One finding in words."""

    key: str  # by which a reason is tied to it
    code: str
    severity: str
    word: str
    icon: str
    message: str
    because: str
    sources: tuple[str, ...]
    dissent: tuple[str, ...]
    may_override: bool
    reason: str
    page: str  # address of what the code rests on
    question: str  # address of every position on it, and of what would change it


class Question(Value):
    """Something to be answered first."""

    fact: str
    question: str
    asked_by: str


class Group(Value):
    """Questions that a doctor asks together."""

    name: str
    questions: tuple[Question, ...]
    is_daily: bool  # all of it is asked anew at every session


class Block(Value):
    """Findings under one title."""

    title: str
    findings: tuple[Told, ...]


class Presented(Value):
    """The whole of what an assessment says."""

    verdict: str
    word: str
    icon: str
    blocks: tuple[Block, ...]
    groups: tuple[Group, ...]
    standing: tuple[Told, ...]
    standing_codes: str
    duties: tuple[str, ...]
    footer: str
    not_checked: tuple[str, ...]
    is_acknowledged: bool = False


def presented(
    assessment: Assessment, reasons: Mapping[str, str] | None = None, *, is_acknowledged: bool = False
) -> Presented:
    """Order and word an assessment. `reasons`: what the doctor wrote, by the key of a finding."""
    say = words()
    given = reasons or {}
    return Presented(
        assessment.verdict,
        _verdict(assessment, say),
        ICONS[assessment.verdict],
        tuple(_blocks(assessment.findings, given, say)),
        tuple(_groups(assessment.findings, say)),
        tuple(_told(each, given, say) for each in assessment.findings if each.scope == "standing"),
        _counted(each.code for each in assessment.findings if each.scope == "standing"),
        tuple(dict.fromkeys(_duty(duty, say) for each in assessment.findings for duty in each.duties)),
        _footer(assessment, say),
        tuple(map(say.not_checked, assessment.not_checked)),
        is_acknowledged,
    )


LONGEST_REASON = 500  # signs, of what a doctor writes to go past a finding


def key_of(finding: Finding) -> str:
    """Name a finding so that a reason can be tied to it."""
    return f"{finding.code}|{finding.about.id}"


def phrase(key: str) -> str:
    """Give a phrase of the command in the language of the request."""
    return str(formulary().wording["command"][key][words().language]).strip()


def _verdict(assessment: Assessment, say: Words) -> str:
    if assessment.verdict == "no_finding":
        return phrase("nothing-found").format(checked=assessment.checked)
    return say.term(assessment.verdict)


def _blocks(findings: Iterable[Finding], given: Mapping[str, str], say: Words) -> Iterable[Block]:
    shown = [each for each in findings if each.scope != "standing"]
    asked = [each for each in shown if each.severity == "needs_answer" and each.check != "completeness"]
    rest = [each for each in shown if not at_least(each.severity, "needs_answer")]
    parts = [
        ("block.stops", [each for each in shown if at_least(each.severity, "defer")]),
        ("block.questions", asked),
        *(
            (f"block.{scope}", [each for each in rest if each.scope == scope])
            for scope in ("patient", "mixture", "plan")
        ),
    ]
    for title, found in parts:
        if found:
            yield Block(phrase(title), tuple(_told(each, given, say) for each in found))


def _groups(findings: Iterable[Finding], say: Words) -> Iterable[Group]:
    known = formulary()
    grouped: dict[tuple[int, str], list[Question]] = {}
    for each in findings:
        if each.check != "completeness":
            continue
        fact = known.facts.get(each.about.id)
        group = known.question_groups[fact.group] if fact else None
        key = (group.order, say.text(group.name)) if group else (99, phrase("questions.other"))
        by = ", ".join(say.name(each) for each in each.params.get("by", ()))
        text = say.text(fact.question) if fact else say.fact(each.about.id)
        grouped.setdefault(key, []).append(Question(each.about.id, text, by))
    return (_group(name, questions) for (_, name), questions in sorted(grouped.items()))


def _group(name: str, questions: list[Question]) -> Group:
    facts = formulary().facts
    daily = all(each.fact in facts and facts[each.fact].about != "patient" for each in questions)
    return Group(name, tuple(questions), daily)


def told_of(finding: Finding) -> Told:
    """Word one finding."""
    return _told(finding, {}, words())


def _told(finding: Finding, given: Mapping[str, str], say: Words) -> Told:
    key = key_of(finding)
    return Told(
        key,
        finding.code,
        finding.severity,
        say.term(finding.severity),
        ICONS[finding.severity],
        say.message(finding),
        say.because(finding) if finding.scope == "patient" and finding.because else "",
        tuple(cited(each) for each in finding.citations),
        tuple(_dissent(each, say) for each in finding.disagreement),
        finding.override == "reason",
        given.get(key, ""),
        address("code", finding.code),
        question_of(finding.code, finding.params.get("substance") or finding.about.id),
    )


def cited(each: Cited) -> str:
    """Write a citation: source, place, since when, how much of it was read."""
    parts = [f"{formulary().sources[each.source].title}, {words().place(each.at)}"]
    if each.since:
        parts.append(phrase("since").format(day=date_format(date.fromisoformat(each.since), "SHORT_DATE_FORMAT")))
    if each.foreign:
        parts.append(phrase("foreign"))
    if each.read and each.read != "full":
        parts.append(phrase(f"read.{each.read}"))
    return " · ".join(parts)


def _dissent(each: Dissent, say: Words) -> str:
    sources = ", ".join(dict.fromkeys(formulary().sources[cite.source].title for cite in each.citations))
    held = listed(filter(None, (say.known_term(each.holds), say.text(each.text))), say.language)
    return f"{sources}{say.colon} {held}"


def _duty(duty: DutyToDo, say: Words) -> str:
    told = say.text(duty.text) or phrase(f"duty.{duty.id}").format(minutes=duty.minutes, months=duty.months)
    return f"{told[:1].upper()}{told[1:]}"


def _counted(codes: Iterable[str]) -> str:
    counts = Counter(codes)
    return ", ".join(f"{code} ({count})" if count > 1 else code for code, count in sorted(counts.items()))


def _footer(assessment: Assessment, say: Words) -> str:
    said = phrase("checked").format(checked=assessment.checked, edition=assessment.edition)
    if assessment.missing:
        said += " " + phrase("missing").format(facts=", ".join(say.fact(each) for each in assessment.missing))
    return said
