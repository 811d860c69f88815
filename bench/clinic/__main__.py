"""Measures the clinic beside GNU Health, prints the tables, and writes docs/reference/performance-clinic.md."""

import argparse
import signal
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from clinic import measuring, peer, peer_calls, practice, tables
from timing import load

SIZES = [1_000, 10_000, 100_000]
HISTORIES = (1, 50, 500)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench-clinic", description=__doc__)
    parser.add_argument(
        "--patients", type=int, action="append", metavar="N", help="only this many patients (again for more); no page"
    )
    parser.add_argument("--blocks", type=int, default=14, metavar="N", help="blocks of calls of each (default 14)")
    return parser.parse_args()


def measure(sizes: list[int], blocks: int, directory: Path) -> tables.Measured:
    busy = load()
    say("Papule: first start, here and from a fresh copy")
    first_pages = practice.first_page(directory), practice.first_page_on_fresh_machine(directory)
    with peer.started(directory, say) as gnuhealth, practice.started(directory) as clinic:
        client = peer_calls.Client(gnuhealth.port)
        peer_calls.furnish(client)
        beside = measuring.Peer(client, (gnuhealth.leash, gnuhealth.postgres))
        by_password = measuring.by_password(clinic, 2)
        clinic.give_passkeys()
        found, filled = [], []
        for before, count in pairwise([1, *sizes]):
            filled.append(fill(gnuhealth, clinic, before + 1, count))
            say(f"{count:,} patients: measuring")
            found.append(measuring.size(count, clinic, beside, blocks))
        histories = []
        for sessions in HISTORIES:
            say(f"{sessions} sessions: measuring")
            histories.append(measuring.history(sessions, clinic, beside, blocks))
        memory = (clinic.memory(), *gnuhealth.memory())
    starts = (*first_pages, gnuhealth.installed, gnuhealth.initialised, gnuhealth.started)
    return tables.Measured(found, histories, by_password, *starts, filled, memory, busy)


def fill(gnuhealth: peer.Started, clinic: practice.Practice, first: int, last: int) -> tuple[int, float, float]:
    """Fill both; the seconds that each took."""
    say(f"{last:,} patients: filling")
    start = perf_counter()
    clinic.add_people(first, last)
    between = perf_counter()
    peer_calls.fill(gnuhealth, first, last)
    return last, between - start, perf_counter() - between


def say(words: str) -> None:
    print(f"bench: {words}", file=sys.stderr, flush=True)


def stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    chosen = options()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        with tempfile.TemporaryDirectory(prefix="papule-bench-") as place:
            Path(place).chmod(0o755)  # as root, PostgreSQL runs as a user of its own
            found = measure(sorted(chosen.patients or SIZES), chosen.blocks, Path(place))
    except KeyboardInterrupt:
        say("interrupted; everything that was started has ended")
        return 130
    written = tables.text(found)
    print(written)
    if not chosen.patients:
        tables.PAGE.write_text(written, encoding="utf-8")
        say(f"wrote {tables.PAGE.relative_to(tables.PAGE.parents[2])}")
    return 0 if all(each.kept for each in tables.verdicts(found)) else 1


if __name__ == "__main__":
    sys.exit(main())
