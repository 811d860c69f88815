"""Makes an environment of this tree: a private venv that holds uv, then exactly what uv.lock says.

Standard library only, run by script/bootstrap. Everything lands in .envs; deleting it starts afresh.
Exit status: 0 ready, 3 not possible (the message says what to do), 130 interrupted.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVS = ROOT / ".envs"
LOCK = ROOT / "uv.lock"
UV = "uv==0.13.9"
GROUPS: dict[str, list[str]] = {"run": [], "test": ["--group", "dev"], "bench": ["--group", "bench"]}

# What `papule check` imports, apart from the other packages: looking through them all would cost it a sixth of a run.
START = ("msgspec", "yaml", "_yaml")

# Settings of the caller that would send pip or uv elsewhere than into .envs.
STRAY = ("PIP_PREFIX", "PIP_TARGET", "PIP_USER", "VIRTUAL_ENV")
# A certificate that this machine trusts is trusted, unless the caller says otherwise.
SETTINGS = {"UV_SYSTEM_CERTS": "true"}


class ImpossibleError(Exception):
    """What went wrong, why, and what to do."""


def say(words: str) -> None:
    print(f"papule: {words}", file=sys.stderr, flush=True)


def run(*command: str | Path, **environment: str) -> bool:
    """Run a program with its output on standard error; True if it succeeded."""
    kept = {name: value for name, value in os.environ.items() if name not in STRAY}
    settings = SETTINGS | kept | environment
    # close_fds: a child keeps the lock of `alone` even when this process is killed.
    return subprocess.run(command, env=settings, stdout=sys.stderr, check=False, close_fds=False).returncode == 0


def fingerprint(env: Path) -> str:
    """What an environment depends on: this Python, this tree, and uv or what uv.lock says."""
    held = UV if env.name == "uv" else " ".join([hashlib.sha256(LOCK.read_bytes()).hexdigest(), *START])
    return f"{held} Python {sys.version_info.major}.{sys.version_info.minor} {ROOT}\n"


def is_ready(env: Path) -> bool:
    ready = env / "ready"
    return os.access(env / "bin/python", os.X_OK) and ready.is_file() and ready.read_text() == fingerprint(env)


def mark_ready(env: Path) -> None:
    """Last of all: the date of the lock lets script/papule see at a glance that nothing changed."""
    ready, lock = env / "ready", LOCK.stat()
    ready.write_text(fingerprint(env))
    os.utime(ready, ns=(lock.st_atime_ns, lock.st_mtime_ns))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time in this tree; the system lets go of the lock when a process dies."""
    try:
        ENVS.mkdir(exist_ok=True)
        gate = (ENVS / "lock").open("w")
    except OSError as error:
        raise ImpossibleError(
            f"cannot write in {ENVS} ({error.strerror}).\n"
            "  Why: the environment lives beside the code.\n"
            "  Do:  run it once as the owner of this tree, or copy the tree to where you may write."
        ) from None
    with gate:
        os.set_inheritable(gate.fileno(), True)  # noqa: FBT003 - it has no name to pass it by
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up of this tree is under way; waiting for it")
            fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def check_venv() -> None:
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return
    raise ImpossibleError(
        f"the Python in {sys.prefix} cannot make a virtual environment (its venv module is missing).\n"
        "  Why: Papule installs nothing outside its own directory.\n"
        f"  Do:  Debian, Ubuntu: sudo apt install python3.{sys.version_info.minor}-venv, then run this again."
    )


def offline(what: str) -> ImpossibleError:
    return ImpossibleError(
        f"{what} could not be installed; the lines above say why.\n"
        "  Why: the first set-up, and a change of uv.lock, fetch packages from https://pypi.org.\n"
        "  Do:  check the network and run this again; nothing is left half done.\n"
        "       Behind a proxy set HTTPS_PROXY; with a certificate of your own, PIP_CERT and SSL_CERT_FILE."
    )


def make_uv() -> Path:
    """A venv that holds uv alone."""
    env = ENVS / "uv"
    if not is_ready(env):
        check_venv()
        say(f"the installer, {UV}")
        shutil.rmtree(env, ignore_errors=True)
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        pip = ("-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:", *quiet)
        if not run(sys.executable, "-m", "venv", env) or not run(env / "bin/python", *pip, UV):
            raise offline("uv")
        mark_ready(env)
    return env / "bin/uv"


def cache() -> list[str]:
    """The user's cache where it can be written, else one of our own (no HOME, or somebody else's)."""
    home = os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME") or "/") / ".cache"
    wanted = Path(os.environ.get("UV_CACHE_DIR") or Path(home) / "uv")
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        pass
    else:
        if os.access(wanted, os.W_OK | os.X_OK):
            return []
    return ["--cache-dir", str(ENVS / "cache")]


def install(name: str, env: Path) -> None:
    """The locked packages, compiled; the tree itself by its path, so that nothing has to be built."""
    uv = make_uv()
    say("the packages of uv.lock")
    if not (env / "ready").exists() or not (env / "tree").exists() or not (env / "tree").samefile(ROOT):
        shutil.rmtree(env, ignore_errors=True)  # left by an interrupted set-up, or copied from another tree
    (env / "ready").unlink(missing_ok=True)
    sync = ["sync", "--frozen", "--no-default-groups", *GROUPS[name], "--no-install-project", *cache()]
    sync += ["--python", sys.executable, "--compile-bytecode", "--project", str(ROOT)]
    if not run(uv, *sync, UV_PROJECT_ENVIRONMENT=str(env), UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy"):
        raise offline("what uv.lock lists")


def finish(env: Path) -> None:
    """Put the tree on the path of the environment, compile it, and say that all is there."""
    packages = next((env / "lib").glob("python3*/site-packages"))
    (packages / "papule-tree.pth").write_text(f"{ROOT / 'src'}\n")
    (env / "start").mkdir(exist_ok=True)
    for name in START:
        (env / "start" / name).unlink(missing_ok=True)
        (env / "start" / name).symlink_to(packages / name)
    run(env / "bin/python", "-I", "-m", "compileall", "-q", ROOT / "src")
    run(env / "bin/python", ROOT / "script/messages.py", "compile")
    (env / "tree").unlink(missing_ok=True)
    (env / "tree").symlink_to(ROOT)
    mark_ready(env)


def make(name: str) -> None:
    env = ENVS / name
    with alone():
        if is_ready(env):  # only the date of the lock had changed, or another set-up was faster
            mark_ready(env)
            return
        start = time.monotonic()
        say(f"making the environment .envs/{name}: once, over the network, usually in 5 to 30 seconds")
        install(name, env)
        finish(env)
        say(f"ready after {time.monotonic() - start:.0f} s")


def stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    if sys.argv[1:] not in [[name] for name in GROUPS]:
        say(f"usage: script/bootstrap {' | '.join(GROUPS)}")
        return 3
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        make(sys.argv[1])
    except ImpossibleError as error:
        say(str(error))
        return 3
    except KeyboardInterrupt:
        say("interrupted; run it again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
