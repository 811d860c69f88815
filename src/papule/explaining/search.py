"""From the words of the command line to what they mean: an item, two items, a finding code."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from papule.explaining.catalogue import KINDS, Catalogue, Item, label_of
from papule.explaining.code import Code, codes_of
from papule.explaining.pair import PAIRED, Pair
from papule.explaining.question import Question
from papule.explaining.sheet import Sheet
from papule.reading.problem import Problem, Unreadable, told

Explained = Sheet | Question | Pair | Code

_ASKED = ("fact", "class")
_TARGETS = ("method", "substance", "product")
_LONGEST = 200  # characters of a name worth looking up
_MOST_SHOWN = 12


class Found(NamedTuple):
    """What was meant: a code; or an item, alone or with what is asked about it (the classes of a medicine: several)."""

    item: Item
    about: tuple[Item, ...] = ()
    also: list[Item] = []
    code: str = ""


def found_in(names: list[str], catalogue: Catalogue) -> Found:
    """Find what the words mean.

    Raises Unreadable with the nearest names when nothing, or too much, has that name.
    """
    text = " ".join(" ".join(names).split())
    if not text or len(text) > _LONGEST:
        raise Unreadable([Problem("", told("there is no name to look up"), told("write `papule explain lidocaine`"))])
    check = text.partition("/")[0]
    if "/" in text and any(code.partition("/")[0] == check for code in codes_of(catalogue)):
        return Found(Item("code", text, None), code=text)
    exact = catalogue.exact(text)
    if exact:
        return Found(exact[0], also=exact[1:])
    for one, other in _splits(names, text):
        pair = _pair(catalogue.exact(one), catalogue.exact(other))
        if pair:
            return pair
    return _by_words(text, names, catalogue)


def _splits(names: list[str], text: str) -> Iterator[tuple[str, str]]:
    """Give the ways to take the words as two names, as the command line separates them first."""
    if len(names) == 2:  # noqa: PLR2004 -- two names
        yield names[0], names[1]
    words = text.split()
    for place in range(1, len(words)):
        yield " ".join(words[:place]), " ".join(words[place:])


def _pair(ones: list[Item], others: list[Item]) -> Found | None:
    """Take one of each side: a fact or classes against a target, or else two that may share a syringe."""
    for one in ones:
        for other in others:
            if one.kind in _ASKED and other.kind in _TARGETS:
                return _question(one, other, ones)
            if other.kind in _ASKED and one.kind in _TARGETS:
                return _question(other, one, others)
            if one.kind in PAIRED and other.kind in PAIRED:
                return Found(other, about=(one,))
    return None


def _question(about: Item, target: Item, named: list[Item]) -> Found | None:
    """A medicine may be in several classes: all are asked. Classes are asked of substances only."""
    if about.kind == "fact":
        return Found(target, about=(about,))
    classes = tuple(each for each in named if each.kind == "class")
    return None if target.kind == "method" else Found(target, about=classes)


def _by_words(text: str, names: list[str], catalogue: Catalogue) -> Found:
    items = catalogue.with_words(text)
    if len(items) == 1:
        return Found(items[0])
    medicine = None if items else catalogue.medicine(text)
    if medicine:
        return Found(medicine)
    if items:
        said = told("{name!r} stands in {count} names; nothing has just that name", name=text, count=len(items))
        raise Unreadable([Problem("", said, told("name one of these")), *_choices(items)])
    unknown = next((each for each in names if not catalogue.exact(each)), text)
    known_apart = len(names) > 1 and unknown is text
    if known_apart:
        fix = told("ask of a fact or a class of medicines against a substance or the technique, or of two products")
        raise Unreadable([Problem("", told("there is no question between the parts of {name!r}", name=text), fix)])
    near = catalogue.like(unknown)
    fix = told("did you mean one of these?") if near else told("list what is known: papule knowledge list")
    raise Unreadable([Problem("", told("nothing is named {name!r}", name=unknown), fix), *_choices(near)])


def _choices(items: Iterable[Item]) -> list[Problem]:
    shown = sorted(items, key=lambda item: list(KINDS).index(item.kind))[:_MOST_SHOWN]
    return [Problem("", _named(item), told("write {address}", address=item.address)) for item in shown]


def _named(item: Item) -> str:
    return next(iter(label_of(item).values()), item.id)
