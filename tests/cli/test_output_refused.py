"""A run whose output cannot be written says so, and does not pretend to have answered."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = [sys.executable, "-c", "from papule.cli.main import command; command()"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize(("language", "said"), [("en", "could not be written"), ("fr", "n’a pas pu être écrite")])
def test_a_full_disk_is_told_without_a_traceback(language, said):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [*RUN, "check", str(ROOT / "docs/examples/low-back-pain.yaml"), "--lang", language],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
