"""What propose, schedule and prepare share: their words, their way to say a source or a problem."""

from collections.abc import Iterable

from papule.assessment.finding import Cited
from papule.cli.context import Context
from papule.cli.output import Page
from papule.reading.problem import Problem, Unreadable
from papule.treatment.case import Case

NO_PLAN = 1  # exit status when nothing can be proposed


class Planning(Context):
    """A context that also knows the phrases of planning."""

    def say(self, key: str) -> str:
        """Give a phrase of planning, else of the command, in this language."""
        entry = self.formulary.wording["planning"].get(key)
        return str(entry[self.language]) if entry else super().say(key)

    def tell(self, key: str, **values: object) -> str:
        """Give a phrase with its values filled in."""
        return self.say(key).format(**values)


def planning(context: Context) -> Planning:
    """Add the phrases of planning to a context."""
    return Planning(context.formulary, context.language, context.terminal)


def sources(page: Page, citations: Iterable[Cited], most: int = 2) -> str:
    """Name the first sources of a statement."""
    named = [page.cited(each) for each in dict.fromkeys(citations)]
    more = f" (+{len(named) - most})" if len(named) > most else ""
    return "; ".join(named[:most]) + more


def refuse(*problems: Problem | None) -> None:
    """Raise Unreadable when any problem is given."""
    found = [each for each in problems if each]
    if found:
        raise Unreadable(found)


def indication_of(case: Case) -> str:
    """Give the indication of the catalogue that a case names; empty for none or a free text."""
    named = case.treatment.indication
    return named if isinstance(named, str) else ""
