import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

HERE = Path(__file__).parent
TIMES = 200


@pytest.fixture
def surroundings(tmp_path) -> dict[str, str]:
    """A database of its own: a file, or one more in the server that the tests run on."""
    given = os.environ | {"PAPULE_DATA": str(tmp_path)}
    address = os.environ.get("DATABASE_URL")
    if address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE killed")
        given["DATABASE_URL"] = urlsplit(address)._replace(path="/killed").geturl()
    return given


def test_process_killed_two_hundred_times_loses_nothing_confirmed(surroundings, tmp_path):
    """SIGKILL between any two statements: what was confirmed is there whole, and nothing is there in part."""
    out = tmp_path / "found.json"
    subprocess.run([sys.executable, HERE / "killed.py", str(TIMES), "1952", out], check=True, env=surroundings)
    found = json.loads(out.read_text())
    assert found["killed"] == TIMES
    assert found["confirmed"] >= TIMES
    assert (found["breaks"], found["wrong"]) == (0, [])
