"""Measures what happens around the session and writes docs/reference/performance-office.md.

Tracing a recalled lot and the agenda on SQLite and on PostgreSQL, and documents beside reportlab. Exit status 1 says
that a requirement was not kept.
"""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from office import agenda, documents
from office.within import command
from timing import BUSY, Spread, load, spread_of

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "performance-office.md"
ROUNDS = 8  # of the agenda
RUNS = ((10_000, 100), (1_000_000, 100), (1_000_000, 100_000))  # administrations, lots
LIMIT = 1.0  # seconds
FLAT = 1.5
DATABASES = ("SQLite", "PostgreSQL")
Verdict = tuple[str, float, float]


class Traced(NamedTuple):
    """How long the page of a recall takes."""

    database: str
    administrations: int
    lots: int
    patients: int
    time: Spread


def trace(database: str, administrations: int, lots: int) -> Traced:
    print(f"{database}: {administrations:,} administrations of {lots:,} lots", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="papule-bench-") as directory:
        asked = command(database, directory, "traced", administrations, lots)
        environment = os.environ | {"DATABASE_URL": ""}
        said = subprocess.run(asked, env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    return Traced(database, found["rows"], lots, found["patients"], spread_of(found["times"]))


def verdicts(traced: list[Traced]) -> list[Verdict]:
    """Give what is required, what was measured, and the limit."""
    listed = []
    for database in DATABASES:
        few, many, more = (each for each in traced if each.database == database)
        listed += [
            (f"{database}: page of a recall among {many.administrations:,}, slowest 5 %, s", many.time.p95, LIMIT),
            (f"{database}: 1,000,000 administrations / 10,000", many.time.median / few.time.median, FLAT),
            (f"{database}: 100,000 other lots / 100", more.time.median / many.time.median, FLAT),
        ]
    return listed


def required(listed: list[Verdict]) -> str:
    rows = "\n".join(
        f"| {what} | **{ratio:.2f}** | <= {limit:g} | {'yes' if ratio <= limit else 'NO'} |"
        for what, ratio, limit in listed
    )
    return f"""\
| requirement | measured | limit | kept |
|---|---|---|---|
{rows}
"""


def of_recalls(traced: list[Traced]) -> str:
    rows = "\n".join(
        f"| {each.database} | {each.administrations:,} | {each.lots:,} | {each.patients} "
        f"| {each.time.median * 1000:.0f} ({each.time.p95 * 1000:.0f}) |"
        for each in traced
    )
    return f"""\
## A recall

Milliseconds, median (95th percentile), of the whole page of a recall: everybody who had the lot is counted, the first
50 are listed with their sessions and sites, the read is in the audit log before the answer. The lot always went into
as many people; what differs is how many other administrations and lots there are.

| database | administrations | other lots | patients | page |
|---|---|---|---|---|
{rows}
"""


def of_documents(made: documents.Documents) -> str:
    return f"""\
## Documents

One page A4, the same words: Papule tags it for screen readers (PDF/UA-1) and for archives (PDF/A-2a); reportlab does
neither and is the floor.

| | milliseconds, median (95th percentile) | a second |
|---|---|---|
| Papule, typst | {made.papule.median * 1000:.1f} ({made.papule.p95 * 1000:.1f}) | {1 / made.papule.median:.0f} |
| reportlab | {made.reportlab.median * 1000:.1f} ({made.reportlab.p95 * 1000:.1f}) | {1 / made.reportlab.median:.0f} |

Papule takes {made.papule.median / made.reportlab.median:.2f} times as long.
"""


def page(listed: list[Verdict], sections: list[str], busy: float) -> str:
    noise = f" The machine was busy ({busy:.1f} processes waiting for each core)." if busy > BUSY else ""
    told = "\n".join([required(listed), *sections])
    return f"""\
<!-- Written by bench/office: run script/bench-office, do not edit this page. -->

# Performance around the session

Measured on {dt.datetime.now(dt.UTC).date()} on a machine with {os.cpu_count()} cores, Python
{platform.python_version()}.{noise}

{told}
## To repeat it

```
script/bench-office                # about eight minutes
script/bench-office --agenda       # the agenda only; writes no page
script/bench-office --small        # a short look at all of it; writes no page
```
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench-office", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a short look; writes no page")
    parser.add_argument("--agenda", action="store_true", help="the agenda only; writes no page")
    asked, busy = parser.parse_args(), load()
    rounds, others = (1, 2_000) if asked.small else (ROUNDS, agenda.OTHERS)
    shown = [row for database in DATABASES for row in agenda.measure(database, rounds, others)]
    listed, sections = agenda.verdicts(shown), [agenda.section(shown)]
    if not asked.agenda:
        made = documents.measure(2 if asked.small else 20)
        runs = ((10_000, 100),) * 3 if asked.small else RUNS
        traced = [trace(database, *run) for database in DATABASES for run in runs]
        listed = [*verdicts(traced), *listed]
        sections = [of_recalls(traced), *sections, of_documents(made)]
    text = page(listed, sections, busy)
    print(text)
    if not asked.small and not asked.agenda:
        PAGE.write_text(text)
    return int(any(ratio > limit for _what, ratio, limit in listed))


if __name__ == "__main__":
    sys.exit(main())
