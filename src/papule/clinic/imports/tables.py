"""From the bytes of a file to its rows: which letters, which separator, what is no table at all."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _

from papule.clinic.imports.columns import recognised
from papule.kernel.value import Value

LETTERS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "mac-roman": "Macintosh",
    "cp850": "DOS (850)",
}
SEPARATORS = {";": _("semicolon ;"), ",": _("comma ,"), "\t": _("tab")}
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_LOOKED_AT = 4096  # bytes, from which the letters are guessed
_SAID = re.compile(r'"?sep=([;,\t])"?\r?\n', re.IGNORECASE)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # of an old workbook


class Row(Value):
    """A row as it stands in the file. `number` is the one a spreadsheet shows; `fault`, why it cannot be read."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


def refuse_other_files(content: bytes) -> None:
    """Raise ValidationError for what is no text at all, in words that say what to do."""
    if not content.strip():
        raise ValidationError(_("This file is empty. Export the patients once more, and look that they were chosen."))
    if content.startswith((b"PK\x03\x04", _OLE)):
        raise ValidationError(
            _(
                "This is a workbook of a spreadsheet, whatever its name says, and not a CSV file. Open it there, "
                "choose Save as, then CSV UTF-8, and give that file."
            )
        )
    if content.startswith((b"%PDF", b"\x1f\x8b", b"{\\rtf")):
        raise ValidationError(
            _("This is a document or an archive, not a CSV file. Let the record program export a CSV file.")
        )


def letters_of(content: bytes) -> str:
    """Tell by which letters a file is written, a key of LETTERS."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[:_LOOKED_AT]
    if start.count(0) * 4 > len(start):  # every second byte of a text in our letters
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    try:
        content.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def text_of(content: bytes, letters: str) -> str:
    """Read the text of a file.

    Raises ValidationError where these are not its letters, or where it is no text.
    """
    try:
        text = content.decode(letters).removeprefix("\ufeff")
    except UnicodeError:
        raise ValidationError(
            _("The letters of this file cannot be read as %(letters)s. Choose other letters below, or export it anew."),
            params={"letters": LETTERS[letters]},
        ) from None
    if "\0" in text:
        raise ValidationError(
            _("This file holds bytes that no text has: it is damaged, or no CSV file. Export it anew from the program.")
        )
    return text


def separator_of(text: str) -> str:
    """Tell what stands between two cells: what gives the most columns whose heading is known, then the most columns."""
    said, body = _without_separator_line(text)
    if said:
        return said
    return max(SEPARATORS, key=lambda each: _worth(_heading(body, each)))


def _worth(heading: tuple[str, ...]) -> tuple[int, int]:
    return len(recognised(heading)), sum(any(map(str.isalnum, each)) for each in heading)


def _heading(body: str, separator: str) -> tuple[str, ...]:
    """Give the first row that is not blank; nothing where there is none."""
    try:
        return next((row.cells for row in _rows(body, separator)), ())
    except ValidationError:
        return ()


def table(text: str, separator: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Give the headings and the rows below them, blank ones left out.

    Raises ValidationError, at once or while the rows are read, for what is no table or too large a one.
    """
    rows = _rows(_without_separator_line(text)[1], separator)
    first = next(rows, None)
    if first is None:
        raise ValidationError(_("This file is empty. Export the patients once more, and look that they were chosen."))
    if first.fault:
        raise ValidationError(first.fault)
    heading = _trimmed(first.cells)
    if len(heading) > MOST_COLUMNS:
        raise _too_wide()
    return heading, (_fitting(row, heading) for row in rows)


def _without_separator_line(text: str) -> tuple[str, str]:
    """Take away the first line by which Excel says its separator, `sep=;`."""
    said = _SAID.match(text)
    return (said[1], text[said.end() :]) if said else ("", text)


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(_narrow(text, separator), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        if number > MOST_ROWS + 1:
            raise ValidationError(_too_many())
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(number, (), _quoted())
            continue
        if any(each.strip() for each in cells):
            yield Row(number, tuple(cells))


def _too_many() -> str:
    return _("This file has more than %(most)s rows. Divide it, and give one part after the other.") % {
        "most": MOST_ROWS
    }


def _too_wide() -> ValidationError:
    told = _("A line of this file has more than %(most)s columns: this is no list of patients.")
    return ValidationError(told, params={"most": MOST_COLUMNS})


def _quoted() -> str:
    return str(
        _(
            'A quotation mark (") stands where it cannot be read: all or a part of what follows was taken for one '
            "cell. Take it away or write it twice."
        )
    )


def _narrow(text: str, separator: str) -> Iterator[str]:
    """Give the lines; refuse the file where one has more cells than any table of patients, before memory is taken."""
    for line in StringIO(text, newline=""):
        if line.count(separator) > MOST_COLUMNS * 5:
            raise _too_wide()
        yield line


def _fitting(row: Row, heading: tuple[str, ...]) -> Row:
    """Hold a row against the headings: one with more or fewer cells would put what it says under the wrong heading."""
    if row.fault:
        return row
    cells = _trimmed(row.cells)
    if len(cells) > len(heading) or len(row.cells) < len(heading):
        told = _(
            "%(cells)s cells under %(headings)s headings: what stands where is not sure. A separator stands inside a "
            "text without quotation marks, or the row was cut off."
        ) % {"cells": len(row.cells), "headings": len(heading)}
        return Row(row.number, row.cells[:MOST_COLUMNS], told)
    return Row(row.number, row.cells[: len(heading)])


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Take away the empty cells at the end."""
    last = max((at for at, each in enumerate(cells) if each.strip()), default=-1)
    return cells[: last + 1]
