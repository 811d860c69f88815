"""Programs that this one starts: each ends with it, whatever happens, and tells how much memory it holds."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

HERE = Path(__file__).parent
STOPPING = 40  # seconds after which a program that should end is killed
KIB = 1024


class Program:
    """A program on a leash (or one that itself ends with its standard input): a context manager."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str] | None = None,
        *,
        speaks: bool = False,
    ) -> None:
        self._log = log
        with log.open("ab") as output:
            self._running = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if speaks else output,
                stderr=output,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches this program, which then ends the others in order
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._running.stdin:
            self._running.stdin.close()
        try:
            self._running.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        if self._running.stdout:
            self._running.stdout.close()

    @property
    def pid(self) -> int:
        """Number of the process; of the leash, where there is one."""
        return self._running.pid

    def said(self) -> str:
        """Wait for the next line that it speaks."""
        line = self._running.stdout.readline() if self._running.stdout else b""
        if not line:
            raise RuntimeError(self._ended())
        return line.decode().strip()

    def wait_until(self, is_ready: Callable[[], bool], seconds: float) -> None:
        """Wait until it answers.

        Raises RuntimeError when it ended, or did not answer in time.
        """
        end = time.monotonic() + seconds
        while not is_ready():
            if self._running.poll() is not None or time.monotonic() > end:
                raise RuntimeError(self._ended())
            time.sleep(0.01)

    def _ended(self) -> str:
        state = "ended" if self._running.poll() is not None else "does not answer"
        return f"{self._running.args!r} {state}; its log says:\n{self._log.read_text(errors='replace')[-3000:]}"


def leashed(command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None) -> Program:
    """Start a command that does not watch its standard input."""
    return Program([sys.executable, HERE / "leash.py", *command], log, environment)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def memory(process: int, *, without: int | None = None) -> int:
    """Bytes that a process and its descendants hold, a page that several share counted once (PSS)."""
    return sum(_proportional(each) for each in _tree(process) if each != without)


class Cost(NamedTuple):
    """What somebody waited, and what the processor did meanwhile in the processes that were asked; in seconds."""

    wall: float
    processor: float


def cost(call: Callable[[], object], processes: Sequence[int]) -> Cost:
    """Time a call, and the processes that it asks."""
    before = _processor(processes)
    start = time.perf_counter()
    call()
    taken = time.perf_counter() - start
    return Cost(taken, _processor(processes) - before)


def _processor(processes: Sequence[int]) -> float:
    """Seconds of the processor that processes and their descendants had; told in hundredths, right on average."""
    ticks = 0
    for process in processes:
        for each in _tree(process):
            fields = _read(Path(f"/proc/{each}/stat")).rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # of itself, and of its children that ended
    return ticks / os.sysconf("SC_CLK_TCK")


def _tree(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(task).split():
            yield from _tree(int(child))


def _proportional(process: int) -> int:
    for line in _read(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * KIB
    return 0


def _read(path: Path) -> str:
    """Read what the system tells of a process or a thread; nothing of one that has just ended."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
