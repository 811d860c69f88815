"""Released editions, kept compiled, so that an assessment can be made again years later.

A released edition is one file: the packed tables, and the list of medicines that went with them.
They ship in `knowledge/editions`; more may lie in the user's data directory.
"""

import gzip
import os
import zlib
from pathlib import Path

import msgspec

from papule.knowledge.compiling import compile_knowledge, replace_file
from papule.knowledge.drugs import FILE as DRUGS
from papule.knowledge.drugs import unpack
from papule.knowledge.loading import knowledge_directory
from papule.knowledge.model.drugs import DrugList, packed_drugs
from papule.knowledge.model.edition import Edition
from papule.knowledge.model.tables import Formulary
from papule.reading.document import unopened
from papule.reading.problem import Problem, Unreadable, told

__all__ = ["SUFFIX", "editions_directories", "find_edition", "open_edition", "release"]

SUFFIX = ".edition"
_RELEASED = 1  # version of the form of the file
_SHOWN = 12  # characters of a fingerprint in a file's name


class Released(msgspec.Struct, frozen=True, array_like=True):
    """A released edition on disk."""

    version: int
    edition: Edition
    fingerprint: str
    tables: dict[str, msgspec.Raw]
    drugs: bytes  # the packed list of medicines, as it stands in the knowledge directory


def editions_directories() -> list[Path]:
    """List where released editions may lie: beside the knowledge, then in the user's data."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return [Path(knowledge_directory()) / "editions", data / "papule" / "editions"]


def release(root: Path, to: Path) -> Path:
    """Compile a knowledge directory and keep it as a released edition; give the file.

    Raises Unreadable when the knowledge has problems, when the list of medicines is not there, or when an
    edition of that name was released with other content.
    """
    edition, fingerprint, tables = compile_knowledge(root)
    for other in sorted(to.glob(f"{edition.edition}-*{SUFFIX}")):
        if other.name != _name(edition.edition, fingerprint):
            said = told("edition {name} was released with other content", name=edition.edition)
            fix = told("give the edition a new name in edition.yaml")
            raise Unreadable([Problem("edition", said, fix, file=str(other))])
    try:
        drugs = (root / DRUGS).read_bytes()
    except OSError as error:
        raise Unreadable([unopened(str(DRUGS), error)]) from None
    packed = {name: msgspec.Raw(msgspec.msgpack.encode(table)) for name, table in sorted(tables.items())}
    released = Released(_RELEASED, edition, fingerprint, packed, drugs)
    path = to / _name(edition.edition, fingerprint)
    replace_file(str(path), gzip.compress(msgspec.msgpack.encode(released), compresslevel=9, mtime=0))
    if not path.is_file():
        problem = told("this file cannot be written")
        raise Unreadable([Problem("", problem, told("name a directory that can be written"), file=str(path))])
    return path


def _name(edition: str, fingerprint: str) -> str:
    return f"{edition}-{fingerprint.partition(':')[2][:_SHOWN]}{SUFFIX}"


def open_edition(path: Path) -> Formulary:
    """Open a released edition.

    Raises Unreadable when it is not there, damaged, or of a form that this version does not know.
    """
    try:
        released = msgspec.msgpack.decode(gzip.decompress(path.read_bytes()), type=Released)
    except (gzip.BadGzipFile, EOFError, zlib.error, msgspec.DecodeError):
        problem = told("this is no released edition, or it is damaged")
        fix = told("restore the file, or use the version of Papule that wrote it")
        raise Unreadable([Problem("", problem, fix, file=str(path))]) from None
    except OSError as error:
        raise Unreadable([unopened(str(path), error)]) from None
    if released.version != _RELEASED:
        problem = told("this released edition has a form that is not known here")
        raise Unreadable([Problem("", problem, told("use the version of Papule that wrote it"), file=str(path))])
    tables = {name: memoryview(table) for name, table in released.tables.items()}
    drugs = released.drugs
    return Formulary(released.edition, released.fingerprint, tables, lambda: DrugList(packed_drugs(unpack(drugs)[1])))


def find_edition(fingerprint: str) -> Formulary | None:
    """Open the released edition of that fingerprint; none when it is not kept here.

    Raises Unreadable when its file is damaged.
    """
    digest = fingerprint.partition(":")[2]
    if not digest.isalnum():
        return None
    for directory in editions_directories():
        for path in sorted(directory.glob(f"*-{digest[:_SHOWN]}{SUFFIX}")):
            formulary = open_edition(path)
            if formulary.fingerprint == fingerprint:
                return formulary
    return None
