"""Many cases: one line out per line in, in order, whatever a line holds and whatever happens to a process."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import Any

import pytest

from papule.cli import many, many_progress
from papule.cli.inputs import Setting
from papule.cli.many import Assessing, Manner
from papule.cli.many_lines import Line, chunks_of, lines_of
from papule.reading.document import MAX_BYTES

OPEN, UNREADABLE = 1, 2
COMMAND = [sys.executable, "-c", "import sys; from papule.cli.main import main; sys.exit(main())"]
LIDOCAINE = {
    "papule": 1,
    "as_of": "2026-11-21",
    "setting": {"country": "FR"},
    "patient": {"age_years": 40, "sex": "male", "weight_kg": 80},
    "treatment": {
        "syringes": [{"contents": [{"product": "lidocaine-10mg-ml", "volume_ml": 2}], "technique": "papule"}]
    },
}


def case(volume: float = 2) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(LIDOCAINE))
    told["treatment"]["syringes"][0]["contents"][0]["volume_ml"] = volume
    return told


def line(volume: float = 2) -> bytes:
    return json.dumps(case(volume)).encode() + b"\n"


@pytest.fixture
def manner() -> Manner:
    return Manner(Setting(date(2026, 11, 21)), "en", named=False)


def volumes(out: str) -> list[float]:
    return [each["syringes"][0]["volume_ml"] for each in map(json.loads, out.splitlines())]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_a_line_out_per_line_in_in_order(jobs, tmp_path, call):
    drawn = [0.1 + number % 90 for number in range(300)]
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"".join(map(line, drawn)))
    called = call("check", "--jobs", str(jobs), str(path))
    assert volumes(called.out) == drawn
    assert (called.status, called.err) == (OPEN, "")


def test_each_line_says_what_a_case_of_its_own_says(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line(2) + line(30))
    alone = []
    for volume in (2, 30):
        file = tmp_path / f"{volume}.json"
        file.write_bytes(line(volume))
        alone.append(json.loads(call("check", "--format", "json", str(file)).out))
    assert [json.loads(each) for each in call("check", str(path)).out.splitlines()] == alone


UNREADABLE_LINES = [
    b"",
    b"   ",
    b"not json at all {",
    b'{"papule": 1',
    b"\xff\xfe\x00",
    b"\x00",
    b'"\xc3\x28"',
    b"[]",
    b"null",
    b"{}",
    b'{"papule": 1, "papule": 1}',
    b'{"papule": NaN}',
    b"[" * 5000,
    b'{"papule": ' + b"9" * 5000 + b"}",
    json.dumps({**LIDOCAINE, "nonsense": 1}).encode(),
    json.dumps({**LIDOCAINE, "setting": {"country": "France"}}).encode(),
]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_unreadable_line_gives_its_number_and_errors_and_the_others_are_answered(jobs, tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"".join(bad + b"\n" + line() for bad in UNREADABLE_LINES) + line() * 100)
    called = call("check", "--jobs", str(jobs), str(path))
    answers = [json.loads(each) for each in called.out.splitlines()]
    assert called.status == UNREADABLE
    assert len(answers) == 2 * len(UNREADABLE_LINES) + 100
    for number, answer in enumerate(answers, start=1):
        if number % 2 and number < 2 * len(UNREADABLE_LINES):
            assert answer.keys() == {"line", "errors"}
            assert answer["line"] == number
            assert all(error.keys() == {"at", "problem", "fix"} and error["problem"] for error in answer["errors"])
        else:
            assert answer["verdict"]


def test_a_line_that_is_too_long_is_refused_without_being_kept(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line(1) + b'{"x": "' + b"y" * (3 * MAX_BYTES) + b'"}\n' + line(3))
    first, long, last = map(json.loads, call("check", str(path)).out.splitlines())
    assert (first["syringes"][0]["volume_ml"], last["syringes"][0]["volume_ml"]) == (1, 3)
    assert long["line"] == 2
    assert "longer than" in long["errors"][0]["problem"]


def test_several_inputs_are_named_in_errors_and_one_that_is_missing_stops_nothing(tmp_path, call):
    good, bad, single = tmp_path / "good.ndjson", tmp_path / "bad.jsonl", tmp_path / "single.yaml"
    good.write_bytes(line(5))
    bad.write_bytes(b"oops\n")
    single.write_text(json.dumps(case(7), indent=2))
    missing = tmp_path / "missing.ndjson"
    called = call("check", str(good), str(missing), str(bad), str(single), str(tmp_path) + "/x.ndjson/")
    answers = [json.loads(each) for each in called.out.splitlines()]
    assert called.status == UNREADABLE
    assert [each.get("file") for each in answers][1:3] == [str(missing), str(bad)]
    assert answers[1]["line"] == 0
    assert [answers[0]["syringes"][0]["volume_ml"], answers[3]["syringes"][0]["volume_ml"]] == [5, 7]


def test_standard_input_is_read_as_lines_among_others(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line(5))
    assert volumes(call("check", "-", str(path), given=line(1) + line(2)).out) == [1, 2, 5]


def test_an_empty_input_gives_nothing(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"")
    assert call("check", str(path)) == (0, "", "")


def test_a_last_line_without_its_end_counts(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line(1) + line(2).rstrip())
    assert volumes(call("check", str(path)).out) == [1, 2]


def test_options_above_the_case_apply_to_every_line(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line() * 2)
    answers = map(json.loads, call("check", "--as-of", "2012-03-01", str(path)).out.splitlines())
    assert [each["as_of"] for each in answers] == ["2012-03-01"] * 2


@pytest.mark.parametrize("jobs", ["-1", "x", "1.5", ""])
def test_an_impossible_number_of_processes_is_refused(jobs, tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line())
    called = call("check", f"--jobs={jobs}", str(path))
    assert (called.status, called.out) == (UNREADABLE, "")
    assert called.err


def test_errors_are_told_in_the_language_of_the_run(tmp_path, call):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"\n")
    english, french = (json.loads(call("check", "--lang", each, str(path)).out)["errors"][0] for each in ("en", "fr"))
    assert english["problem"] != french["problem"]


def test_a_line_that_trips_the_engine_is_an_error_of_that_line_only(formulary, manner, monkeypatch):
    def trip(*_arguments: object) -> None:
        raise KeyError("boom")

    assessing = Assessing(formulary, manner)
    sound, status = assessing.line(Line("a", 1, line()))
    monkeypatch.setattr(many, "assess", trip)
    tripped, worst = assessing.line(Line("a", 2, line()))
    assert (sound["verdict"], status) == ("needs_answer", OPEN)
    assert (tripped["line"], worst) == (2, UNREADABLE)
    assert "KeyError" in tripped["errors"][0]["problem"]


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="the death of a process is set up by forking")
def test_a_process_that_dies_is_an_error_and_no_hang(tmp_path, call, monkeypatch):
    monkeypatch.setattr(many, "assess", lambda *_arguments: os.kill(os.getpid(), signal.SIGKILL))
    path = tmp_path / "cases.ndjson"
    path.write_bytes(line() * 500)
    called = call("check", "--jobs", "2", str(path))
    assert called.status == UNREADABLE
    assert "died" in called.err


def test_only_a_few_chunks_are_under_way(formulary, manner):
    """The input is never read far ahead of the output: memory stays flat however long it is."""
    taken = 0

    def endless() -> Iterator[Line]:
        nonlocal taken
        for taken in count(1):
            yield Line("a", taken, line())

    answers = many._shared_out(chunks_of(endless()), Assessing(formulary, manner), processes=2)
    for _ in range(5):
        next(answers)
    at_work = 2 * many._CHUNKS_EACH
    assert taken <= (5 + at_work + 1) * 64
    assert isinstance(answers, Generator)
    answers.close()


def test_chunks_are_bounded_by_bytes_too():
    lines = [Line("a", number, b"x" * 400_000) for number in range(10)]
    assert max(len(chunk) for chunk in chunks_of(lines)) == 3


def test_lines_are_read_one_by_one(tmp_path):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"one\ntwo\nthree")
    read = [(each.number, each.data) for each in lines_of([str(path)], lambda _: True)]
    assert read == [(1, b"one\n"), (2, b"two\n"), (3, b"three")]


def test_progress_is_drawn_on_a_terminal_only_and_wiped(tmp_path, english, monkeypatch):
    path = tmp_path / "cases.ndjson"
    path.write_bytes(b"x" * 1000)
    drawn: list[str] = []
    now = iter(range(100))
    monkeypatch.setattr(many_progress, "monotonic", lambda: float(next(now)))
    monkeypatch.setattr(
        sys,
        "stderr",
        type(
            "Screen",
            (),
            {
                "isatty": lambda _self: True,
                "write": lambda _self, text: drawn.append(text),
                "flush": lambda _self: None,
            },
        )(),
    )
    with many_progress.Progress([str(path)], english) as progress:
        progress.step(32, 500)
    assert "50%" in drawn[0]
    assert "32 cases" in drawn[0]
    assert drawn[-1] == "\r\033[K"


@contextmanager
def heard() -> Iterator[None]:
    """Start what hears Ctrl-C also where these tests run in the background, whose processes are deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Running:
    """A run over standard input that has begun to answer and goes on waiting for more."""

    def __init__(self, out: Path) -> None:
        with out.open("wb") as file, heard():
            self.process = subprocess.Popen(
                [*COMMAND, "check", "--jobs", "2", "-", "x.ndjson"],
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                start_new_session=True,
            )
        assert self.process.stdin
        self.process.stdin.write(line() * 1000)
        self.process.stdin.flush()
        assert soon(lambda: out.stat().st_size > 0)
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if not listed.exists():
            self.process.kill()
            pytest.skip("the children of a process cannot be listed here")
        self.workers = listed.read_text().split()

    def left(self) -> list[str]:
        return [each for each in self.workers if Path(f"/proc/{each}").exists()]


def soon(test: Callable[[], bool]) -> bool:
    until = time.monotonic() + 30
    while not test() and time.monotonic() < until:
        time.sleep(0.02)
    return test()


def test_interrupting_ends_every_process_without_a_traceback(tmp_path):
    run = Running(tmp_path / "out")
    assert len(run.workers) >= 2
    os.killpg(run.process.pid, signal.SIGINT)
    _, errors = run.process.communicate(timeout=30)
    assert run.process.returncode == 130
    assert b"Traceback" not in errors
    assert soon(lambda: run.left() == [])


def test_processes_end_with_a_parent_that_was_killed(tmp_path):
    run = Running(tmp_path / "out")
    run.process.kill()
    run.process.communicate(timeout=30)
    assert soon(lambda: run.left() == [])
