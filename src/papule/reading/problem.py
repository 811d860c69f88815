"""What is wrong with an input: where, what, and what to do, in the language of the reader."""

from collections.abc import Iterable
from itertools import islice

import msgspec

from papule.kernel.told import Catalogue, Told, shortened, told

__all__ = ["MOST", "Problem", "Told", "Unreadable", "first_of", "told"]

MOST = 100  # problems told of one input; a reader mends these and comes back


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to mend; `at` is a path into the document, `line` counts from 1.

    `problem` and `fix` are told (papule.kernel.told) where a doctor may meet them, so that they can be
    worded in another language; those of the knowledge itself are plain English.
    """

    at: str
    problem: str
    fix: str
    line: int = 0
    file: str = ""

    def __str__(self) -> str:
        """Write it on one line: file:line: at: problem. What to do."""
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        told_at = ": ".join(part for part in (place, self.at, self.problem) if part)
        return f"{told_at}. {self.fix[:1].upper()}{self.fix[1:]}" + ("" if self.fix.endswith((".", "?")) else ".")

    def worded(self, catalogue: Catalogue, language: str) -> "Problem":
        """Give the same problem in a language, ready to be shown: plain texts, and nothing a terminal obeys."""
        return Problem(
            _visible(shortened(self.at, 200)),
            _plain(self.problem, catalogue, language),
            _plain(self.fix, catalogue, language),
            self.line,
            _visible(self.file),
        )


class Unreadable(Exception):  # noqa: N818 -- the word a reader of the error understands
    """An input that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems."""
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """Write the first problems, one a line, in English."""
        return "\n".join(str(problem) for problem in self.problems[:20])

    def worded(self, catalogue: Catalogue, language: str) -> "Unreadable":
        """Give the same error in a language, ready to be shown. An empty catalogue leaves it English."""
        return Unreadable([problem.worded(catalogue, language) for problem in self.problems])


def first_of(problems: Iterable[Problem]) -> list[Problem]:
    """Take the first problems of an input, at most MOST, and say when there are more."""
    every = iter(problems)
    first = list(islice(every, MOST))
    if next(every, None) is not None:
        first.append(
            Problem("", told("there are more problems than these {count}", count=MOST), told("mend these first"))
        )
    return first


def _plain(text: str, catalogue: Catalogue, language: str) -> str:
    return text.worded(catalogue, language) if isinstance(text, Told) else text


def _visible(text: str) -> str:
    """Escape what is not printed but obeyed: a path may hold any key of the input."""
    return text if text.isprintable() else "".join(_escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]
