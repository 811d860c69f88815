"""Many cases: cases per second with one process and with two, and the most memory that all processes held."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from cases import varied_lines
from cold import door
from papule.knowledge.model.tables import Formulary

COMPARED = 10_000  # cases, with one process and with two in turn
SIZES = (10_000, 100_000)
MILLION = 1_000_000
PROCESSES = 2
SAMPLED = 0.05  # seconds between two looks at the memory
KIB = 1024
MIB = 1024 * KIB


class Run(NamedTuple):
    """One run over a file of cases. Memory in bytes, none where the system does not tell."""

    cases: int
    processes: int
    seconds: float
    peak: int | None

    @property
    def rate(self) -> float:
        """Cases per second, with the start of the processes."""
        return self.cases / self.seconds

    def told(self) -> str:
        """Tell what was measured, for whoever waits."""
        memory = f"{self.peak / MIB:.0f} MiB" if self.peak else "not measured"
        return f"{self.rate:,.0f} cases per second, memory of all processes: {memory}"


def measure(formulary: Formulary, repeat: int, say: Callable[[str], None], *, million: bool) -> list[Run]:
    """Run 10,000 cases with one and with two processes in turn, then ever more cases with two."""
    runs: list[Run] = []
    sizes = (*SIZES, MILLION) if million else SIZES
    with TemporaryDirectory() as directory:
        for count in sizes:
            cases = Path(directory, "cases.ndjson")
            with cases.open("wb") as file:
                file.writelines(varied_lines(count, formulary))
            for processes in [1, PROCESSES] * repeat if count == COMPARED else [PROCESSES]:
                say(f"{count:,} cases, processes: {processes}")
                runs.append(_run(cases, count, processes))
                say(runs[-1].told())
    return runs


def written(runs: Sequence[Run]) -> str:
    """Write runs as JSON lines, for a bench that is repeated without them."""
    return "".join(json.dumps(run._asdict()) + "\n" for run in runs)


def read(path: Path) -> list[Run]:
    """Read the runs that an earlier bench wrote."""
    return [Run(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _run(cases: Path, count: int, processes: int) -> Run:
    command = [sys.executable, *door(), "check", str(cases), "--jobs", str(processes)]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        memory = _Memory(running.pid)
        memory.start()
        said = running.communicate()[1]
        taken = perf_counter() - start
        memory.stop()
    if running.returncode not in (0, 1):
        raise RuntimeError(f"{count} cases with {processes} processes ended with {running.returncode}:\n{said[-2000:]}")
    return Run(count, processes, taken, memory.peak or None)


class _Memory(threading.Thread):
    """Looks again and again at what a process and all its descendants hold together.

    Pages that processes share count for each of them: the sum is never too small.
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._process = process
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(SAMPLED):
            self.peak = max(self.peak, sum(_resident(each) for each in _tree(self._process)))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _tree(process: int) -> Iterator[int]:
    """Go through a process and its descendants; whoever has just ended is left out."""
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _resident(process: int) -> int:
    try:
        lines: Sequence[str] = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * KIB for line in lines if line.startswith("VmRSS:")), 0)
