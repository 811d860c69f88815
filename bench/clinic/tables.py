"""What was measured as tables: printed, and written to docs/reference/performance-clinic.md."""

import datetime as dt
import os
import platform
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from clinic.measuring import BLOCK, ENCOUNTER, OPENING, RECORD, SEARCH, SESSION, TASKS, History, Size, Taken
from clinic.peer import VERSION
from page import table, written
from timing import BUSY

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "performance-clinic.md"
TIMES_FASTER = 5.0
FLAT = 1.5  # times the processor time of the smallest, still called flat: runs differ by a fifth
MIB = 1024 * 1024
WORDS = {
    SEARCH: ("search while typing", "search, 20 rows"),
    RECORD: ("chart of a patient", "record of a patient"),
    ENCOUNTER: ("composer: a volume changed, kept, assessed", "encounter created"),
    SESSION: ("session signed, its record shown", "session created and ended"),
    OPENING: ("page of the next session", ""),
}


class Measured(NamedTuple):
    """Everything that one run measured."""

    sizes: list[Size]
    histories: list[History]
    by_password: Taken
    first_page: float  # seconds, all that follows too
    fresh_machine: float
    install: float
    initialise: float
    start: float
    filled: list[tuple[int, float, float]]  # patients, seconds of Papule, seconds of GNU Health
    memory: tuple[int, int, int]  # bytes: Papule, server of GNU Health, its database
    load: float


class Verdict(NamedTuple):
    """A requirement, what was measured, and whether it was kept."""

    what: str
    measured: float
    limit: str
    kept: bool


def verdicts(found: Measured) -> list[Verdict]:
    listed = []
    largest, smallest = found.sizes[-1], found.sizes[0]
    for task in TASKS:
        for each in found.sizes:
            ratio = each.client[task].wall.median / each.papule[task].wall.median
            what = f"{WORDS[task][0]}, {each.patients:,} patients: times as fast as GNU Health"
            listed.append(Verdict(what, ratio, f">= {TIMES_FASTER:g}", ratio >= TIMES_FASTER))
    if len(found.sizes) > 1:
        for task in TASKS:
            growth = _growth(smallest, largest, task)
            what = f"{WORDS[task][0]}, processor: {largest.patients:,} patients / {smallest.patients:,}"
            listed.append(Verdict(what, growth, f"<= {FLAT:g}", growth <= FLAT))
    return listed + _of_history(found.histories)


def _growth(less: Size | History, more: Size | History, task: str) -> float:
    """Times the processor time, once the machine's own slowing down is taken out: GNU Health reading one record."""
    machine = more.call[RECORD].processor / less.call[RECORD].processor
    return more.papule[task].processor / less.papule[task].processor / machine


def _of_history(histories: Sequence[History]) -> list[Verdict]:
    listed = []
    for shorter, longer in pairwise(histories):
        for task in longer.papule:
            growth = _growth(shorter, longer, task)
            what = f"{WORDS[task][0]}, processor: {longer.sessions} sessions / {shorter.sessions}"
            listed.append(Verdict(what, growth, f"<= {FLAT:g}", growth <= FLAT))
    return listed


def text(found: Measured) -> str:
    today = dt.datetime.now(tz=dt.UTC).date()
    busy = f" {BUSY_WORDS.format(load=found.load)}" if found.load >= BUSY else ""
    head = HEAD.format(
        day=today, cores=os.cpu_count(), python=platform.python_version(), busy=busy, peer=VERSION, block=BLOCK
    )
    parts = (
        head,
        _limits(found),
        BESIDE,
        _beside(found),
        _password(found),
        HISTORY,
        _histories(found),
        START,
        _start(found),
        REPEAT,
    )
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _limits(found: Measured) -> str:
    rows = [["requirement", "measured", "limit", "kept"]]
    rows += [
        [each.what, f"**{written(each.measured)}**", each.limit, "yes" if each.kept else "NO"]
        for each in verdicts(found)
    ]
    return table(rows)


