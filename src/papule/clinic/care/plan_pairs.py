"""What is known of mixing the products of a syringe, two by two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from papule.assessment.subject import Subject
from papule.assessment.view import View
from papule.assessment.wording import Words
from papule.clinic.knowledge import formulary, words
from papule.kernel.value import Value


class Pair(Value):
    """Two products of one syringe, and what is known of mixing them."""

    names: str
    verdict: str
    word: str


def pairs_of(subject: Subject, number: int, view: View) -> Iterator[Pair]:
    """Tell what is known of mixing each two products of a syringe."""
    say = words()
    for one, other in combinations(subject.by_syringe[number], 2):
        found = view.pairs.verdict(one.sides, other.sides)
        yield Pair(f"{say.name(one.id)} + {say.name(other.id)}", found.verdict, _of_pair(found.verdict, say))


def _of_pair(verdict: str, say: Words) -> str:
    """Say what is known of mixing two, as the explanations say it."""
    entry = formulary().wording["explain"].get(f"value.{verdict}")
    return str(entry[say.language]) if entry else say.term(verdict)
