#!/usr/bin/env python3
"""Write the real output of each command that README.md names above an empty or old block; --check only compares."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- output of: papule (?P<command>[^\n]+) -->\n```text\n(?P<shown>.*?)```\n", re.DOTALL)


def real(match: re.Match[str]) -> str:
    """Run the command and write its block anew."""
    run = [ROOT / "script" / "papule", *match["command"].split()]
    shown = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False, env={"COLUMNS": "80"}).stdout
    return f"<!-- output of: papule {match['command']} -->\n```text\n{shown}```\n"


def main() -> int:
    """Bring README.md up to date, or say that it is not."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    fresh = BLOCK.sub(real, text)
    if "--check" in sys.argv:
        return int(fresh != text)
    readme.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
