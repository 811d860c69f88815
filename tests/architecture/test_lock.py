"""The lock works for everybody: it names the public index only."""

import re
from pathlib import Path

LOCK = Path(__file__).resolve().parents[2] / "uv.lock"


def test_the_lock_names_only_the_public_index():
    hosts = set(re.findall(r"[a-z]+://([^/\"]*)", LOCK.read_text(encoding="utf-8")))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}, "lock again without a mirror: uv lock --no-config"
