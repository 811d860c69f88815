"""Many cases: NDJSON in, one line out per line in, in order, over all cores, in flat memory.

The parent reads and writes; processes assess chunks of lines. Only a few chunks are under way at any
time, so that neither a long input nor a slow reader of the output fills the memory.
"""

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from threading import Thread
from typing import Any, NamedTuple

from papule.assessment.assess import assess
from papule.assessment.contract import contract_of
from papule.cli.check import holds_many
from papule.cli.context import Context
from papule.cli.inputs import Setting, read_case
from papule.cli.many_lines import Line, chunks_of, lines_of
from papule.cli.many_progress import Progress
from papule.cli.output import json_line
from papule.kernel.severity import at_least
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary
from papule.reading.problem import Problem, Unreadable, told

ANSWERED, OPEN, UNREADABLE = 0, 1, 2
_CHUNKS_EACH = 3  # chunks under way for each process: one at work, the others waiting, so that none idles


class Answer(NamedTuple):
    """What goes out for a chunk of lines: its bytes, the worst exit status, how much was read."""

    output: bytes
    status: int
    lines: int
    size: int


class Manner(NamedTuple):
    """What is asked of every line: the setting above it, the language of errors, whether they name the file."""

    setting: Setting
    language: str
    named: bool


class Assessing:
    """Turns lines into answers, under one formulary and setting."""

    def __init__(self, formulary: Formulary, manner: Manner) -> None:
        """Keep what every line is held against, and how its errors are told."""
        self.formulary = formulary
        self.manner = manner

    def chunk(self, lines: list[Line]) -> Answer:
        """Answer a chunk of lines, in order."""
        answers = [self.line(each) for each in lines]
        output = b"".join(json_line(value) for value, _ in answers)
        size = sum(len(each.data) for each in lines)
        return Answer(output, max(status for _, status in answers), len(lines), size)

    def line(self, line: Line) -> tuple[dict[str, Any], int]:
        """Answer one line: its assessment, or what is wrong with it. Never raises for a line."""
        if line.problem:
            return self._refused(line, [line.problem]), UNREADABLE
        try:
            case = read_case(line.data, self.formulary, self.manner.setting)
            assessment = assess(case, self.formulary, case.as_of or self.manner.setting.as_of)
            status = OPEN if at_least(assessment.verdict, "needs_answer") else ANSWERED
            return contract_of(assessment, self.formulary), status
        except Unreadable as error:
            return self._refused(line, error.problems), UNREADABLE
        except Exception as error:  # noqa: BLE001 -- one line that trips the engine must not end a run over a million
            said = told("this case could not be assessed: {reason}", reason=f"{type(error).__name__}: {error}")
            return self._refused(line, [Problem("", said, told("report it with this line"))]), UNREADABLE

    def _refused(self, line: Line, problems: list[Problem]) -> dict[str, Any]:
        worded = Unreadable(problems).worded(self.formulary.wording["problems"], self.manner.language)
        errors = [{"at": each.at, "problem": each.problem, "fix": each.fix} for each in worded.problems]
        return {**({"file": line.file} if self.manner.named else {}), "line": line.number, "errors": errors}


def check_many(names: list[str], setting: Setting, jobs: int, context: Context, *, every_line: bool = False) -> int:
    """Assess every line of every input over `jobs` processes (0: every core); give the worst exit status.

    With `every_line` each input holds a case a line; else what an input looks like tells.
    Raises Unreadable for an impossible number of processes, and when a process died.
    """
    if jobs < 0:
        fix = told("write 0 for every core, or 1, 2, 3")
        raise Unreadable([Problem("--jobs", told("{jobs} is no number of processes", jobs=jobs), fix)])
    chunks = chunks_of(lines_of(names, (lambda _: True) if every_line else holds_many))
    first = list(islice(chunks, 2))
    work = chain(first, chunks)
    processes = 1 if len(first) < 2 else jobs or _cores()  # noqa: PLR2004 -- one chunk is not worth a process
    assessing = Assessing(context.formulary, Manner(setting, context.language, len(names) > 1))
    _collect_garbage()
    answers = map(assessing.chunk, work) if processes == 1 else _shared_out(work, assessing, processes)
    worst = ANSWERED
    with Progress(names, context) as progress:
        for answer in answers:
            sys.stdout.buffer.write(answer.output)
            worst = max(worst, answer.status)
            progress.step(answer.lines, answer.size)
    sys.stdout.buffer.flush()
    return worst


def _collect_garbage() -> None:
    """Begin to collect garbage, which a short run goes without; what stays to the end is not gone through again."""
    gc.enable()
    gc.freeze()


def _cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shared_out(chunks: Iterable[list[Line]], assessing: Assessing, processes: int) -> Iterator[Answer]:
    """Answer chunks over processes, in order, a few under way at a time."""
    forks = "fork" in get_all_start_methods()
    start = partial(_start, assessing) if forks else partial(_start_anew, assessing.manner)
    executor = ProcessPoolExecutor(processes, get_context("fork" if forks else None), start)
    under_way: deque[Future[Answer]] = deque()
    try:
        for chunk in chunks:
            under_way.append(executor.submit(_answer, chunk))
            if len(under_way) >= processes * _CHUNKS_EACH:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool:
        fix = told("see whether memory ran out; the lines written so far are whole")
        raise Unreadable([Problem("", told("a process that assessed cases died"), fix)]) from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


# --- inside a process

_assessing: list[Assessing] = []  # the one of this process, kept from its start


def _start(assessing: Assessing) -> None:
    """Begin a forked process: it inherits the formulary."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends the run
    _collect_garbage()
    _assessing.append(assessing)
    Thread(target=_end_with_parent, daemon=True).start()


def _start_anew(manner: Manner) -> None:
    """Begin a process where the system cannot fork: it loads the formulary itself, once."""
    _start(Assessing(load_formulary(), manner))


def _end_with_parent() -> None:
    """End this process when its parent was killed and can no longer tell it to."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(UNREADABLE)


def _answer(chunk: list[Line]) -> Answer:
    return _assessing[-1].chunk(chunk)
