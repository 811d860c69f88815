"""Measures what happens around the session and writes docs/reference/performance-office.md.

Tracing a recalled lot on SQLite and on PostgreSQL, and documents beside reportlab. Exit status 1 says that a
requirement was not kept.
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

from office import documents
from timing import BUSY, Spread, load, spread_of

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "performance-office.md"
RUNS = ((10_000, 100), (1_000_000, 100), (1_000_000, 100_000))  # administrations, lots
LIMIT = 1.0  # seconds
FLAT = 1.5


class Traced(NamedTuple):
    """How long the page of a recall takes."""

    database: str
    administrations: int
    lots: int
    patients: int
    time: Spread


def trace(database: str, administrations: int, lots: int) -> Traced:
    print(f"{database}: {administrations:,} administrations of {lots:,} lots", file=sys.stderr, flush=True)
    around = [sys.executable, str(ROOT / "tests" / "postgresql.py")] if database == "PostgreSQL" else []
    with tempfile.TemporaryDirectory(prefix="papule-bench-") as directory:
        script = str(Path(__file__).parent / "recall.py")
        command = [*around, sys.executable, script, directory, str(administrations), str(lots)]
        environment = os.environ | {"DATABASE_URL": ""}
        said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    return Traced(database, found["rows"], lots, found["patients"], spread_of(found["times"]))


def verdicts(traced: list[Traced]) -> list[tuple[str, float, float]]:
    """Give what is required, what was measured, and the limit."""
    listed = []
    for database in ("SQLite", "PostgreSQL"):
        few, many, more = (each for each in traced if each.database == database)
        listed += [
            (f"{database}: page of a recall among {many.administrations:,}, slowest 5 %, s", many.time.p95, LIMIT),
            (f"{database}: 1,000,000 administrations / 10,000", many.time.median / few.time.median, FLAT),
            (f"{database}: 100,000 other lots / 100", more.time.median / many.time.median, FLAT),
        ]
    return listed


def page(traced: list[Traced], made: documents.Documents, busy: float) -> str:
    kept = "\n".join(
        f"| {what} | **{ratio:.2f}** | <= {limit:g} | {'yes' if ratio <= limit else 'NO'} |"
        for what, ratio, limit in verdicts(traced)
    )
    rows = "\n".join(
        f"| {each.database} | {each.administrations:,} | {each.lots:,} | {each.patients} "
        f"| {each.time.median * 1000:.0f} ({each.time.p95 * 1000:.0f}) |"
        for each in traced
    )
    each_second = 1 / made.papule.median
    floor = made.papule.median / made.reportlab.median
    noise = f" The machine was busy ({busy:.1f} processes waiting for each core)." if busy > BUSY else ""
    return f"""\
<!-- Written by bench/office: run script/bench-office, do not edit this page. -->

# Performance around the session

Measured on {dt.datetime.now(dt.UTC).date()} on a machine with {os.cpu_count()} cores, Python
{platform.python_version()}.{noise}

| requirement | measured | limit | kept |
|---|---|---|---|
{kept}

## A recall

Milliseconds, median (95th percentile), of the whole page of a recall: everybody who had the lot is counted, the first
50 are listed with their sessions and sites, the read is in the audit log before the answer. The lot always went into
as many people; what differs is how many other administrations and lots there are.

| database | administrations | other lots | patients | page |
|---|---|---|---|---|
{rows}

## Documents

One page A4, the same words: Papule tags it for screen readers (PDF/UA-1) and for archives (PDF/A-2a); reportlab does
neither and is the floor.

| | milliseconds, median (95th percentile) | a second |
|---|---|---|
| Papule, typst | {made.papule.median * 1000:.1f} ({made.papule.p95 * 1000:.1f}) | {each_second:.0f} |
| reportlab | {made.reportlab.median * 1000:.1f} ({made.reportlab.p95 * 1000:.1f}) | {1 / made.reportlab.median:.0f} |

Papule takes {floor:.2f} times as long.

## To repeat it

```
script/bench-office                # about six minutes
script/bench-office --small        # 10,000 administrations only; writes no page
```
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench-office", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a short look; writes no page")
    small = parser.parse_args().small
    busy = load()
    made = documents.measure(2 if small else 20)
    runs = ((10_000, 100),) * 3 if small else RUNS
    traced = [trace(database, *run) for database in ("SQLite", "PostgreSQL") for run in runs]
    text = page(traced, made, busy)
    print(text)
    if not small:
        PAGE.write_text(text)
    return int(any(ratio > limit for _what, ratio, limit in verdicts(traced)))


if __name__ == "__main__":
    sys.exit(main())
