"""What the surroundings say: where the data are, which database, which secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PAGES_KIB = 32 * 1024  # of the file that a connection holds in memory: SQLite's 2 MiB are too few for a large practice
# No ANALYZE: what it counts in a young practice is known to a connection for as long as it lives (ADR 0013).
PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
    f"PRAGMA cache_size=-{PAGES_KIB};"  # below zero: in KiB
)
BUSY_SECONDS = 20
TRIES = 100_000  # that are counted at once
ENGINES = {"postgresql", "postgres"}


class ConfigurationError(Exception):
    """What is wrong with the surroundings, why, and what to do."""


def data_directory() -> Path:
    """Give the directory of a practice's data: `PAPULE_DATA`, else the user's own place for data."""
    said = os.environ.get("PAPULE_DATA")
    if said:
        return Path(said)
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "papule"


def database(url: str, directory: Path) -> dict[str, Any]:
    """Give Django's settings of the database: PostgreSQL where a URL says so, else SQLite in `directory`.

    Raises ConfigurationError for a URL that is not `postgresql://user:password@host:port/name`.
    """
    if not url:
        return sqlite(directory / "papule.sqlite3")
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    if parts.scheme not in ENGINES or not name or not _has_port(parts):
        raise ConfigurationError(
            "DATABASE_URL is not the address of a PostgreSQL database.\n"
            "  Why: it must begin with postgresql:// and end with the name of the database; "
            "a port is a number up to 65535.\n"
            "  Do:  write it like postgresql://papule:secret@127.0.0.1:5432/papule, or unset it to use SQLite."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _has_port(parts: SplitResult) -> bool:
    """Tell whether what stands for a port is one, or nothing."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def sqlite(path: Path) -> dict[str, Any]:
    """Give Django's settings of a durable SQLite file: write-ahead log, every commit on the disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS},
        "TEST": {"NAME": os.environ.get("PAPULE_TEST_SQLITE")},  # in memory unless a file is named
    }


def cache(settings: dict[str, Any]) -> dict[str, Any]:
    """Give Django's settings of the place where tries are counted.

    One process works on an SQLite file, so it counts in its memory; the processes that share PostgreSQL count there.
    """
    options = {"MAX_ENTRIES": TRIES}
    if settings["ENGINE"].endswith("sqlite3"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": options}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "papule_cache",
        "OPTIONS": options,
    }


def secret_key(directory: Path) -> str:
    """Give the secret that signs sessions: `PAPULE_SECRET_KEY`, else one made at the first start and kept."""
    said = os.environ.get("PAPULE_SECRET_KEY")
    if said:
        return said
    path = directory / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_urlsafe(64)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(made)
    return made


def hosts() -> list[str]:
    """Give the names under which the server may be asked: loopback, and those of `PAPULE_HOSTS`."""
    said = os.environ.get("PAPULE_HOSTS", "")
    return ["127.0.0.1", "localhost", "[::1]", *filter(None, (each.strip() for each in said.split(",")))]
