"""Every pair in one syringe: incompatible, conflicting, or without a measurement."""

from __future__ import annotations

from collections.abc import Iterator

from papule.assessment.finding import About, Cited, Dissent, Finding
from papule.assessment.pairs import PairVerdict
from papule.assessment.subject import Item, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Judge the pairs of each syringe; conflicts and gaps are told once a syringe."""
    for number, pairs in enumerate(subject.pairs):
        told = [(_ids(one, other), verdict) for one, other, verdict in pairs]
        for ids, verdict in told:
            if verdict.verdict == "incompatible" and not verdict.never_mixed:
                yield _incompatible(ids, verdict)
        yield from _once(number, "conflicting", told)
        yield from _once(number, "no-data", told)


def _ids(one: Item, other: Item) -> tuple[str, str]:
    return (one.id, other.id) if one.id < other.id else (other.id, one.id)


def _incompatible(ids: tuple[str, str], verdict: PairVerdict) -> Finding:
    return Finding(
        code="compatibility/incompatible",
        check="compatibility",
        severity="stop",
        scope="mixture",
        about=About("pair", "+".join(ids), ids),
        citations=verdict.citations,
        disagreement=verdict.disagreement,
        params={"substances": ids, "text": verdict.text},
    )


def _once(number: int, kind: str, told: list[tuple[tuple[str, str], PairVerdict]]) -> Iterator[Finding]:
    concerned = [pair for pair in told if pair[1].verdict == kind]
    if not concerned:
        return
    concerned.sort(key=lambda pair: pair[0])
    yield Finding(
        code=f"compatibility/{kind}",
        check="compatibility",
        severity="caution" if kind == "conflicting" else "info",
        scope="mixture" if kind == "conflicting" else "standing",
        about=About("syringe", f"syringe-{number + 1}"),
        because={"pairs": ["+".join(ids) for ids, _ in concerned]},
        citations=_cited(concerned),
        disagreement=_distinct(concerned),
        params={"pairs": [ids for ids, _ in concerned], "text": concerned[0][1].text},
    )


def _cited(concerned: list[tuple[tuple[str, str], PairVerdict]]) -> tuple[Cited, ...]:
    if len(concerned) == 1:
        return concerned[0][1].citations
    return tuple(dict.fromkeys(cited for _, verdict in concerned for cited in verdict.citations))


def _distinct(concerned: list[tuple[tuple[str, str], PairVerdict]]) -> tuple[Dissent, ...]:
    found: list[Dissent] = []
    for _, verdict in concerned:
        found += [each for each in verdict.disagreement if each not in found]
    return tuple(found)
