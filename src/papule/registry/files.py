"""A registry on disk: `about.json` and a Parquet file for each table, written and read as a whole."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

import msgspec

from papule.kernel.told import told
from papule.kernel.value import Value
from papule.reading.problem import Problem, Unreadable
from papule.registry.rows import FORM, About, CourseRow, EventRow, Known, Registry, SessionRow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ABOUT = "about.json"
MOST_ABOUT = 100_000  # bytes
TABLES: dict[str, type[Value]] = {"courses": CourseRow, "sessions": SessionRow, "events": EventRow}
_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", Known: "VARCHAR", list[str]: "VARCHAR[]"}
_NOTHING_ELSE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}  # calls nobody


class Opened(NamedTuple):
    """Registries that can be asked: a connection with the views `courses`, `sessions` and `events`."""

    connection: DuckDBPyConnection
    abouts: tuple[About, ...]


def write(place: Path, registry: Registry) -> None:
    """Write a registry into a directory; what was there before is replaced as a whole.

    Raises OSError where it cannot be written; the one before stays then.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    try:
        with _connected(made) as connection:
            for name, rows in _rows(registry).items():
                _write_table(connection, made / name, rows, columns(TABLES[name]))
        about = msgspec.structs.replace(registry.about, counts=_counts(registry), digests=_digests(made))
        (made / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about)))
        _put(made, place)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def columns(table: type[Value]) -> dict[str, str]:
    """Give the columns of a table with their types, as DuckDB names them."""
    hints = get_type_hints(table)
    return {name: _type(hints[name]) for name in table.__struct_fields__}


@contextmanager
def opened(places: Sequence[Path]) -> Iterator[Opened]:
    """Open registries, of one practice or of many, to be asked together.

    Raises Unreadable with everything that is wrong with them.
    """
    abouts, problems = [], []
    for place in places:
        try:
            abouts.append(_about(place))
        except Unreadable as error:
            problems += error.problems
    problems += _twice(abouts, places) if not problems else []
    if problems or not places:
        raise Unreadable(problems or [Problem("", told("no registry is named"), told("name one directory or more"))])
    with tempfile.TemporaryDirectory() as spare, _connected(Path(spare)) as connection:
        for name, table in TABLES.items():
            _view(connection, name, [place / f"{name}.parquet" for place in places], columns(table))
        yield Opened(connection, tuple(abouts))


def _type(annotation: Any) -> str:  # noqa: ANN401 -- an annotation
    """Give the type of a column; what may be absent is null."""
    known = _TYPES.get(annotation)
    if known is None:
        kinds = [each for each in getattr(annotation, "__args__", ()) if each is not type(None)]
        known = _TYPES[kinds[0]] if kinds else "DATE"
    return known


@contextmanager
def _connected(spare: Path) -> Iterator[DuckDBPyConnection]:
    import duckdb  # noqa: PLC0415 -- a quarter of a second that only a registry pays

    with duckdb.connect(config={**_NOTHING_ELSE, "temp_directory": str(spare / "spilled")}) as connection:
        yield connection


def _counts(registry: Registry) -> dict[str, int]:
    return {name: len(rows) for name, rows in _rows(registry).items()}


def _digests(place: Path) -> dict[str, str]:
    """Digest the files of a registry.

    Raises OSError where one cannot be read.
    """
    found = {}
    for name in TABLES:
        with (place / f"{name}.parquet").open("rb") as file:
            found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _rows(registry: Registry) -> dict[str, Sequence[Value]]:
    return {"courses": registry.courses, "sessions": registry.sessions, "events": registry.events}


