"""What is wrong with an input: where, what, and what to do."""

import msgspec


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to mend; `at` is a path into the document, `line` counts from 1."""

    at: str
    problem: str
    fix: str
    line: int = 0
    file: str = ""

    def __str__(self) -> str:
        """Write it on one line: file:line: at: problem; what to do."""
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        return ": ".join(part for part in (place, self.at, self.problem) if part) + f". {self.fix}"


class Unreadable(Exception):  # noqa: N818 -- the word a reader of the error understands
    """An input that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems; the first ones make the message."""
        super().__init__("\n".join(str(problem) for problem in problems[:20]))
        self.problems = problems