def _beside(found: Measured) -> str:
    rows = [
        [
            "Papule / GNU Health",
            "patients",
            "Papule",
            "GNU Health",
            "its one call",
            "times as fast",
            "than the one call",
        ]
    ]
    for task in TASKS:
        for each in found.sizes:
            ours, client, call = each.papule[task], each.client[task], each.call[task]
            ratio, least = client.wall.median / ours.wall.median, call.wall.median / ours.wall.median
            rows.append(
                [
                    " / ".join(WORDS[task]),
                    f"{each.patients:,}",
                    _ms(ours),
                    _ms(client),
                    _ms(call),
                    f"**{written(ratio)}**",
                    written(least),
                ]
            )
    return table(rows)


def _password(found: Measured) -> str:
    return SLOW.format(times=_ms(found.by_password))


def _histories(found: Measured) -> str:
    tasks = list(found.histories[0].papule)
    rows = [["sessions before", *(WORDS[task][0] for task in tasks)]]
    rows += [[f"{each.sessions:,}", *(_ms(each.papule[task]) for task in tasks)] for each in found.histories]
    return table(rows)


def _start(found: Measured) -> str:
    ours, server, base = (f"{each / MIB:.0f}" for each in found.memory)
    their_start = found.initialise + found.start
    rows = [
        ["", "Papule", "GNU Health"],
        ["first start on fresh data to the first page, s", f"{found.first_page:.1f}", f"{their_start:.0f}"],
        ["the same with the packages installed, s", f"{found.fresh_machine:.0f}", f"{found.install + their_start:.0f}"],
        ["memory after the measurements (PSS), MiB", f"{ours} (database within)", f"{server}, and PostgreSQL {base}"],
    ]
    rows += [
        [f"{count:,} patients filled in, s", f"{ours:.0f}", f"{theirs:.0f}"] for count, ours, theirs in found.filled
    ]
    return table(rows)


def _ms(taken: Taken) -> str:
    return f"{taken.wall.median * 1e3:.1f} ({taken.wall.p95 * 1e3:.0f}) · {taken.processor * 1e3:.0f}"


HEAD = """\
<!-- Written by bench/clinic: run script/bench-clinic, do not edit this page. -->

# Performance of the clinic

Measured on {day} on a machine with {cores} cores, Python {python}, beside GNU Health {peer} with PostgreSQL, both on
loopback, by one client that waits for each answer and asks in turn, in blocks of {block} calls, of which the first is
not counted. The ratios are what to read; the times of another machine differ.{busy}
"""
BUSY_WORDS = "The machine was busy with other work ({load:.1f} processes waiting for each core when the run began)."
BESIDE = """\
## Beside GNU Health

Milliseconds waited, median (95th percentile) · milliseconds of the processor, on average, which other work on the
machine changes less. Growth, in the table above, is of processor time, divided by that of the one call that reads a
record in GNU Health: it tells how fast the machine was just then.

Papule: whole pages, or the parts of pages that the browser asks for, signed in, each read and each write in the audit
log and on the disk (SQLite, every commit flushed) before the answer. A session is signed with a passkey; its page is
opened before the clock starts.

GNU Health: everything that its own client (gnuhealth-client 5.0.2) asks for the same: search, count and read of the
list; read of the form, and how many notes and attachments there are; create and read; create, read, end and read.
Beside it the one call that answers at least (search_read, read, create, create): what a program would ask, not what a
person sees. GNU Health assesses nothing, draws no page on the server, keeps no log of who read what, and does not ask
who signs. Its server is the one that `trytond` starts. Patients are copies of one that it made itself.
"""
SLOW = """\
Signing with the password instead: {times} ms. Its check is slow on purpose, whatever else happens.
"""
HISTORY = """\
## A long history

Milliseconds as above, of patients whose one course has so many signed sessions. A chart shows at most so many scores,
sessions and sites: it grows until it is full.
"""
START = """\
## Start and memory

Packages come from the installer's cache where it has them. The first start makes the tables; GNU Health also loads its
codes of diseases. People are filled in as rows, without the pages.
"""
REPEAT = """\
## To repeat it

```
script/bench-clinic                                    # 1,000, 10,000 and 100,000 patients: about 25 minutes
script/bench-clinic --patients 1000 --blocks 3         # a short look; writes no page
```

The first run installs GNU Health in an environment of its own, .envs/bench-gnuhealth. Its database, its server and
Papule's live in a temporary directory and end with the run. Exit status 1 says that a requirement was not kept.
"""
