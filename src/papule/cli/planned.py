"""What propose, schedule and prepare share: their words, their way to say a source or a problem."""

import re
from collections.abc import Iterable

from papule.assessment.finding import Cited, Finding
from papule.assessment.wording import Words
from papule.cli.context import Context
from papule.cli.output import INDENT, SIGNS, Page
from papule.reading.problem import Problem, Unreadable
from papule.treatment.case import Case

_NUMBERS = r"[\d.]+(?: - [\d.]+)*"  # 1.5, or 0.1 - 0.2


class Planning(Context):
    """A context that also knows the phrases of planning."""

    def say(self, key: str) -> str:
        """Give a phrase of planning, else of the command, in this language."""
        entry = self.formulary.wording["planning"].get(key)
        return str(entry[self.language]) if entry else super().say(key)

    def tell(self, key: str, **values: object) -> str:
        """Give a phrase with its values filled in, numbers with the decimal mark of the language."""
        return self.say(key).format(**{name: self._figures(value) for name, value in values.items()})

    def _figures(self, value: object) -> object:
        is_number = isinstance(value, str) and re.fullmatch(_NUMBERS, value)
        return self.words.figures(str(value)) if is_number else value


def planning(context: Context) -> Planning:
    """Add the phrases of planning to a context."""
    return Planning(context.formulary, context.language, context.terminal)


class PlanPage(Page):
    """A page with what plans need beside findings."""

    def __init__(self, say: Planning) -> None:
        """Keep the words."""
        super().__init__(say)
        self.say = say
        self.names: Words = say.words

    def title(self, text: str) -> str:
        """Write a heading of a text that is already in words."""
        return f"\033[1m{text}\033[0m" if self.say.terminal.colour else self.wrap(text.upper())

    def told(self, key: str, indent: str = "", **values: object) -> str:
        """Write a phrase with its values, folded to the width."""
        return self.wrap(self.say.tell(key, **values), indent, indent + INDENT if indent else "")

    def sources(self, citations: Iterable[Cited], most: int = 1) -> str:
        """Name the first sources of a statement, and count the others."""
        named = [self.cited(each) for each in dict.fromkeys(citations)]
        more = f" (+{len(named) - most})" if len(named) > most else ""
        return self.names.listed(named[:most]) + more

    def brief(self, finding: Finding, indent: str = "") -> str:
        """Write a finding in one sentence with its first source."""
        source = f" ({self.sources(finding.citations)})" if finding.citations else ""
        head = f"{SIGNS[finding.severity]} {self.names.message(finding)}{source}"
        return self.paint(self.wrap(head, indent, indent + INDENT), finding.severity)


def refuse(problems: list[Problem]) -> None:
    """Raise Unreadable when there is any problem."""
    if problems:
        raise Unreadable(problems)


def indication_of(case: Case) -> str:
    """Give the indication of the catalogue that a case names; empty for none or a free text."""
    named = case.treatment.indication
    return named if isinstance(named, str) else ""
