"""Making the registry of the practice, and asking it. It lies in the data directory, and is replaced as a whole."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import Actor, record
from papule.clinic.registry.gathering import gather
from papule.kernel.value import Value
from papule.registry.files import ABOUT, TABLES, opened, write
from papule.registry.questions import (
    Activity,
    Answer,
    Harm,
    Outcome,
    Overridden,
    activity,
    harms,
    outcomes,
    overridden,
)
from papule.registry.rows import About

NAME = "registry"
MAKING = ".registry-making.lock"  # held while the practice is counted
CHANGING = ".registry-changing.lock"  # held while the files are read or replaced


class Made(Value):
    """What came of making it: what it says of itself, and how many sessions could not be read."""

    about: About
    unread: int


class Answers(Value):
    """Everything that a page shows, of one registry."""

    about: About
    outcomes: Answer[Outcome]
    recipes: Answer[Outcome]
    kinds: Answer[Harm]
    products: Answer[Harm]
    activity: Answer[Activity]
    overridden: Answer[Overridden]


def place() -> Path:
    """Give the directory of the registry."""
    return Path(settings.DATA) / NAME


def make(actor: Actor, practice: Practice) -> Made:
    """Count the practice anew. Work goes on meanwhile; who asks at the same time waits, then counts again.

    Raises OSError where it cannot be written: the one before stays.
    """
    with _held(MAKING, fcntl.LOCK_EX):
        for left in place().parent.glob(f".{NAME}-*/"):  # of a stop in the middle
            shutil.rmtree(left, ignore_errors=True)
        registry, unread = gather(practice)
        with _held(CHANGING, fcntl.LOCK_EX):
            write(place(), registry)
        counts, opposed = registry.about.counts, registry.about.opposed
        record(actor, "registry.make", subject="registry", **counts, opposed=opposed, unread=unread)
    return Made(registry.about, unread)


def find_answers(least: int) -> Answers | None:
    """Ask the registry; None where none was made yet. Groups of fewer persons than `least` are left out.

    Raises Unreadable where its files are damaged or of another form, OSError where they cannot be reached.
    """
    with _held(CHANGING, fcntl.LOCK_SH):
        try:
            stamp = (place() / ABOUT).stat()
        except OSError:
            return None
        return _answers(place(), (stamp.st_mtime_ns, stamp.st_ino), least)


@lru_cache(maxsize=8)
def _answers(directory: Path, _stamp: tuple[int, int], least: int) -> Answers:
    """Ask once for each registry that was made."""
    with opened([directory]) as asked:
        return Answers(
            asked.abouts[0],
            outcomes(asked, "indication", least),
            outcomes(asked, "recipe", least),
            harms(asked, "kind", least),
            harms(asked, "product", least),
            activity(asked, least),
            overridden(asked, least),
        )


def packed(actor: Actor, about: About) -> bytes:
    """Give the files as one archive, for a group of practices; that they were taken away is on record.

    Raises OSError where they cannot be read.
    """
    target, within = BytesIO(), f"papule-registry-{about.practice[:8]}"
    with _held(CHANGING, fcntl.LOCK_SH), ZipFile(target, "w", ZIP_STORED) as archive:
        for name in (ABOUT, *(f"{each}.parquet" for each in TABLES)):
            archive.write(place() / name, f"{within}/{name}")
    record(actor, "registry.take", subject="registry", made_on=about.made_on.isoformat(), **about.counts)
    return target.getvalue()


@contextmanager
def _held(name: str, how: int) -> Iterator[None]:
    """Hold a lock among all processes of the practice; it goes with who holds it."""
    gate = os.open(Path(settings.DATA) / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(gate, how)
        yield
    finally:
        os.close(gate)
