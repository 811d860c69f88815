"""The agenda of ten doctors, measured: what a page asks of the database, and how long the processor works on it.

Two databases side by side, one with nothing but the weeks that are looked at, one with 100,000 appointments in other
weeks: a round in the one, a round in the other, so that a busy moment falls on both.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from typing import Any, NamedTuple

from office.within import command

WEEKS = (10, 100, 1_000)  # appointments
OTHERS = 100_000  # in other weeks
FLAT = 1.5
PAGES = {"week": "a week of one of ten doctors", "day": "a day of all ten"}


class Shown(NamedTuple):
    """A page of the agenda in one database: what it asks, and seconds of the processor, Papule's and the database's."""

    database: str
    others: int
    page: str
    week: int
    queries: int
    times: list[float]  # each round


def opened(database: str, others: int, held: ExitStack) -> Callable[[str], dict[str, Any]]:
    """Fill a database and give who opens its pages: asked for their `queries` or `seconds`, answers for each page."""
    directory = held.enter_context(tempfile.TemporaryDirectory(prefix="papule-bench-"))
    program = subprocess.Popen(
        command(database, directory, "booked", others, *WEEKS),
        env=os.environ | {"DATABASE_URL": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    held.enter_context(program)

    def ask(what: str) -> dict[str, Any]:
        print(what, file=program.stdin, flush=True)
        said: dict[str, Any] = json.loads(program.stdout.readline() or "{}")
        return said or sys.exit(f"the program that measures the agenda ended with {program.wait()}")

    return ask


def measure(database: str, rounds: int, others: int = OTHERS) -> list[Shown]:
    """Measure every page in both databases, in turn; the first round warms them."""
    print(f"{database}: agenda of ten doctors", file=sys.stderr, flush=True)
    times: dict[tuple[int, str], list[float]] = {}
    with ExitStack() as held:
        both = {each: opened(database, each, held) for each in (0, others)}
        queries = {each: ask("queries") for each, ask in both.items()}
        for number in range(rounds + 1):
            for amount, ask in both.items():
                for page, time in ask("seconds").items():
                    times.setdefault((amount, page), []).extend([time] if number else [])
    return [
        Shown(database, amount, page, week, queries[amount][key], times[amount, key])
        for amount in both
        for page in PAGES
        for week in WEEKS
        for key in (f"{page} {week}",)
    ]


def verdicts(shown: list[Shown]) -> list[tuple[str, float, float]]:
    """Require of each database: as many queries whatever there is, and no time for what stands in other weeks."""
    listed = []
    for database, page in dict.fromkeys((each.database, each.page) for each in shown):
        rows = [each for each in shown if (each.database, each.page) == (database, page)]
        queries = [each.queries for each in rows]
        alone, among = rows[: len(WEEKS)], rows[len(WEEKS) :]
        listed += [
            (f"{database}: {PAGES[page]}, most queries / fewest", max(queries) / min(queries), 1),
            (f"{database}: {PAGES[page]}, {among[0].others:,} in other weeks / none", in_rounds(among, alone), FLAT),
        ]
    return listed


def in_rounds(many: list[Shown], few: list[Shown]) -> float:
    """Give how many times as long the many take: the median of the rounds, in each of which both were asked."""
    these, those = ([sum(times) for times in zip(*(each.times for each in rows), strict=True)] for rows in (many, few))
    return statistics.median(one / other for one, other in zip(these, those, strict=True))


def section(shown: list[Shown]) -> str:
    """Write what was measured."""
    pairs = [(few, many) for few in shown for many in shown if few[:1] + few[2:4] == many[:1] + many[2:4]]
    rows = "\n".join(
        f"| {few.database} | {PAGES[few.page]} | {few.week:,} | {max(few.queries, many.queries)} "
        f"| {milliseconds(few)} | {milliseconds(many)} |"
        for few, many in pairs
        if few.others < many.others
    )
    grown = max(in_rounds([many], [few]) for few, many in pairwise(shown) if few[:3] == many[:3])
    return f"""\
## The agenda

Ten doctors. Milliseconds of the processor for one page, Papule's and the database's together, median; the read of
everybody who is shown is in the audit log before the answer. The week that is looked at holds few or many
appointments, the other weeks none or {shown[-1].others:,}: both databases are asked in turn.

| database | page | in that week | queries | none in other weeks | {shown[-1].others:,} |
|---|---|---|---|---|---|
{rows}

Ten times as many appointments in the week take at most {grown:.1f} times as long.
"""


def milliseconds(shown: Shown) -> str:
    return f"{statistics.median(shown.times) * 1000:.1f}"
