#!/usr/bin/env python3
"""Write anew the real output of each command that README.md and docs/ show; trimmed blocks (with …) are left alone."""

import re
import shlex
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- output of: papule (?P<command>[^\n]+) -->\n```text\n(?P<shown>.*?)```\n", re.DOTALL)


def real(match: re.Match[str]) -> str:
    """Run the command and write its block anew."""
    if "…" in match["shown"]:
        return match[0]
    run = [str(ROOT / "script" / "papule"), *shlex.split(match["command"])]
    outcome = subprocess.run(
        run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env={"COLUMNS": "80"}
    )
    shown = outcome.stdout
    return f"<!-- output of: papule {match['command']} -->\n```text\n{shown}```\n"


for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
    text = page.read_text(encoding="utf-8")
    fresh = BLOCK.sub(real, text)
    if fresh != text:
        page.write_text(fresh, encoding="utf-8")
        print(page.relative_to(ROOT))
