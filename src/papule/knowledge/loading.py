"""Reading the knowledge: from the compiled form, or from the files when one changed.

With `compiling`, `drugs` and `refresh` the only modules of this package that touch the disk. What a
start of the command needs is kept to few imports: paths are plain strings here.
"""

from __future__ import annotations

import os
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, TypeVar

import msgspec

from papule.knowledge.model.edition import Edition
from papule.knowledge.model.tables import Formulary

if TYPE_CHECKING:
    from pathlib import Path

    from papule.knowledge.model.drugs import DrugList

T = TypeVar("T")
COMPILED = 11  # version of the compiled form


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """The compiled form on disk: what it was made of, and the packed tables."""

    version: int
    stamp: bytes
    edition: Edition
    fingerprint: str
    tables: dict[str, memoryview]  # each a map of id to packed entry, opened when it is looked at


def knowledge_directory() -> str:
    """Find the knowledge: beside the source tree, or inside the installed package."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "_knowledge")
    return (
        installed if os.path.isdir(installed) else os.path.join(os.path.dirname(os.path.dirname(package)), "knowledge")
    )


def load_formulary(directory: Path | None = None) -> Formulary:
    """Give the formulary of a knowledge directory, compiling it when a file changed.

    Raises Unreadable with every problem of every file.
    """
    root = str(directory) if directory else knowledge_directory()
    stamp = _stamp(root)
    path = _cache_path(root)
    compiled = _read_compiled(path, stamp)
    if compiled is None:
        from papule.knowledge.compiling import compile_knowledge, replace_file  # noqa: PLC0415 -- when a file changed

        edition, fingerprint, tables = compile_knowledge(root)
        packed = {name: memoryview(msgspec.msgpack.encode(table)) for name, table in tables.items()}
        compiled = Compiled(COMPILED, stamp, edition, fingerprint, packed)
        replace_file(path, msgspec.msgpack.encode(compiled))
    return Formulary(compiled.edition, compiled.fingerprint, compiled.tables, lambda: _drugs(root))


class CompiledDrugs(msgspec.Struct, frozen=True, array_like=True):
    """The drug list made ready, on disk, with the size and time of the file it was made of."""

    version: int
    stamp: tuple[int, int]
    packed: memoryview


def _drugs(root: str) -> DrugList:
    from papule.knowledge.model.drugs import DrugList, PackedDrugs  # noqa: PLC0415 -- only for a name

    status = os.stat(os.path.join(root, "drug_list", "drugs.json.gz"))
    stamp = (status.st_size, status.st_mtime_ns)
    path = _cache_path(root).removesuffix(".msgpack") + "-drugs.msgpack"
    compiled = _read(path, CompiledDrugs)
    if compiled is None or compiled.version != COMPILED or compiled.stamp != stamp:
        from pathlib import Path  # noqa: PLC0415 -- when the list changed

        from papule.knowledge.compiling import replace_file  # noqa: PLC0415
        from papule.knowledge.drugs import compile_drugs  # noqa: PLC0415

        packed = memoryview(msgspec.msgpack.encode(compile_drugs(Path(root))))
        compiled = CompiledDrugs(COMPILED, stamp, packed)
        replace_file(path, msgspec.msgpack.encode(compiled))
    return DrugList(msgspec.msgpack.decode(compiled.packed, type=PackedDrugs))


def hazards_file(root: str) -> str:
    """Find the risk file: packed with the knowledge, or in its own directory of the source tree."""
    packed = os.path.join(root, "hazards.yaml")
    return packed if os.path.exists(packed) else os.path.join(os.path.dirname(root), "safety", "hazards.yaml")


def _stamp(root: str) -> bytes:
    """List the name, size and time of every file: cheap to take, and changed by any edit."""
    found: list[str | int] = []
    for directory in (root, *sorted(entry.path for entry in os.scandir(root) if entry.is_dir())):
        found.append(directory)
        within = os.open(directory, os.O_RDONLY)  # a third faster than full paths
        for name in sorted(os.listdir(within)):
            if name.endswith((".yaml", ".json.gz")):
                status = os.stat(name, dir_fd=within)
                found += (name, status.st_size, status.st_mtime_ns)
        os.close(within)
    hazards = hazards_file(root)
    if os.path.exists(hazards):
        status = os.stat(hazards)
        found += (hazards, status.st_size, status.st_mtime_ns)
    return msgspec.msgpack.encode(found)


def _cache_path(root: str) -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    name = root.replace("%", "%%").replace(os.sep, "%")[-200:]
    return os.path.join(base, "papule", f"{name}.msgpack")


def _read_compiled(path: str, stamp: bytes) -> Compiled | None:
    compiled = _read(path, Compiled)
    return compiled if compiled and compiled.version == COMPILED and compiled.stamp == stamp else None


def _read(path: str, kind: type[T]) -> T | None:
    try:
        with open(path, "rb") as file:
            content = mmap(file.fileno(), 0, access=ACCESS_READ)  # pages that nobody looks at are not read
        return msgspec.msgpack.decode(content, type=kind)
    except (OSError, ValueError, msgspec.DecodeError):  # ValueError: an empty file
        return None
