"""The audit of a knowledge directory: what loads, but is not yet as it should be.

Errors are what the engine would trip over or what promises more than is there. Warnings are work left:
sources nobody cites, reviews that are due, facts nobody asks.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from papule.knowledge.audit_content import content_remarks
from papule.knowledge.audit_remark import Remark, Tables
from papule.knowledge.audit_use import use_remarks
from papule.knowledge.audit_words import wording_remarks
from papule.knowledge.compiling import knowledge_files, read_tables
from papule.knowledge.model.statement import Review
from papule.reading.document import Document, read_document
from papule.reading.problem import Problem, Unreadable
from papule.reading.shape import placed

__all__ = ["Audit", "Remark", "audit"]

_MAX_BYTES = 4_000_000
_LISTS = {"sources": "sources", "operators": "rules", "stop_rules": "rules", "questions": "questions"}


class Audit(NamedTuple):
    """The result: remarks in order, how many items of each kind, how many files."""

    remarks: tuple[Remark, ...]
    items: dict[str, int]
    files: int


def audit(root: Path, as_of: date) -> Audit:
    """Read a knowledge directory strictly and audit it.

    Raises Unreadable with every problem that keeps it from loading.
    """
    edition, tables = read_tables(root)
    files = _Files(root)
    found = [*content_remarks(tables, edition), *use_remarks(tables), *wording_remarks(tables, edition.languages)]
    found += _reviews(tables, files, as_of)
    remarks = tuple(files.place(each) for each in sorted(found, key=lambda each: (not each.grave, each.kind)))
    items = {name: len(table) for name, table in tables.items() if table and name not in ("wording", "hazards")}
    return Audit(remarks, items, len(knowledge_files(root)))


def _reviews(tables: Tables, files: "_Files", as_of: date) -> Iterator[Remark]:
    for table, entries in tables.items():
        for key, entry in entries.items():
            if isinstance(getattr(entry, "review", None), Review):
                yield from _review(entry.review, table, key, as_of)
    for table in _LISTS:
        for path in files.of(table):
            review = files.document(path).value.get("review")
            yield from _review(msgspec.convert(review, Review), table, path.stem, as_of, file=path.name)


def _review(review: Review, table: str, key: str, as_of: date, file: str = "") -> Iterator[Remark]:
    if review.due < as_of:
        said = f"the review of {review.on} expired on {review.due}"
        fix = "look at the sources again, then set review.on and review.due"
        yield Remark("review", table, key, "review.due", said, fix, file)
    if review.due <= review.on:
        yield Remark("review-order", table, key, "review.due", "the review is due before it was done", "mend it", file)


class _Files:
    """The files of a knowledge directory: where an item stands, down to the line."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._documents: dict[Path, Document] = {}
        self._listed: dict[str, dict[str, tuple[Path, str]]] = {}

    def of(self, table: str) -> list[Path]:
        """List the files of a table."""
        return sorted((self._root / table).glob("*.yaml"))

    def document(self, path: Path) -> Document:
        """Read a file, once."""
        if path not in self._documents:
            self._documents[path] = read_document(path.read_bytes(), max_bytes=_MAX_BYTES)
        return self._documents[path]

    def place(self, remark: Remark) -> Remark:
        """Add file and line to a remark."""
        path, prefix = self._find(remark)
        if path is None or not path.is_file():
            return remark
        at = ".".join(part for part in (prefix, remark.at) if part)
        problem = placed(Problem(at, "", ""), self._lines(path))
        return remark._replace(file=f"{path.parent.name}/{path.name}", line=problem.line or 1)

    def _lines(self, path: Path) -> dict[str, int]:
        try:
            return self.document(path).lines
        except Unreadable:
            return {}

    def _find(self, remark: Remark) -> tuple[Path | None, str]:
        directory = self._root / remark.table
        if remark.file:
            return directory / remark.file, ""
        if remark.table in _LISTS:
            return self._listing(remark.table).get(remark.item, (None, ""))
        if remark.table == "edition":
            return self._root / "edition.yaml", ""
        return directory / f"{remark.item}.yaml", ""

    def _listing(self, table: str) -> dict[str, tuple[Path, str]]:
        """Map the ids of a table whose files are lists to their file and place."""
        if table not in self._listed:
            field = _LISTS[table]
            self._listed[table] = {
                each["id"]: (path, f"{field}[{number}]")
                for path in self.of(table)
                for number, each in enumerate(self._items(path, field))
            }
        return self._listed[table]

    def _items(self, path: Path, field: str) -> Iterable[dict[str, Any]]:
        items: Iterable[dict[str, Any]] = self.document(path).value.get(field, ())
        return items
