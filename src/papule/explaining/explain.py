"""From what somebody asks to its explanation."""

from collections.abc import Sequence

from papule.assessment.view import View
from papule.explaining.catalogue import Catalogue, Item
from papule.explaining.code import code_of
from papule.explaining.pair import Pair, pair_of
from papule.explaining.question import Question, gravest, question_of
from papule.explaining.search import Explained, found_in
from papule.explaining.sheet import sheet_of

DEFAULT_COUNTRY = "FR"  # the country that most of the knowledge is about


def explain(names: list[str], catalogue: Catalogue, view: View) -> Explained:
    """Find what is meant and explain it.

    Raises Unreadable.
    """
    found = found_in(names, catalogue)
    if found.code:
        return code_of(found.code, catalogue, view)
    if not found.about:
        return sheet_of(found.item, found.also, catalogue, view)
    return between(found.about, found.item, catalogue, view)


def between(about: Sequence[Item], target: Item, catalogue: Catalogue, view: View) -> Question | Pair:
    """Explain a fact, or classes, against a target; else two things that may share a syringe."""
    if about[0].kind in ("fact", "class"):
        return gravest([question_of(each, target, catalogue, view) for each in about])
    return pair_of(about[0], target, view)
