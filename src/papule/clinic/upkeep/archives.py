"""One backup: a file with a copy of the database, the key under which secrets are sealed, and what both are.

Nothing here needs Django: a backup is unpacked before a database is opened.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from papule.kernel.value import Value

DATABASE, KEY, ABOUT = "papule.sqlite3", "secret-key", "about.json"
FORMAT = 1
BROKEN = (  # what zipfile raises for a file that is none, torn, without an entry, encrypted or packed otherwise
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    RuntimeError,
    ValueError,
    msgspec.MsgspecError,
)
SIGNED_IN = ("usersessions_usersession", "django_session")  # tables: who has a backup is not signed in by it
HIDDEN = ".unfinished-"  # what a stop in the middle leaves: taken away by the next one


class About(Value):
    """What a backup is of."""

    made_at: datetime
    version: str  # of Papule
    edition: str  # of the knowledge
    practice: str
    events: int  # number of the last event of the audit log
    has_key: bool
    format: int = FORMAT


class DamagedError(Exception):
    """A file is no backup, or is not whole."""


class NewerError(Exception):
    """A backup has a form that this Papule does not know."""


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite file while others write to it: what was confirmed before is in it, but nobody is signed in.

    Raises DamagedError when the copy is not whole, sqlite3.Error, OSError.
    """
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
        copy.execute("PRAGMA secure_delete=ON")
        with copy:
            for table in SIGNED_IN:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 -- named above
    check_database(target)


def check_database(path: Path) -> None:
    """Ask SQLite whether a file is whole.

    Raises DamagedError.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as opened:
            found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from None
    if found != "ok":
        raise DamagedError(found)


def pack(database: Path, key: Path | None, about: About, target: Path) -> None:
    """Write a backup, readable by its owner only. It bears its name only once it is whole and on the disk.

    Raises OSError.
    """
    part = database.with_name(f"{target.name}.part")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(ABOUT, msgspec.json.format(msgspec.json.encode(about)))
            if key is not None:
                archive.write(key, KEY)
            archive.write(database, DATABASE)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


def about(path: Path) -> About:
    """Read what a backup is of.

    Raises DamagedError, NewerError, OSError.
    """
    with _opened(path) as archive:
        return _about(archive)


def unpack(path: Path, directory: Path) -> About:
    """Put what a backup holds into a directory; the database comes last, so an interrupted run left none.

    Raises DamagedError, NewerError, OSError.
    """
    with _opened(path) as archive, unfinished(directory) as place:
        told = _about(archive)
        for name in (KEY, DATABASE) if told.has_key else (DATABASE,):
            with archive.open(name) as packed, os.fdopen(_private(place / name), "wb") as file:
                shutil.copyfileobj(packed, file)
                file.flush()
                os.fsync(file.fileno())
        check_database(place / DATABASE)
        for name in (KEY, DATABASE) if told.has_key else (DATABASE,):
            (place / name).replace(directory / name)
        return told


@contextmanager
def unfinished(directory: Path) -> Iterator[Path]:
    """Give a directory for what is not whole yet; what an earlier run left of its own is taken away."""
    for left in directory.glob(f"{HIDDEN}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=HIDDEN, dir=directory) as place:
        yield Path(place)


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except BROKEN as error:
        raise DamagedError(str(error).strip("'\"") or type(error).__name__) from None


def _about(archive: zipfile.ZipFile) -> About:
    form = msgspec.json.decode(archive.read(ABOUT), type=_Form).format
    if form > FORMAT:
        raise NewerError(str(form))
    return msgspec.json.decode(archive.read(ABOUT), type=About)


class _Form(Value):
    format: int
