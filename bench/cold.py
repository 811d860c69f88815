"""A cold `papule check` against a Python that does nothing: the same interpreter, in turn."""

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cases import CASES, as_json
from timing import Spread, spread_of

DOOR = Path(__file__).parent.parent / "script" / "papule"
BARE = "`python -c pass`"
LIMIT = {"json": 5.0, "yaml": 8.0}  # times a bare Python
MEASURED = ("full", "followed")
LIMITS = {f"`papule check {case}.{kind}`": limit for case in MEASURED for kind, limit in LIMIT.items()}


def door() -> list[str]:
    """The options and the program with which script/papule starts Python.

    Raises LookupError when the script no longer ends as this expects.
    """
    started = re.search(
        r"""^exec "\$run/bin/python" ([-A-Z ]+) "\$root/(\S+)" "\$@"$""", DOOR.read_text(), re.MULTILINE
    )
    if started is None:
        raise LookupError(f"{DOOR} does not start Python with options and a program any more: mend bench/cold.py")
    return [*started[1].split(), str(DOOR.parent.parent / started[2])]


def measure(runs: int) -> dict[str, Spread]:
    with TemporaryDirectory() as directory:
        commands = {BARE: [sys.executable, "-c", "pass"]}
        for case in MEASURED:
            as_file = Path(directory, f"{case}.json")
            as_file.write_text(as_json(case), encoding="utf-8")
            for name, path in ((f"{case}.json", as_file), (f"{case}.yaml", CASES / f"{case}.yaml")):
                commands[f"`papule check {name}`"] = [sys.executable, *door(), "check", str(path)]
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, command in commands.items():
                taken = _run(command)
                if turn:  # the first turn fills the caches of disk and knowledge
                    times[name].append(taken)
    return {name: spread_of(each) for name, each in times.items()}


def _run(command: Sequence[str]) -> float:
    """Start a process without a shell or a pipe, and wait for it: seconds of wall clock."""
    nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=nowhere)
    _, status = os.waitpid(child, 0)
    taken = perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with status {os.waitstatus_to_exitcode(status)}")
    return taken
