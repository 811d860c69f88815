"""Measures Papule side by side with its peers, prints the tables, and writes docs/reference/performance.md."""

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

import cold
import engines
import many
import page
from papule.knowledge.loading import load_formulary
from timing import load

PARTS = ("engines", "cold", "many")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part, and write no page")
    parser.add_argument("--million", action="store_true", help="also check 1,000,000 cases (minutes, and 1 GB of disk)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write the runs over many cases to FILE as well")
    parser.add_argument(
        "--many-from", type=Path, metavar="FILE", help="take the runs over many cases from FILE instead"
    )
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="measure N times; medians count (default 3)")
    parser.add_argument("--rounds", type=int, default=100, metavar="N", help="turns of each engine (default 100)")
    parser.add_argument("--runs", type=int, default=31, metavar="N", help="cold starts of each kind (default 31)")
    return parser.parse_args()


def measure(chosen: argparse.Namespace) -> page.Measured:
    parts = chosen.only or PARTS
    busy = load()
    formulary = load_formulary()
    found = page.Measured(None, [], [], busy)
    if "engines" in parts:
        say("engines")
        found = found._replace(engines=engines.measure(formulary, chosen.repeat, chosen.rounds))
    if "cold" in parts:
        for turn in range(chosen.repeat):
            say(f"cold starts, {turn + 1} of {chosen.repeat}")
            found.cold.append(cold.measure(chosen.runs))
    if chosen.many_from:
        day = dt.datetime.fromtimestamp(chosen.many_from.stat().st_mtime, tz=dt.UTC).date()
        found = found._replace(many=many.read(chosen.many_from), many_on=day)
    elif "many" in parts:
        found.many.extend(many.measure(formulary, chosen.repeat, say, million=chosen.million))
    if chosen.keep:
        chosen.keep.write_text(many.written(found.many), encoding="utf-8")
    return found


def say(words: str) -> None:
    print(f"bench: {words}", file=sys.stderr, flush=True)


def main() -> int:
    chosen = options()
    measured = measure(chosen)
    written = page.text(measured)
    print(written)
    if not chosen.only:
        page.PAGE.write_text(written, encoding="utf-8")
        say(f"wrote {page.PAGE.relative_to(page.PAGE.parents[2])}")
    return 0 if all(each.kept for each in page.verdicts(measured)) else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Not sys.exit: clipspy never frees what a multislot held, and says so on standard output at the very end.
    os._exit(status)
