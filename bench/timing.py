"""Timing side by side: every contestant in turn, many rounds, so that a busy moment falls on all of them."""

import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter_ns
from typing import NamedTuple

BUSY = 0.5  # load per core from which a run is called noisy


class Spread(NamedTuple):
    """Median and 95th percentile of a series of times, in seconds."""

    median: float
    p95: float


def spread_of(times: Sequence[float]) -> Spread:
    ordered = sorted(times)
    return Spread(statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])


def in_turn(contestants: Mapping[str, Callable[[], object]], rounds: int, block: int) -> dict[str, Spread]:
    """Time each call. A turn is a block of calls: each contestant is seen with its caches and threads warm."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants.items())
    for _ in range(rounds):
        for name, call in order:
            for _ in range(block):
                start = perf_counter_ns()
                call()
                times[name].append((perf_counter_ns() - start) / 1e9)
        order.append(order.pop(0))  # nobody always follows the same neighbour
    return {name: spread_of(each) for name, each in times.items()}


def load() -> float:
    """What waits to run, for each core, over the last minute."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)
