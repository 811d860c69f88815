"""What happens before the server answers: tables, integrity, words, static files. Each says what it does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from papule.clinic.catalogues import compile_catalogue

HERE = Path(__file__).parent
COMPILER = HERE / "catalogues.py"
Say = Callable[[str], None]


class BrokenDatabaseError(Exception):
    """The database file is damaged."""


class NewerDatabaseError(Exception):
    """A newer version has changed the tables; says by which step."""


def make_ready(say: Say) -> None:
    """Bring everything up to date.

    Raises BrokenDatabaseError, NewerDatabaseError, django.db.OperationalError, OSError.
    """
    Path(settings.DATA).mkdir(parents=True, exist_ok=True, mode=0o700)
    compile_words()
    check_integrity()
    migrate(say)
    collect_static(say)


def compile_words() -> None:
    """Compile the catalogues whose text, or what compiles it, is newer.

    In a source tree; an installed package brings them compiled.
    """
    for text in HERE.rglob("locale/*/LC_MESSAGES/django.po"):
        made = text.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime_ns < max(each.stat().st_mtime_ns for each in (text, COMPILER)):
            compile_catalogue(text, made)


def check_integrity() -> None:
    """Ask SQLite whether its file is whole."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = cursor.fetchone()[0]
    if found != "ok":
        raise BrokenDatabaseError(found)


def migrate(say: Say) -> None:
    """Make or change the tables, forward only.

    Raises NewerDatabaseError where they were changed by steps that this version does not know.
    """
    executor = MigrationExecutor(connection)
    known = executor.loader.graph.nodes
    for step in sorted(executor.loader.applied_migrations):
        if step not in known and step[0] in executor.loader.migrated_apps:
            raise NewerDatabaseError(".".join(step))
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        say("tables")
        call_command("migrate", verbosity=0, interactive=False)


def collect_static(say: Say) -> None:
    """Gather and compress the static files, once a version of them."""
    root = Path(settings.STATIC_ROOT)
    mark, stamp = root / "stamp", _stamp()
    if mark.exists() and mark.read_text() == stamp:
        return
    say("files")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(stamp)


def _stamp() -> str:
    """Give the digest of every static file's place, size and time."""
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415 -- needs the apps

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
