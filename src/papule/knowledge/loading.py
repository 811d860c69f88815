"""Reading the knowledge: from the compiled form, or from the files when one changed.

The only module of this package that touches the disk.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from papule.knowledge.drugs import load_drugs
from papule.knowledge.model.formulary import Edition
from papule.knowledge.model.tables import Formulary

COMPILED = 3  # version of the compiled form


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """The compiled form on disk: what it was made of, and the packed tables."""

    version: int
    stamp: bytes
    edition: Edition
    fingerprint: str
    tables: dict[str, dict[str, msgspec.Raw]]


def knowledge_directory() -> Path:
    """Find the knowledge: beside the source tree, or inside the installed package."""
    here = Path(__file__).resolve()
    installed = here.parents[1] / "_knowledge"
    return installed if installed.is_dir() else here.parents[3] / "knowledge"


def load_formulary(directory: Path | None = None) -> Formulary:
    """Give the formulary of a knowledge directory, compiling it when a file changed.

    Raises Unreadable with every problem of every file.
    """
    root = directory or knowledge_directory()
    stamp = _stamp(root)
    path = _cache_path(root)
    compiled = _read_compiled(path, stamp)
    if compiled is None:
        from papule.knowledge.compiling import compile_knowledge  # noqa: PLC0415 -- only when a file changed

        edition, fingerprint, tables = compile_knowledge(root)
        compiled = Compiled(COMPILED, stamp, edition, fingerprint, tables)
        _replace(path, msgspec.msgpack.encode(compiled))
    return Formulary(compiled.edition, compiled.fingerprint, compiled.tables, lambda: load_drugs(root))


def knowledge_files(root: Path) -> list[Path]:
    """List the files the knowledge is made of, in a fixed order."""
    found = [root / "edition.yaml", hazards_file(root)]
    found += [path for entry in sorted(root.iterdir()) if entry.is_dir() for path in sorted(entry.glob("*.yaml"))]
    return found


def hazards_file(root: Path) -> Path:
    """Find the risk file: packed with the knowledge, or in its own directory of the source tree."""
    packed = root / "hazards.yaml"
    return packed if packed.exists() else root.parent / "safety" / "hazards.yaml"


def _stamp(root: Path) -> bytes:
    """Digest the name, size and time of every file: cheap, and changed by any edit."""
    digest = hashlib.blake2b(digest_size=16)
    directories = [root, *(Path(entry.path) for entry in os.scandir(root) if entry.is_dir())]
    rows = [_row(entry) for directory in directories for entry in os.scandir(directory) if entry.name.endswith(".yaml")]
    hazards = hazards_file(root)
    if hazards.exists():
        status = hazards.stat()
        rows.append(f"hazards {status.st_size} {status.st_mtime_ns}")
    for row in sorted(rows):
        digest.update(row.encode())
    return digest.digest()


def _row(entry: os.DirEntry[str]) -> str:
    status = entry.stat()
    return f"{entry.path} {status.st_size} {status.st_mtime_ns}\n"


def _cache_path(root: Path) -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118
    name = hashlib.blake2b(str(root).encode(), digest_size=8).hexdigest()
    return Path(base) / "papule" / f"knowledge-{name}.msgpack"


def _read_compiled(path: Path, stamp: bytes) -> Compiled | None:
    try:
        compiled = msgspec.msgpack.decode(path.read_bytes(), type=Compiled)
    except (OSError, msgspec.DecodeError):
        return None
    return compiled if compiled.version == COMPILED and compiled.stamp == stamp else None


def _replace(path: Path, data: bytes) -> None:
    """Write atomically; a cache that cannot be written is no error, only slower."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:
            new.write(data)
        Path(new.name).replace(path)
    except OSError:
        return
