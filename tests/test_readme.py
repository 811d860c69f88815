"""What the README shows is what the command prints."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_readme_shows_the_real_output() -> None:
    outcome = subprocess.run([sys.executable, ROOT / "script" / "readme.py", "--check"], cwd=ROOT, check=False)
    assert outcome.returncode == 0, "the output in README.md is old: run script/readme.py"
