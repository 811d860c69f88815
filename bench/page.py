"""The measurements as tables: printed, and written to docs/reference/performance.md."""

import datetime as dt
import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cold
import engines
import many
from timing import BUSY, Spread

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "performance.md"
NEAR_LINEAR = 1.7  # times the cases per second with two processes on two free cores
FLAT = 1.25  # times the memory of 10,000 cases


class Measured(NamedTuple):
    """Everything that one run of the bench measured; what was left out is empty."""

    engines: engines.Engines | None
    cold: list[dict[str, Spread]]
    many: list[many.Run]
    load: float  # per core, when the run began
    many_on: dt.date | None = None  # when many cases were measured, if in a run of their own


class Verdict(NamedTuple):
    """A limit, and whether it was kept."""

    what: str
    ratio: float
    limit: float
    kept: bool


def verdicts(measured: Measured) -> list[Verdict]:
    found = []
    if measured.engines:
        ratio = _ratio(measured.engines.times, engines.FULL, engines.ZEN)
        found.append(Verdict(f"{engines.FULL} / {engines.ZEN}", ratio, 1.0, ratio <= 1.0))
    if measured.cold:
        for name, limit in cold.LIMITS.items():
            ratio = _ratio(measured.cold, name, cold.BARE)
            found.append(Verdict(f"{name} / {cold.BARE}", ratio, limit, ratio <= limit))
    if measured.many:
        gain = _rate(measured.many, many.PROCESSES) / _rate(measured.many, 1)
        found.append(Verdict("cases per second, 2 processes / 1", gain, NEAR_LINEAR, gain >= NEAR_LINEAR))
        growth = _growth(measured.many)
        if growth:
            found.append(Verdict("memory, most cases / 10,000 cases", growth, FLAT, growth <= FLAT))
    return found


def _ratio(repeats: Sequence[dict[str, Spread]], name: str, other: str) -> float:
    return statistics.median(each[name].median / each[other].median for each in repeats)


def _rate(runs: Sequence[many.Run], processes: int) -> float:
    return statistics.median(each.rate for each in runs if (each.cases, each.processes) == (many.COMPARED, processes))


def _growth(runs: Sequence[many.Run]) -> float | None:
    peaks = {each.cases: each.peak for each in runs if each.processes == many.PROCESSES and each.peak}
    return (peaks[max(peaks)] or 0) / (peaks[min(peaks)] or 1) if len(peaks) > 1 else None


def compared(repeats: Sequence[dict[str, Spread]], other: str, unit: tuple[str, float]) -> list[list[str]]:
    """Rows of name, ratio to the other with its range over the repeats, median and 95th percentile."""
    word, scale = unit
    rows = [["", "ratio", f"median, {word}", f"95th percentile, {word}"]]
    for name in sorted(repeats[0], key=lambda name: _ratio(repeats, name, other)):
        ratios = sorted(each[name].median / each[other].median for each in repeats)
        spread = f" ({written(ratios[0])} to {written(ratios[-1])})" if len(ratios) > 1 and name != other else ""
        median = statistics.median(each[name].median for each in repeats) * scale
        p95 = statistics.median(each[name].p95 for each in repeats) * scale
        rows.append([name, f"**{written(_ratio(repeats, name, other))}**{spread}", f"{median:.1f}", f"{p95:.1f}"])
    return rows


