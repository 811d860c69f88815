"""From the files a clinician reviews to packed tables, with all errors at once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from papule.kernel.names import folded, run_together, shelf_of
from papule.knowledge.loading import hazards_file
from papule.knowledge.model.edition import Edition
from papule.knowledge.model.formulary import FILES, OperatorRules, Questions, SourceFile, StopRules
from papule.knowledge.model.statement import Entry
from papule.knowledge.references import check_references, check_wording
from papule.reading.document import read_document
from papule.reading.problem import Problem, Unreadable
from papule.reading.shape import shaped

Tables = dict[str, dict[str, Any]]
_LISTS = {SourceFile: "sources", OperatorRules: "rules", StopRules: "rules", Questions: "questions"}
_MAX_BYTES = 4_000_000


def compile_knowledge(directory: str | Path) -> tuple[Edition, str, dict[str, dict[str, msgspec.Raw]]]:
    """Read, check and pack a knowledge directory: edition, fingerprint, tables.

    Raises Unreadable with every problem of every file.
    """
    root = Path(directory)
    edition, tables = read_tables(root)
    for kind in ("allergy", "family"):
        called = tables["allergy_groups" if kind == "allergy" else "families"]
        names = {key: (key, *each.names, *each.name.values()) for key, each in called.items()}
        tables[f"{kind}_names"] = _by_name(names, run_together)
    tables["class_names"] = _by_name({key: each.names for key, each in tables["interaction_classes"].items()}, folded)
    packed = {
        name: {key: msgspec.Raw(msgspec.msgpack.encode(table[key])) for key in sorted(table)}
        for name, table in sorted(tables.items())
    }
    return edition, fingerprint(root), packed


def _by_name(names: Mapping[str, Iterable[str]], spelt: Callable[[str], str]) -> dict[str, dict[str, list[str]]]:
    """Fold the names of items and shelve them: they are thousands, and a run asks for few."""
    shelves: dict[str, dict[str, list[str]]] = {}
    for key, called in names.items():
        for name in sorted({spelt(each) for each in called}):
            shelves.setdefault(shelf_of(name), {}).setdefault(name, []).append(key)
    return shelves


def knowledge_files(root: Path) -> list[Path]:
    """List the files the knowledge is made of, the list of medicines included, in a fixed order."""
    found = [root / "edition.yaml", Path(hazards_file(str(root))), root / "drug_list" / "drugs.json.gz"]
    return found + [path for entry in sorted(root.iterdir()) if entry.is_dir() for path in sorted(entry.glob("*.yaml"))]


def replace_file(path: str, data: bytes) -> None:
    """Write atomically; a cache that cannot be written is no error, only slower."""
    target = Path(path)
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target.parent) as place:
            new = Path(place, target.name)
            new.write_bytes(data)
            new.replace(target)


def fingerprint(root: Path) -> str:
    """Digest the content of every file: the same knowledge has the same fingerprint anywhere."""
    digest = hashlib.sha256()
    for path in knowledge_files(root):
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.parent.name}/{path.name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def read_tables(root: Path) -> tuple[Edition, Tables]:
    """Read every file into entries by directory and id.

    Raises Unreadable with every problem of every file.
    """
    problems: list[Problem] = []
    places: dict[int, str] = {}
    tables: Tables = {name: {} for name in FILES}
    edition = _read(root / "edition.yaml", Edition, problems)
    for name, kind in FILES.items():
        for path in sorted((root / name).glob("*.yaml")):
            entry = _read(path, kind, problems)
            if entry is not None:
                _add(tables[name], entry, path, problems, places)
    tables["wording"] = {path.stem: _plain(path, problems) for path in sorted((root / "wording").glob("*.yaml"))}
    hazards = _plain(Path(hazards_file(str(root))), problems)
    tables["hazards"] = {each["id"]: each for each in hazards.get("hazards", [])}
    if edition is not None:
        problems += check_references(tables, edition.languages, places)
        problems += check_wording(tables["wording"], edition.languages)
    if problems or edition is None:
        raise Unreadable(problems)
    return edition, tables


def _read(path: Path, kind: type[Any], problems: list[Problem]) -> Any:  # noqa: ANN401 -- an entry of that kind
    try:
        return shaped(read_document(path.read_bytes(), max_bytes=_MAX_BYTES), kind)
    except Unreadable as error:
        problems += [msgspec.structs.replace(each, file=_name(path)) for each in error.problems]
    except OSError as error:
        problems.append(Problem("", f"cannot be read: {error.strerror}", "restore the file", file=_name(path)))
    return None


def _plain(path: Path, problems: list[Problem]) -> dict[str, Any]:
    try:
        value = read_document(path.read_bytes(), max_bytes=_MAX_BYTES).value
    except Unreadable as error:
        problems += [msgspec.structs.replace(each, file=_name(path)) for each in error.problems]
    except OSError as error:
        problems.append(Problem("", f"cannot be read: {error.strerror}", "restore the file", file=_name(path)))
    else:
        return value if isinstance(value, dict) else {}
    return {}


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _add(table: dict[str, Any], entry: Entry, path: Path, problems: list[Problem], places: dict[int, str]) -> None:
    for key, each in _entries(entry, path):
        if key in table:
            problems.append(Problem(key, f"{key!r} is described twice", "keep one of the two", file=_name(path)))
        table[key] = each
        places[id(each)] = _name(path)
    own = getattr(entry, "id", path.stem)
    if own != path.stem:
        problems.append(
            Problem("id", f"the id {own!r} is not the file's name", f"name it {path.stem}", file=_name(path))
        )


def _entries(entry: Entry, path: Path) -> Iterator[tuple[str, Any]]:
    """Take a file's list apart; every other file is one entry."""
    field = _LISTS.get(type(entry))
    if field is None:
        yield getattr(entry, "id", path.stem), entry
        return
    for each in getattr(entry, field):
        yield each.id, each
