"""Bad input: every problem at once, each with its place and what to do; exit status 2, never a traceback.

Each file of cases/bad stands beside NAME.expected.yaml: how many problems at least, and what must be said.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from tests.case_files import CASES

from papule.cli.main import main
from papule.reading.document import read_document

BAD = CASES / "bad"
PATHS = sorted(path for path in BAD.iterdir() if not path.name.endswith(".expected.yaml"))
UNREADABLE = 2
LONGEST_LINE = 600  # a message is read by a person


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be said of a bad input."""

    problems: int
    say: tuple[str, ...]


def expected_of(path: Path) -> Expected:
    sidecar = path.with_name(f"{path.stem}.expected.yaml")
    return msgspec.convert(read_document(sidecar.read_bytes()).value, Expected)


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_bad_input_is_told_on_standard_error(path, capsys):
    expected = expected_of(path)
    status = main(["check", str(path)])
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert status == UNREADABLE
    assert out == "", "only the result goes to standard output"
    assert [line for line in lines if not line.startswith("papule: ")] == []
    assert len(lines) >= expected.problems, err
    said = err.casefold()
    assert [each for each in expected.say if each.casefold() not in said] == [], err
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_bad_input_is_told_as_json(path, capsys):
    expected = expected_of(path)
    status = main(["check", "--format", "json", str(path)])
    out, err = capsys.readouterr()
    errors = json.loads(out)["errors"]
    assert (status, err) == (UNREADABLE, "")
    assert len(errors) >= expected.problems
    for error in errors:
        assert {"at", "problem", "fix"} <= error.keys()
        assert error["problem"], "what is wrong"
        assert error["fix"], "what to do"


def test_bad_inputs_of_the_real_command_leave_no_traceback():
    command = [sys.executable, "-m", "papule", "check", *map(str, PATHS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "en"})
    assert done.returncode == UNREADABLE
    assert "Traceback" not in done.stderr
    assert done.stdout.strip() == ""
    untold = [path.name for path in PATHS if str(path) not in done.stderr]
    assert untold == []


@pytest.mark.parametrize("begin", ["# ", '{"papule": 1, "x": "'], ids=["yaml", "json"])
def test_fifty_megabytes_are_refused_before_they_are_read(begin, tmp_path, capsys):
    path = tmp_path / "large"
    path.write_bytes(begin.encode() + b"x" * 50_000_000)
    status = main(["check", str(path)])
    out, err = capsys.readouterr()
    assert (status, out) == (UNREADABLE, "")
    assert len(err.splitlines()) == 1
    assert "bytes" in err


@pytest.mark.parametrize("name", ["missing.yaml", "."], ids=["no file", "a directory"])
def test_what_cannot_be_opened_is_told(name, tmp_path, capsys):
    status = main(["check", str(tmp_path / name)])
    out, err = capsys.readouterr()
    assert (status, out) == (UNREADABLE, "")
    assert len(err.splitlines()) == 1
    assert str(tmp_path) in err


def test_one_bad_case_does_not_hide_a_good_one(capsys):
    good = next((CASES / "contract").glob("procaine-alone*.yaml"))
    status = main(["check", str(BAD / "empty.yaml"), str(good)])
    out, err = capsys.readouterr()
    assert status == UNREADABLE, "the worst status counts"
    assert "empty" in err
    assert "procaine" in out


def test_every_sidecar_has_its_bad_input():
    sidecars = {path.name.removesuffix(".expected.yaml") for path in BAD.glob("*.expected.yaml")}
    assert sidecars == {path.stem for path in PATHS}
    assert len({path.stem for path in PATHS}) == len(PATHS), "two inputs share a sidecar"
