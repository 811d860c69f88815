"""Reading the French public drug database (base de données publique des médicaments) from a directory.

The files are taken as they are published: tab-separated, without header, some in UTF-8 and
some in Windows-1252, some with CRLF, some with empty or short rows; plain or gzipped.
`read_official` reads them, `compare` (pure) tells what changed against the catalogue.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from papule.knowledge.model.difference import Difference, compare, describe
from papule.knowledge.model.official import (
    ROUTES,
    Component,
    Medicine,
    Official,
    Package,
    Problem,
    Supply,
    SupplyState,
)

__all__ = ["Difference", "MissingFilesError", "compare", "describe", "read_atc", "read_official"]

MEDICINES = "CIS_bdpm.txt"
PACKAGES = "CIS_CIP_bdpm.txt"
COMPONENTS = "CIS_COMPO_bdpm.txt"
SUPPLIES = "CIS_CIP_Dispo_Spec.txt"
INTEREST = "CIS_MITM.txt"

_STATES: dict[str, SupplyState] = {"1": "out-of-stock", "2": "tension", "3": "stopped", "4": "back"}
_DAY_FIRST = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_CIS = re.compile(r"\d{8}")

Row = list[str]
T = TypeVar("T")


class MissingFilesError(Exception):
    """Files of the database are not in the directory that was named."""

    def __init__(self, directory: Path, missing: list[str]) -> None:
        """Say which files, where, and where they come from."""
        super().__init__(
            f"{directory}: not found: {', '.join(missing)} (plain or .gz). Download these files from the page "
            "« Téléchargement » of the base de données publique des médicaments into this directory."
        )
        self.missing = tuple(missing)


def read_official(directory: Path) -> Official:
    """Read the four files the catalogue is compared with.

    Rows that cannot be read are left out and reported in `problems`, with file and line.
    Raises MissingFilesError when a file is not there.
    """
    texts = _texts(directory, MEDICINES, PACKAGES, COMPONENTS, SUPPLIES)
    problems: list[Problem] = []
    medicines = list(_read(MEDICINES, texts[MEDICINES], 12, _medicine, problems))
    packages = list(_read(PACKAGES, texts[PACKAGES], 7, _package, problems))
    components = list(_read(COMPONENTS, texts[COMPONENTS], 8, _component, problems))
    supplies = list(_read(SUPPLIES, texts[SUPPLIES], 7, _supply, problems))
    return Official(
        medicines={m.cis: m for m in medicines},
        packages=_by_cis(packages, lambda p: p.cis),
        components=_by_cis(components, lambda c: c.cis),
        supplies=_by_cis(supplies, lambda s: s.cis),
        problems=tuple(problems),
    )


def read_atc(directory: Path) -> dict[str, str]:
    """CIS code -> ATC code, for the medicines of the file that gives them."""
    texts = _texts(directory, INTEREST)
    return dict(_read(INTEREST, texts[INTEREST], 4, lambda row: (row[0], row[1]), []))


def _texts(directory: Path, *names: str) -> dict[str, str]:
    """The text of each file, whatever its encoding and compression."""
    found = {name: _find(directory, name) for name in names}
    if missing := [name for name, path in found.items() if path is None]:
        raise MissingFilesError(directory, missing)
    return {name: _text(path) for name, path in found.items() if path}


def _find(directory: Path, name: str) -> Path | None:
    """The file of that name, plain or gzipped."""
    return next((p for p in (directory / name, directory / f"{name}.gz") if p.is_file()), None)


def _text(path: Path) -> str:
    """Decode a file: UTF-8 where it is, else Windows-1252, else Latin-1."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _read(file: str, text: str, width: int, parse: Callable[[Row], T], problems: list[Problem]) -> Iterator[T]:
    """Every row that can be read, parsed; the others go to `problems`. Blank lines are nothing."""
    for number, line in enumerate(text.split("\n"), start=1):
        row = [cell.strip() for cell in line.replace("\r", "").split("\t")]
        if not any(row):
            continue
        problem = _misfit(row, width)
        if not problem:
            try:
                yield parse(row)
            except ValueError as error:
                problem = str(error)
        if problem:
            problems.append(Problem(file=file, line=number, problem=problem))


def _misfit(row: Row, width: int) -> str:
    """What is wrong with a row before its cells are read, or nothing."""
    if len(row) < width:
        return f"{len(row)} columns instead of {width}"
    return "" if _CIS.fullmatch(row[0]) else f"{row[0]!r} is not a CIS code (8 digits)"


def _medicine(row: Row) -> Medicine:
    """A row of CIS_bdpm.txt."""
    return Medicine(
        cis=row[0],
        name=row[1],
        form=row[2],
        routes=tuple(ROUTES.get(route.strip(), route.strip()) for route in row[3].split(";") if route.strip()),
        authorisation=row[4],
        procedure=row[5],
        commercialised=row[6] == "Commercialisée",
        authorised_on=_day(row[7]),
        holder=row[10],
    )


def _package(row: Row) -> Package:
    """A row of CIS_CIP_bdpm.txt."""
    return Package(cis=row[0], words=row[2], declared=row[4], declared_on=_day(row[5]))


def _component(row: Row) -> Component:
    """A row of CIS_COMPO_bdpm.txt."""
    return Component(
        cis=row[0], code=row[2], substance=row[3], dosage=row[4], reference=row[5], nature=row[6], link=row[7]
    )


def _supply(row: Row) -> Supply:
    """A row of CIS_CIP_Dispo_Spec.txt."""
    if row[2] not in _STATES:
        raise ValueError(f"{row[2]!r} is not a supply state (1 to 4)")
    since, updated = _day(row[4]), _day(row[5])
    if since is None:
        raise ValueError("no date of beginning")
    return Supply(cis=row[0], state=_STATES[row[2]], since=since, updated_on=updated or since, back_on=_day(row[6]))


def _day(text: str) -> date | None:
    """A date as 18/05/2026, 2026-05-18 or 20260518; nothing when empty."""
    if not text:
        return None
    if match := _DAY_FIRST.fullmatch(text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(f"{text!r} is not a date")


def _by_cis(rows: list[T], cis: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    """The rows of each medicine, in the order of the file."""
    grouped: dict[str, list[T]] = {}
    for row in rows:
        grouped.setdefault(cis(row), []).append(row)
    return {code: tuple(group) for code, group in grouped.items()}