def written(ratio: float) -> str:
    """Write a ratio with two decimals, a small one with two digits that count."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"  # noqa: PLR2004 -- below it two decimals say nothing


def many_rows(runs: Sequence[many.Run]) -> list[list[str]]:
    """Rows of cases, processes, ratio to one process, cases per second, memory."""
    rows = [["cases", "processes", "ratio", "cases per second", "memory of all processes, MiB"]]
    one = _rate(runs, 1)
    for cases, processes in dict.fromkeys((each.cases, each.processes) for each in runs):
        same = [each for each in runs if (each.cases, each.processes) == (cases, processes)]
        rate = statistics.median(each.rate for each in same)
        peaks = [each.peak for each in same if each.peak]
        memory = f"{max(peaks) / many.MIB:.0f}" if peaks else "not measured"
        rows.append([f"{cases:,}", str(processes), f"**{rate / one:.2f}**", f"{rate:,.0f}", memory])
    return rows


def table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows as a Markdown table that also reads well in a terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def limits(measured: Measured) -> str:
    rows = [["requirement", "measured", "limit", "kept"]]
    for each in verdicts(measured):
        sign = ">=" if "per second" in each.what else "<="
        rows.append([each.what, f"**{each.ratio:.2f}**", f"{sign} {each.limit:g}", "yes" if each.kept else "NO"])
    return table(rows)


def noise(measured: Measured) -> str:
    if measured.load < BUSY:
        return ""
    return (
        f"The machine was busy with other work ({measured.load:.1f} processes waiting for each core when the run "
        "began): read the ratios, and their range over the repeats.\n\n"
    )


def text(measured: Measured) -> str:
    """Write the page, without what was not measured."""
    today = dt.datetime.now(tz=dt.UTC).date()
    parts = [
        "<!-- Written by bench/run.py: run script/bench, do not edit this page. -->\n\n# Performance\n\n"
        f"Measured on {today} on a machine with {os.cpu_count()} cores, Python {platform.python_version()}. "
        "Everything in one table ran in turn, in one run, on the same machine: the ratios are what to read, "
        "the times of another machine differ.\n\n" + noise(measured) + limits(measured)
    ]
    if measured.engines:
        done = "".join(f"- {name}: {what}.\n" for name, what in measured.engines.done.items())
        rows = compared(measured.engines.times, engines.ZEN, ("µs", 1e6))
        parts.append(f"{ENGINES}\n{table(rows)}\n\nWhat assess() did:\n\n{done}")
    if measured.cold:
        parts.append(f"{COLD}\n{table(compared(measured.cold, cold.BARE, ('ms', 1e3)))}\n")
    if measured.many:
        apart = f"\nMeasured in a run of its own, on {measured.many_on}.\n" if measured.many_on else ""
        parts.append(f"{MANY}\n{table(many_rows(measured.many))}\n{apart}")
    return "\n\n".join(part.rstrip("\n") for part in (*parts, REPEAT)) + "\n"


ENGINES = f"""\
## Twelve rules, and everything

Four rules engines and plain Python run the same screen of twelve rules (`bench/screen/`): pregnancy and
thiocolchicoside, age, anticoagulant, infected site, allergy, more than three products, dose of lidocaine, fat lysis in
France, corticosteroid, operator, device, depth and skin. Before they are timed, all must give the same answers on
{engines.COMPARED:,} random visits. They are handed fourteen values that are already worked out.

assess() works these values out itself and makes *all* its checks, with citations and arithmetic, on a case of 3
products, 60 answered facts and 2 zones (`bench/cases/full.yaml`); followed up, the same patient has medicines, an
allergy and two earlier sessions. The view of the formulary for the date, country and society is opened once.
Contestants take turns of {engines.BLOCK} calls.

The ratio is to zen-engine as its quickstart shows it: a decision made once, evaluated on each visit. Each of its calls
is handed to another thread, so its time depends on what else the machine does. The same table compiled into the
engine's memory shows what its comparisons alone cost.
"""
COLD = """\
## Start

A cold process from start to end, as `script/papule` starts it, on the two full cases above; beside it the same
interpreter, as one calls it by hand, doing nothing.
"""
MANY = """\
## Many cases

`papule check cases.ndjson`: varied cases, one a line, answers thrown away. The ratio is to one process; pages that
processes share count for each of them.
"""
REPEAT = """\
## To repeat it

```
script/bench                      # everything but the million, and writes this page
script/bench --million            # with 1,000,000 cases
script/bench --only engines       # one part, printed only; also: cold, many
script/bench --repeat 9           # on a busy machine: more repeats, of which the median counts

# many cases on their own, on a machine that does nothing else, for the page of a later run
script/bench --only many --million --keep many.jsonl
script/bench --many-from many.jsonl
```

The first run makes an environment of its own, with the four engines. Exit status 1 says that a limit was not kept.
"""