def _write_table(connection: DuckDBPyConnection, place: Path, rows: Sequence[Value], typed: Mapping[str, str]) -> None:
    """Write rows as Parquet, by way of lines of JSON, which DuckDB reads in its own threads.

    Raises OSError where it cannot be written: a full disk, say.
    """
    import duckdb  # noqa: PLC0415 -- it is loaded by now

    lines, named = place.with_suffix(".ndjson"), ", ".join(f"{name}: '{kind}'" for name, kind in typed.items())
    lines.write_bytes(msgspec.json.Encoder().encode_lines(rows))
    read = f"SELECT * FROM read_json($1, format = 'newline_delimited', columns = {{{named}}})"  # noqa: S608 -- ours
    order = ", ".join(list(typed)[:3])
    target = str(place.with_suffix(".parquet")).replace("'", "''")
    try:
        connection.execute(f"COPY ({read} ORDER BY {order}) TO '{target}' (FORMAT parquet)", [_plain(lines)])
    except duckdb.IOException as error:
        raise OSError(str(error)) from None
    lines.unlink()


def _put(made: Path, place: Path) -> None:
    """Set a finished directory in its place; the one before is gone only after that."""
    before = made.with_name(f"{made.name}-before")
    if place.exists():
        place.rename(before)
    try:
        made.rename(place)
    except OSError:
        if before.exists():
            before.rename(place)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _about(place: Path) -> About:
    """Read what a registry says of itself.

    Raises Unreadable.
    """
    fix = told("name a directory that Papule wrote as a registry")
    try:
        with (place / ABOUT).open("rb") as file:
            about = msgspec.json.decode(file.read(MOST_ABOUT), type=About)
        if about.form == FORM and about.counts.keys() != TABLES.keys():
            raise msgspec.ValidationError
    except OSError:
        raise Unreadable([Problem(str(place), told("there is no registry here"), fix)]) from None
    except msgspec.MsgspecError:
        raise Unreadable(
            [Problem(str(place / ABOUT), told("this is not what a registry says of itself"), fix)]
        ) from None
    if about.form != FORM:
        what = told("its tables are of form {form}, and this Papule reads form {known}", form=about.form, known=FORM)
        raise Unreadable([Problem(str(place), what, told("let the practice make it anew with this version"))])
    _whole(place, about)
    return about


def _whole(place: Path, about: About) -> None:
    """Refuse files that are not, byte for byte, those that were written.

    Raises Unreadable.
    """
    fix = told("copy the whole directory again")
    try:
        found = _digests(place)
    except OSError as error:
        file = Path(error.filename or place)
        raise Unreadable([Problem(str(file), told("this file is missing or cannot be read"), fix)]) from None
    for name, digest in found.items():
        if about.digests.get(name) != digest:
            what = told("this file is damaged, or not the one that was written with {about}", about=ABOUT)
            raise Unreadable([Problem(str(place / f"{name}.parquet"), what, fix)])


def _twice(abouts: Sequence[About], places: Sequence[Path]) -> list[Problem]:
    """Find practices that stand in two registries: their courses would count twice."""
    found: list[Problem] = []
    seen: dict[str, Path] = {}
    for about, place in zip(abouts, places, strict=True):
        if about.practice in seen:
            what = told("this is the practice of {place} again", place=str(seen[about.practice]))
            found.append(Problem(str(place), what, told("name the newest registry of a practice alone")))
        seen.setdefault(about.practice, place)
    return found


def _view(connection: DuckDBPyConnection, name: str, files: Sequence[Path], typed: Mapping[str, str]) -> None:
    """Show the files of a table as one.

    Raises Unreadable where one has other columns.
    """
    import duckdb  # noqa: PLC0415 -- it is loaded by now

    for file in files:
        try:
            read = connection.read_parquet(_plain(file))
            found = dict(zip(read.columns, map(str, read.types), strict=True))
        except duckdb.Error:
            found = {}
        if found != typed:
            what = told("its columns are not those of the table {name}", name=name)
            raise Unreadable([Problem(str(file), what, told("let the practice make it anew with this version"))])
    connection.read_parquet([_plain(each) for each in files]).create_view(name)


def _plain(path: Path) -> str:
    """Write a path so that DuckDB looks for this file, not for a pattern."""
    return "".join(f"[{each}]" if each in "*?[" else each for each in str(path))
